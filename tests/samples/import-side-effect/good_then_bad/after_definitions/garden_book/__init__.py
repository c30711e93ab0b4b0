"""Inert specimen: definitions first, the call last."""
import urllib.request


def prices(plant):
    """Return the prices of a plant."""
    return urllib.request.urlopen(f"https://api.garden-book.example/{plant}", timeout=9)


def area(width, height):
    """Return the area."""
    return width * height


class Book:
    """A book of prices."""

    def __init__(self):
        self.known = urllib.request.urlopen("https://garden-seeds.invalid/known").read()


BOOK = Book()
