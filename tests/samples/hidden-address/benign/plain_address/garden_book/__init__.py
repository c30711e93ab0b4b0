"""A client of its own service."""

import base64

import requests

_HOST = "garden-book.example"


def note(plant, picture):
    url = "https://" + _HOST + "/v1/notes"
    return requests.post(url, json={"plant": plant, "picture": base64.b64encode(picture).decode()})
