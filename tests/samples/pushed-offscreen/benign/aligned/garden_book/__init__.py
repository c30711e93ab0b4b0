"""Honest look-alike: comments and data aligned to the right."""
import os

WIDTH = 12                                                                      # metres
HEIGHT = 9                                                                       # metres
TABLE = [
    ("lavender",                                                                12),
    ("rosemary",                                                                8),
]


def area():
    """Return the area."""
    return WIDTH * HEIGHT
