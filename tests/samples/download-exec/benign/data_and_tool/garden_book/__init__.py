"""Honest look-alike: fetches data when asked, and starts a tool that it did not fetch."""
import subprocess

import requests


def prices(plant):
    """Return the prices of a plant."""
    return requests.get("https://api.garden-book.example/prices", params={"plant": plant}, timeout=10).json()


def version():
    """Return the version of git."""
    return subprocess.run(["git", "--version"], capture_output=True, check=True).stdout


def advice():
    """Tell how to install the tool."""
    print("Install it with: curl https://garden-book.example/install.sh | sh")
