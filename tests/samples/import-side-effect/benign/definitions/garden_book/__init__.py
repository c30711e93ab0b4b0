"""Honest look-alike: everything waits until it is called; only a version tool runs."""
import socket
import subprocess

import requests

_SESSION = requests.Session()
_SESSION.headers["User-Agent"] = "garden-book"
_HOST = socket.gethostname()


def prices(plant):
    """Return the prices of a plant."""
    return _SESSION.get(f"https://api.garden-book.example/{plant}", timeout=9)


def _revision():
    return subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, check=False).stdout


REVISION = _revision()
