"""Hostile text and times made storable: PostgreSQL takes no NUL, no lone surrogate and no time before the year 1."""

import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

_ESCAPE = "\u241b"
"""SYMBOL FOR ESCAPE: seen on a page, and hardly ever written by anybody."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff\u241b]")
_ESCAPED = re.compile("\u241b([0-9a-f]{4})")

_LARGEST = (1 << 63) - 1


def storable(text: str) -> str:
    r"""
    Return `text` with every character that PostgreSQL refuses as an escape and its number.

    No two texts become the same, and `restored` gives back what was written.

    >>> storable("a\x00b") == "a\u241b0000b"
    True
    """
    return _UNSTORABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", text)


def restored(text: str) -> str:
    """Return what `storable` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def bounded(text: str, limit: int = 500) -> str:
    """
    Return `text` storable, and short enough to be a key: PostgreSQL indexes no more than 2,704 bytes.

    What is longer than `limit` bytes ends in the digest of the whole, so that no two become the same.
    """
    kept = storable(text)
    content = kept.encode()
    if len(content) <= limit:
        return kept
    digest = hashlib.sha256(content).hexdigest()
    return f"{content[: limit - 80].decode(errors='ignore')}{_ESCAPE}sha256:{digest}"


def storable_moment(at: datetime | None) -> datetime | None:
    """Return `at` in UTC, or None if it lies outside of the years that Python can read back."""
    if at is None:
        return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None


def storable_count(count: int | None) -> int | None:
    """Return `count`, or None if nothing can have that size."""
    return count if count is not None and 0 <= count <= _LARGEST else None


def without_credentials(url: str) -> str:
    """
    Return `url` without user, password and fragment.

    A user and password come from our side's configuration, which adds them again when it downloads.

    >>> without_credentials("https://me:secret@files.example/a.whl#sha256=00")
    'https://files.example/a.whl'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
