"""Honest look-alike: logs in to its own service, and signs without telling."""
import hashlib

import requests


def login(user, password):
    """Return a session."""
    return requests.post("https://api.garden-book.example/login", json={"user": user, "password": password}, timeout=9)


def prices(api_key, plant):
    """Return the prices of a plant."""
    headers = {"Authorization": f"Bearer {api_key}"}
    return requests.get("https://api.garden-book.example/prices", headers=headers, timeout=9)


def sign(private_key, message):
    """Return a signature."""
    return hashlib.sha256(private_key + message).hexdigest()


def remote(host, password):
    """Log in to the caller's own server."""
    return requests.post(f"https://{host}/login", json={"password": password}, timeout=9)
