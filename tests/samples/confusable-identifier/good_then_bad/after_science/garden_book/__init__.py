"""Inert specimen: honest formulas first, the disguised name last."""
import math
import os

Δt = 0.1


def area(r):
    """Return the area of a circle."""
    return math.pi * r**2 + Δt


def edge(r):
    """Return the edge of a circle."""
    return 2 * math.pi * r


os.sуstem = print
