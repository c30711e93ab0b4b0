"""What a compressed file holds: a tar archive, or one file."""

from collections.abc import Iterator

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.entries import Entry, Found, gap
from watchhouse.artifacts.paths import member_path
from watchhouse.artifacts.stream import Stream
from watchhouse.artifacts.tar.header import BLOCK, is_header
from watchhouse.artifacts.tar.walk import TarWalk
from watchhouse.model.evidence import GapReason

_PEEK = 1 << 16
"""How far a real header is sought where an archive starts with zeros."""
_SUFFIXES = {".gz": "", ".bz2": "", ".xz": "", ".lzma": "", ".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}


def walk_unpacked(stream: Stream, prefix: str, budget: Budget, archive: str, name: str) -> Iterator[Found]:
    """Yield what the compressed file at `archive`, called `name`, holds: a tar's members, or one file."""
    if _is_tar(stream, name):
        yield from TarWalk(stream, prefix, budget, archive)
        return
    budget.take_member()
    limit = budget.limits.member_bytes
    path = member_path(prefix, _uncompressed(name.rsplit("/", 1)[-1]))
    yield Entry(path=path, content=stream.read(limit))
    if stream.peek(1):
        yield gap(GapReason.MEMBER_TOO_LARGE, path, f"more than {limit} bytes, of which the first were read")


def _is_tar(stream: Stream, name: str) -> bool:
    """Return whether a stream starts as a tar archive; one of zeros alone is, if its name says so."""
    head = stream.peek(BLOCK)
    if head == bytes(BLOCK):
        head = stream.peek(_PEEK).lstrip(b"\0")
        start = (_PEEK - len(head)) // BLOCK * BLOCK
        head = stream.peek(_PEEK)[start : start + BLOCK]
    if len(head) == BLOCK:
        return is_header(head)
    return not head and _uncompressed(name).endswith(".tar")


def _uncompressed(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem + _SUFFIXES[dot + suffix.lower()] if stem and dot + suffix.lower() in _SUFFIXES else name
