"""Honest look-alike: a long encoded text that is a table of names."""
import base64
import json

_TABLE = "eyJsYXZlbmRlciI6IDEyLCAicm9zZW1hcnkiOiA4LCAidGh5bWUiOiAzMSwgInNhZ2UiOiA0LCAibWludCI6IDkwLCAiYmFzaWwiOiA3LCAiZGlsbCI6IDE1LCAiY2hpdmUiOiAyMn0="


def table():
    """Return how many of each plant there are."""
    return json.loads(base64.b64decode(_TABLE))
