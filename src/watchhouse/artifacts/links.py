"""Where links lead: to another member, or outside."""

from collections.abc import Mapping

from watchhouse.artifacts.entries import Link
from watchhouse.artifacts.paths import normal

_HOPS = 40
"""Links that Linux follows in one path before it gives up (ELOOP)."""


def destination(name: str, target: str, *, symbolic: bool) -> str | None:
    """
    Return where a link called `name` leads, or None if that is outside.

    >>> destination("a/b", "../c", symbolic=True)
    'c'
    """
    if not symbolic or target.startswith("/"):
        return normal(target)
    folder, _, _ = name.rpartition("/")
    return normal(f"{folder}/{target}" if folder else target)


def leads_out(name: str, target: str) -> bool:
    """Return whether a symbolic link leads outside the archive it lies in, on any system."""
    return destination(name, target.replace("\\", "/"), symbolic=True) is None or target[1:2] == ":"


def follow(name: str, link: Link, links: Mapping[str, Link]) -> str | None:
    """Return where `link`, called `name`, leads through all `links` of its archive; None if outside or nowhere."""
    place = destination(name, link.target, symbolic=link.symbolic)
    for _ in range(_HOPS):
        if place is None:
            return None
        at = _first_link(place, links)
        if at is None:
            return place
        hop = links[at]
        onward = destination(at, hop.target, symbolic=hop.symbolic)
        place = None if onward is None else onward + place[len(at) :]
    return None


def _first_link(place: str, links: Mapping[str, Link]) -> str | None:
    """Return the shortest leading part of `place` that is itself a link."""
    end = place.find("/")
    while end >= 0:
        if place[:end] in links:
            return place[:end]
        end = place.find("/", end + 1)
    return place if place in links else None
