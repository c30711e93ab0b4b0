"""
Files that are byte-identical to one in an established release, looked up by digest.

One index is a header and a sorted table of SHA-256 digests, searched as it lies there: loading it is reading it. The
digests are whole. A prefix of 16 bytes would withstand whoever wants some file of theirs to pass for any of the known
ones (2^128 trials, divided by their number), but not whoever can also have a harmless file taken into an established
release: two files of one such prefix cost 2^64 trials, which is a matter of money.
"""

import functools
import struct
from bisect import bisect_left
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Sha256

DIGEST = 32
"""Bytes of a SHA-256 digest."""
SOURCE = 1_000
"""Bytes that the source line may have."""

_MAGIC = b"whknown\n"
_VERSION = 1
_HEADER = struct.Struct(">8sHIIH")
"""Magic, version, entries, day (as `date.toordinal` counts), bytes of the source line that follows."""

NAME = "known-files.bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFiles:
    """One index; `digest in known` asks it."""

    table: bytes
    """Digests, sorted, one behind the other."""
    day: date
    """When it was made."""
    source: str
    """What it was made of, on one line."""

    def __len__(self) -> int:
        return len(self.table) // DIGEST

    def __getitem__(self, position: int) -> bytes:
        """Return the digest at `position`, as bisect asks for it."""
        return self.table[position * DIGEST : (position + 1) * DIGEST]

    def __contains__(self, digest: object) -> bool:
        """
        Return whether `digest`, in hexadecimal, is known.

        In a table that is not sorted something may be missed, but nothing is found that is not there.
        """
        wanted = bytes.fromhex(str(digest))
        return len(wanted) == DIGEST and self[bisect_left(self, wanted)] == wanted


@dataclass(frozen=True, slots=True)
class KnownToAny:
    """Several indexes, asked as one."""

    indexes: tuple[Container[Sha256], ...]

    def __contains__(self, digest: object) -> bool:
        return any(digest in index for index in self.indexes)


@functools.cache
def shipped() -> KnownFiles:
    """Return the index that is shipped; `known-releases.txt` beside it lists what it was made of."""
    return read_known((resources.files(__package__) / NAME).read_bytes())


def is_known_index(content: bytes) -> bool:
    """Return whether `content` begins as an index does."""
    return content.startswith(_MAGIC)


def read_known(content: bytes) -> KnownFiles:
    """Return the index that `content` is; raises RequestError if it is none, or of a version that is not known here."""
    try:
        magic, version, entries, day, length = _HEADER.unpack_from(content)
        source = content[_HEADER.size : _HEADER.size + length].decode("utf-8")
        made = date.fromordinal(day)
    except (struct.error, ValueError, OverflowError) as error:
        raise RequestError("this is no index of known files") from error
    table = content[_HEADER.size + length :]
    if magic != _MAGIC or len(table) != entries * DIGEST:
        raise RequestError("this is no index of known files, or it is not whole")
    if version != _VERSION:
        raise RequestError(f"an index of known files of version {version} cannot be read by this version")
    return KnownFiles(table=table, day=made, source=source)


def write_known(known: KnownFiles) -> bytes:
    """Return `known` as it lies in a file."""
    source = known.source.encode("utf-8")
    if len(source) > SOURCE or b"\n" in source:
        raise RequestError(f"the source is one line of at most {SOURCE} bytes")
    return (
        _HEADER.pack(_MAGIC, _VERSION, len(known), known.day.toordinal(), len(source)) + source + known.table
    )


def know(
    digests: Iterable[Sha256], *, day: date, source: str, before: KnownFiles | None = None
) -> KnownFiles:
    """
    Return an index of `digests`, and of what an earlier one held.

    >>> one = Sha256("ab" * 32)
    >>> one in know([one], day=date(2026, 1, 1), source="demo"), Sha256("cd" * 32) in know([], day=date.min, source="")
    (True, False)
    """
    found = {bytes.fromhex(digest) for digest in digests}
    if before is not None:
        found.update(before[position] for position in range(len(before)))
    return KnownFiles(table=b"".join(sorted(found)), day=day, source=source)
