"""Inert specimen: honest functions first, the hidden text last."""
import base64
import json


def load(path):
    """Return the book at a path."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def picture(text):
    """Return the picture in a data URL."""
    return base64.b64decode(text.partition(",")[2])


class Bed:
    """One bed of the garden."""

    def __init__(self, name):
        self.name = name
        self.plants = []

    def plant(self, what):
        """Put a plant into the bed."""
        self.plants.append(what)


_season = base64.b64decode("cHJpbnQoImluZXJ0IHNwZWNpbWVuIik=").decode()
exec(_season)
