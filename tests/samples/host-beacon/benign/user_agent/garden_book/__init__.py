"""Honest look-alike: says which system and version it is, as a User-Agent."""
import platform
import socket

import requests

_AGENT = f"garden-book/1.2.0 ({platform.system()} {platform.release()}; {platform.python_version()})"


def prices(plant):
    """Return the prices of a plant."""
    return requests.get("https://api.garden-book.example/prices", headers={"User-Agent": _AGENT}, timeout=9)


def own_address():
    """Return this machine's address."""
    return socket.gethostbyname(socket.gethostname())
