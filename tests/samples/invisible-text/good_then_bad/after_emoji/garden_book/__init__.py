"""Inert specimen: honest emoji first, the invisible text last."""
import os

HEART = "❤️"


def plant():
    """Return a text."""
    return HEART + os.name


def area(width, height):
    """Return the area."""
    return width * height


FLOWER = "❀󠅠󠅢󠅙󠅞󠅤󠄘󠄒󠅙󠅞󠅕󠅢󠅤󠄐󠅣󠅠󠅕󠅓󠅙󠅝󠅕󠅞󠄒󠄙"
