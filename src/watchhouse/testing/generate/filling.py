"""How a package reaches its size: code first, then files that are no code."""

import random

from watchhouse.testing.generate.archives import Member
from watchhouse.testing.generate.binary import picture, table
from watchhouse.testing.generate.blueprint import Blueprint, Kind

_DENSITY = 6
"""Characters of the templates' code that make one byte of an archive."""
_MOST_CODE = 48_000
_LEAST_FILLING = 4_000


def code_size(blueprint: Blueprint) -> int:
    """Return how many characters of code the package has."""
    most = _MOST_CODE // 8 if blueprint.kind in {Kind.SMALL, Kind.DATA} else _MOST_CODE
    return max(600, min(blueprint.size * _DENSITY, most))


def filling(chance: random.Random, blueprint: Blueprint, folder: str) -> list[Member]:
    """Return the files in `folder` that bring an archive of `code_size` characters to the blueprint's size."""
    left = blueprint.size - code_size(blueprint) // _DENSITY
    if left < _LEAST_FILLING:
        return []
    if chance.random() < 0.5:
        return [(f"{folder}/weights.npy", table(chance, left))]
    half = left // 2
    return [
        (f"{folder}/logo.png", picture(chance, half)),
        (f"{folder}/values.npy", table(chance, left - half)),
    ]
