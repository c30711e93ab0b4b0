"""Honest look-alike: one variable of the environment as the key to its own service."""
import os

import requests


def prices(plant):
    """Return the prices of a plant."""
    key = os.environ["GARDEN_BOOK_API_KEY"]
    headers = {"Authorization": f"Bearer {key}"}
    return requests.get("https://api.garden-book.example/prices", params={"plant": plant}, headers=headers, timeout=9)


def run(command):
    """Start a program with the same environment."""
    import subprocess

    return subprocess.run(command, env=dict(os.environ), check=True)
