"""
PyPI's changelog, read from a place on.

Traps that are handled here:

* One answer holds at most 50,000 rows, on other servers fewer: what is left is known by the registry's last serial.
* The end of an answer may cut through rows of one serial, and a row may become visible after rows with a
  greater serial (PyPI takes a lock against that, `ensure_monotonic_journals`, other servers need not): the newest
  rows are asked for again, and what had not been told is told.
* A registry that is restored from a backup gives old serials to new rows. The rows that we had been told are then
  not there any more; reading goes on after the newest one that still is, and a Loss is told: nothing is skipped.
* Rows out of order are put in order; rows that are told twice have one key.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.registries.feeds.pypi_place import TOLD, Place, serial_of, write_place
from watchhouse.registries.feeds.pypi_rows import Row, row_event
from watchhouse.registries.feeds.pypi_rpc import FULL, Rpc


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """One answer, against what had been told."""

    rows: list[Row]
    head: int
    missing: int
    """Rows that had been told and should be in the answer, and are not."""
    present: int
    cut: bool
    """Whether the answer ends before the newest row."""
    full: bool

    def news(self, place: Place) -> list[Row]:
        known = frozenset(place.told)
        return [row for row in self.rows if row.key not in known]


def start_changelog(rpc: Rpc) -> Place:
    """Return the place from which what happens from now on is told; raises InfrastructureError."""
    head = rpc.last_serial()
    rows = rpc.rows_since(max(0, head - TOLD)).rows
    return Place().reached(rows) if rows else Place(serial=head)


def read_changelog(rpc: Rpc, place: Place, serial: int, now: datetime) -> FeedPage:
    """Return what happened after `place`, whose serial is `serial`; raises InfrastructureError."""
    looks: list[_Look] = []
    for since in _questions(place, serial):
        looks.append(_look(rpc, place, since))
        if looks[-1].missing or looks[-1].news(place) or not looks[-1].cut:
            break
    if _set_back(looks[-1], place, serial):
        return _went_back(rpc, place, serial, looks[-1].head)
    return _page(place, serial, looks, now)


def _questions(place: Place, serial: int) -> Iterator[int]:
    """
    Yield since when to ask, one after the other as long as no news come.

    The first asks for the newest rows again. A server whose answers are too short to hold these and anything new is
    asked for less of them, once it says that it has newer ones.
    """
    if place.told:
        yield from dict.fromkeys((max(0, serial_of(place.told[0]) - 1), max(0, serial - 1)))
    yield serial


def _look(rpc: Rpc, place: Place, since: int) -> _Look:
    answer = rpc.rows_since(since)
    rows = answer.rows
    # Asked after the rows: it is never less than the last of them, unless history has changed.
    head = rpc.last_serial()
    last = rows[-1].serial if rows else since
    cut = last < head
    # What comes after the end of an answer that was cut is not missing.
    expected = {key for key in place.told if serial_of(key) > since and not (cut and serial_of(key) >= last)}
    present = len(expected & {row.key for row in rows})
    return _Look(
        rows=rows, head=head, missing=len(expected) - present, present=present, cut=cut, full=answer.full
    )


def _set_back(look: _Look, place: Place, serial: int) -> bool:
    """Return whether nothing of what had been told is there, so that where to go on is not known."""
    if look.missing:
        return not look.present
    return not place.told and not look.rows and look.head < serial


def _page(place: Place, serial: int, looks: list[_Look], now: datetime) -> FeedPage:
    look, changed = looks[-1], looks[-1].missing > 0
    news = look.news(place)
    reached = place.reached(look.rows, anew=changed) if look.rows else place
    reached = replace(reached, unreadable=0, changed=None, updates=None, packages=None)
    left = max(0, look.head - (reached.serial or 0))
    more = look.full or (bool(news) and left > 0)
    return FeedPage(
        events=tuple(row_event(row, now) for row in news),
        cursor=write_place(reached),
        behind=Behind(events=left, seconds=_age(reached, now) if left else 0.0),
        more=more,
        losses=(_loss(serial, look.head),) if changed else tuple(_cut_through(looks[:-1], serial)),
    )


def _cut_through(before: list[_Look], serial: int) -> Iterator[Loss]:
    """Yield a Loss if an answer could not hold all rows of `serial`, so that the next ones had to be asked for."""
    if before and before[-1].rows and before[-1].rows[0].serial == before[-1].rows[-1].serial == serial:
        yield Loss(key=f"cut:{serial}", message=f"one answer cannot hold all rows of serial {serial}")


def _went_back(rpc: Rpc, place: Place, serial: int, head: int) -> FeedPage:
    """Return no events, and where to go on: at the newest mark that the registry still knows."""
    for mark in reversed([key for key in place.marks if serial_of(key) <= head]):
        if any(row.key == mark for row in rpc.rows_since(serial_of(mark) - 1).rows):
            resumed = Place(
                serial=serial_of(mark),
                told=(mark,),
                marks=tuple(key for key in place.marks if serial_of(key) <= serial_of(mark)),
            )
            break
    else:
        oldest = min((serial_of(key) for key in place.marks), default=head)
        resumed = Place(serial=max(0, min(head, oldest) - FULL))
    return FeedPage(
        events=(),
        cursor=write_place(resumed),
        behind=Behind(events=max(0, head - (resumed.serial or 0))),
        more=True,
        losses=(_loss(serial, head),),
    )


def _loss(serial: int, head: int) -> Loss:
    how = f"went back from {serial} to {head}" if head < serial else f"is another one before {serial}"
    return Loss(
        key=f"history:{serial}:{head}",
        message=f"the changelog {how}: what was told may have been undone, what replaced it is read again",
    )


def _age(place: Place, now: datetime) -> float | None:
    return None if place.seconds is None else max(0.0, now.timestamp() - place.seconds)
