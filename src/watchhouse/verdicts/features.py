"""Sightings come in; the cells they reach go out, each with the sightings that carry it."""

from collections.abc import Iterable
from typing import TypeAlias

from watchhouse.model.evidence import Sighting
from watchhouse.verdicts.cells import Cell, cells
from watchhouse.verdicts.pairs import pair_cells

Carried: TypeAlias = dict[Cell, tuple[Sighting, ...]]
"""The cells that were reached, each with the one sighting (or, for a pair, the two) that its weight goes to."""


def strongest_first(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Return `sightings` in an order that depends on what they say alone, not on the order they came in."""
    return sorted(sightings, key=_rank)


def features(sightings: list[Sighting]) -> Carried:
    """
    Return every cell that `sightings`, given strongest first, reach.

    The strongest sighting of a detector carries the detector's whole weight; what repeats it carries none.
    """
    carried: Carried = {}
    for sighting in sightings:
        for cell in cells(sighting):
            carried.setdefault(cell, (sighting,))
    for cell, first, second in pair_cells(sightings):
        carried.setdefault(cell, (first, second))
    return carried


def _rank(sighting: Sighting) -> tuple[object, ...]:
    place = sighting.location
    return (
        -sighting.severity,
        -sighting.confidence,
        -sighting.moment,
        sighting.detector,
        place.path,
        place.line,
        place.layer,
        sighting.claim,
        sighting.excerpt,
        sighting.decoded,
        sighting.attributes,
        sighting.techniques,
    )
