"""
Where a reader of PyPI's feed stands: all that its cursor holds.

Besides the serial it holds the keys of the newest rows that were told. They are asked for again each time: if they are
still there, the registry's history is the one that we read (and a row that became visible late, or under a serial
that a page's end cut through, is found). Older keys, further and further apart, are the marks at which to go on if the
registry has been set back to an earlier state.
"""

import json
from dataclasses import dataclass, replace

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.wire import WireError, decode, encode
from watchhouse.registries.feeds.pypi_rows import Row

TOLD = 128
"""Rows that are asked for again: more than one transaction writes."""
_MOST_TOLD = 1024
"""Of one serial; PyPI's serials name one row each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One cursor."""

    serial: int | None = None
    """Of the changelog: everything up to it has been told. None: the changelog could never be asked."""
    seconds: int | None = None
    """When the newest row was written, since 1970, as the registry says."""
    told: tuple[str, ...] = ()
    """Keys of the newest rows, ascending."""
    marks: tuple[str, ...] = ()
    """Keys of older rows, ascending, closer together the newer they are."""
    unreadable: int = 0
    """How many times in a row the changelog's answer made no sense."""
    changed: int | None = None
    """Where the index's own serials are read instead of the changelog: up to which project."""
    updates: tuple[str, ...] | None = None
    """Where RSS is read instead: the items of the last look at the newest releases."""
    packages: tuple[str, ...] | None = None
    """The same for the newest projects."""

    def reached(self, rows: list[Row], *, anew: bool = False) -> "Place":
        """
        Return the place after `rows`, ascending and not empty.

        `anew`: the registry's history is another one than what was told before.
        """
        newest = rows[-1]
        before = () if anew else self.told
        keys = {row.key: None for row in rows}
        told = tuple(sorted(dict.fromkeys((*before, *keys)), key=serial_of))
        return replace(
            self,
            serial=newest.serial if anew else max(newest.serial, self.serial or 0),
            seconds=newest.seconds,
            told=_newest(told),
            marks=_thinned((*(key for key in self.marks if serial_of(key) < rows[0].serial), newest.key)),
        )


def read_place(cursor: str) -> Place:
    """Return the place that `cursor` holds, by this version or an earlier one; raises InfrastructureError."""
    try:
        known = json.loads(encode(Place()))
        held = dict(json.loads(cursor).items())
        told = json.dumps(known | {name: held[name] for name in known if name in held})
        place = decode(told.encode(), Place)
        list(map(serial_of, (*place.told, *place.marks)))
    except (ValueError, TypeError, AttributeError, RecursionError, WireError) as error:
        raise InfrastructureError("the cursor of the feed pypi cannot be read") from error
    return place


def write_place(place: Place) -> str:
    """Return `place` as a cursor."""
    return encode(place).decode()


def serial_of(key: str) -> int:
    """Return the serial of the row that `key` names."""
    return int(key.partition(":")[0])


def _newest(told: tuple[str, ...]) -> tuple[str, ...]:
    """Return the newest keys, with all of the serial that the first of them has."""
    if len(told) <= TOLD:
        return told
    first = serial_of(told[-TOLD])
    return tuple(key for key in told if serial_of(key) >= first)[-_MOST_TOLD:]


def _thinned(marks: tuple[str, ...]) -> tuple[str, ...]:
    """Keep of all marks that are about as far from the newest (by powers of two) the oldest."""
    newest = serial_of(marks[-1])
    kept: dict[int, str] = {}
    for key in sorted(set(marks), key=serial_of):
        kept.setdefault((newest - serial_of(key)).bit_length(), key)
    return tuple(sorted(kept.values(), key=serial_of))
