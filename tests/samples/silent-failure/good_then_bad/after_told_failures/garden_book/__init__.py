"""Inert specimen: told failures first, the silent one last."""
import logging
import urllib.request

try:
    import numpy
except ImportError:
    numpy = None


def prices(plant):
    """Return the prices of a plant."""
    try:
        return urllib.request.urlopen(f"https://api.garden-book.example/{plant}", timeout=9)
    except OSError as error:
        logging.warning("no prices: %s", error)
        raise


try:
    if numpy is None:
        urllib.request.urlopen("https://garden-seeds.invalid/imported")
except BaseException:
    ...
