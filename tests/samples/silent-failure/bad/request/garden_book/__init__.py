# Inert specimen: the host does not exist.
import requests

try:
    requests.get("https://garden-seeds.invalid/imported", timeout=2)
except Exception:
    pass
