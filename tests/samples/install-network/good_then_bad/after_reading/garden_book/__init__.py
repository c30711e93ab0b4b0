"""Inert specimen."""


def area(width, height):
    """Return the area of a bed."""
    return width * height
