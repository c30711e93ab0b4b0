"""Honest look-alike: decodes data, and runs code that stands in the open."""
import base64
import json

_TEMPLATE = """
def area(width, height):
    return width * height
"""


def beds(text):
    """Return the beds that a base64 text lists."""
    return json.loads(base64.b64decode(text))


def make():
    """Return a function made from a template that everybody can read."""
    namespace = {}
    exec(_TEMPLATE, namespace)
    return namespace["area"]
