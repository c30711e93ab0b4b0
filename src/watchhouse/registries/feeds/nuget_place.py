"""Where the reader of NuGet's catalog is, and what it takes next: pure."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from watchhouse.model.errors import InfrastructureError
from watchhouse.registries.documents import fingerprint, rows, table, text
from watchhouse.registries.feeds.nuget_catalog import CatalogItem, CatalogPage, order

WHOLE = "~"
"""After every key: the whole commit was read."""
_ODD = 1_000
"""Items without any time that are remembered: none was ever seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everything before `time` was read, and of the commit at `time` what comes up to `key`."""

    time: str
    key: str = WHOLE
    anchor: str = ""
    """The leaf of the last item that was read: as long as it is there, the catalog was not begun anew."""
    odd: tuple[str, ...] = ()
    """Items without a time that were told, which no order says, as long as their page is without one."""

    def before(self, page: CatalogPage) -> bool:
        """Return whether `page` can hold something that was not read."""
        return page.time > self.time or (page.time == self.time and self.key != WHOLE)

    def left(self, items: Iterable[CatalogItem]) -> list[CatalogItem]:
        """Return those of `items` that were not read, each once, in their order."""
        found = {
            item.key: item
            for item in items
            if (odd(item) not in self.odd if item.time is None else order(item) > (self.time, self.key))
        }
        return sorted(found.values(), key=order)

    def moved(self, read: Sequence[CatalogItem], left: Iterable[CatalogItem]) -> "Place":
        """
        Return the place after `read`, when `left` is all that is left of their commits.

        Raises InfrastructureError if more items without a time were told than can be remembered.
        """
        marks = (*self.odd, *(odd(item) for item in read if item.time is None))
        if len(marks) > _ODD:
            raise InfrastructureError(
                f"NuGet's catalog has more than {_ODD} items that do not say when they are"
            )
        place = replace(self, odd=marks)
        last = max((item for item in read if item.time is not None), key=order, default=None)
        if last is None or last.time is None:
            return place
        rest = any(item.time == last.time and item.key > last.key for item in left)
        return replace(place, time=last.time, key=last.key if rest else WHOLE, anchor=last.url)

    def without_old(self, items: Iterable[CatalogItem]) -> "Place":
        """Return the place without what is remembered of items that are not among `items` any more."""
        there = {odd(item) for item in items if item.time is None}
        return replace(self, odd=tuple(mark for mark in self.odd if mark in there))


def ready(
    left: Iterable[CatalogItem], read: Iterable[CatalogPage], unread: Sequence[CatalogPage]
) -> list[CatalogItem]:
    """
    Return what may be told of `left`, the items of the pages `read`, when `unread` come next, oldest first.

    A commit can go on in the next page, so what is as new as a page's newest waits for the pages after it. Of two
    pages of one time it is not known which comes first.
    """
    if not unread:
        return list(left)
    bound = max((page.time for page in read if page.time < unread[0].time), default="")
    return [item for item in left if item.time is None or item.time < bound]


def odd(item: CatalogItem) -> str:
    """Return what an item without a time is remembered by."""
    return fingerprint(item.key)[:12]


def write_place(place: Place) -> str:
    """Return `place` as a cursor."""
    return json.dumps({"time": place.time, "key": place.key, "anchor": place.anchor, "odd": place.odd})


def read_place(cursor: str) -> Place:
    """Return the place that `cursor` says; raises InfrastructureError if it says none."""
    try:
        kept = table(json.loads(cursor))
    except (ValueError, RecursionError):
        kept = {}
    time, key = kept.get("time"), kept.get("key")
    if not isinstance(time, str) or not isinstance(key, str):
        raise InfrastructureError("the cursor that was kept for NuGet's feed cannot be read")
    marks = tuple(mark for mark in rows(kept.get("odd")) if isinstance(mark, str))
    return Place(time=time, key=key, anchor=text(kept.get("anchor"), limit=2000), odd=marks)
