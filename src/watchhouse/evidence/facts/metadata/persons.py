"""Names and e-mail addresses of authors and maintainers, as metadata spell them."""

import re
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 4_000
"""Characters of one field that are read."""
MOST: Final = 50

_SEPARATOR = re.compile(r"[\s<>,;\"'()\[\]]+")
_ADDRESS_PART = re.compile(r"<[^<>]{0,400}>")


def emails(fields: Iterable[str]) -> tuple[str, ...]:
    """
    Return the addresses in `fields`, lower case, each once.

    >>> emails(["Ann <Ann@a.example>, b@b.example"])
    ('ann@a.example', 'b@b.example')
    """
    found: dict[str, None] = {}
    for field in fields:
        for word in _SEPARATOR.split(field[:LONGEST]):
            user, at, host = word.rpartition("@")
            if at and user and "." in host:
                found.setdefault(word.lower().removeprefix("mailto:"))
    return tuple(found)[:MOST]


def names(fields: Iterable[str]) -> tuple[str, ...]:
    """
    Return the names in `fields`, without addresses, each once.

    >>> names(["Ann A. <ann@a.example>, Bob", "b@b.example"])
    ('Ann A.', 'Bob')
    """
    found: dict[str, None] = {}
    for field in fields:
        for part in _ADDRESS_PART.sub("", field[:LONGEST]).split(","):
            name = part.strip(" \t\r\n\"'")
            if name and "@" not in name:
                found.setdefault(name)
    return tuple(found)[:MOST]
