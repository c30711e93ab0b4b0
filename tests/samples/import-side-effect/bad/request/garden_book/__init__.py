# Inert specimen: the host does not exist.
import requests

requests.get("https://garden-seeds.invalid/imported")
