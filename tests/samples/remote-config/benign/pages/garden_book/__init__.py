"""Honest look-alike: follows the pages that its own service names."""
import requests


def plants():
    """Return every plant, page by page."""
    answer = requests.get("https://api.garden-book.example/plants", timeout=9).json()
    found = answer["plants"]
    more = requests.get(answer["next"], timeout=9).json()
    return found + more["plants"]
