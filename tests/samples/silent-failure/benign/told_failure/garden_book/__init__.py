"""Honest look-alike: failures are told, or something else is done instead."""
import logging

import requests

try:
    import numpy
except ImportError:
    numpy = None


def prices(plant):
    """Return the prices of a plant."""
    try:
        return requests.get(f"https://api.garden-book.example/{plant}", timeout=9).json()
    except requests.RequestException as error:
        logging.warning("no prices: %s", error)
        raise
