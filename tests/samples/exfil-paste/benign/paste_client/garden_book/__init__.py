"""Honest look-alike: reads a shared note from a paste site when its user asks."""
import requests


def note(number):
    """Return the note that somebody shared."""
    return requests.get(f"https://pastebin.com.example/raw/{number}", timeout=10).text


def documentation():
    """Say where to test a hook."""
    return "Test your hooks with https://webhook.site.example/ before use."
