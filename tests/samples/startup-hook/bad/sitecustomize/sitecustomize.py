# Inert specimen: the host does not exist.
import urllib.request

urllib.request.urlopen("https://garden-seeds.invalid/started")
