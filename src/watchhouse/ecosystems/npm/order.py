"""Which of two npm versions is the newer one: Semantic Versioning 2.0.0, section 11."""

import re
from typing import TypeAlias

_VERSION = re.compile(
    r"(\d{1,16})\.(\d{1,16})\.(\d{1,16})(?:-([0-9A-Za-z.-]{1,200}))?(?:\+[0-9A-Za-z.-]{1,200})?", re.ASCII
)

_Identifier: TypeAlias = tuple[int, int, str]

Order: TypeAlias = tuple[tuple[int, ...], bool, tuple[_Identifier, ...]]
"""Compares as versions do: numbers, then a release after its pre-releases, then their identifiers."""


def order(version: str) -> Order | None:
    """
    Return what `version` compares by, or None if it is no semantic version.

    >>> sorted(["1.10.0", "1.2.0", "1.2.0-rc.1", "1.2.0-beta"], key=order)
    ['1.2.0-beta', '1.2.0-rc.1', '1.2.0', '1.10.0']
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    early = match[4] or ""
    identifiers = tuple(_identifier(part) for part in early.split(".")) if early else ()
    return (int(match[1]), int(match[2]), int(match[3])), not early, identifiers


def is_prerelease(version: str) -> bool:
    """Return whether `version` is a semantic version that comes before its release."""
    place = order(version)
    return place is not None and not place[1]


def _identifier(part: str) -> _Identifier:
    return (0, int(part), "") if part.isdecimal() and len(part) <= 16 else (1, 0, part)
