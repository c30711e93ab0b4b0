"""The parts of a large source file that deserve a parse: statements in which the first pass saw something."""

import itertools
import re

from watchhouse.evidence.facts.triage import QUIET, Scan

WHOLE = 16 << 10
"""Bytes up to which a file is parsed whole."""

LARGE = 64 << 10
"""Bytes from which one quiet sign does not earn a statement its reading."""

SMALL = 600
"""Bytes up to which a top-level statement is kept whatever it says: imports, constants, short helpers."""

_TOP = re.compile(rb"^(?=[^\s#)\]}'\"])(?!else|elif|except|finally)", re.MULTILINE)
_INNER = re.compile(rb"^(?=(?: {4}|\t)(?:def|async def|@)\b|(?: {4}|\t)@)", re.MULTILINE)
_DECORATOR = re.compile(rb"\s*@")


def excerpt(content: bytes, scan: Scan) -> bytes:
    r"""
    Return `content` with the statements blanked out in which `scan` sees nothing, line for line.

    Classes are cut into methods. Cutting trusts indentation; if the rest then does not parse, the reader
    parses it piece by piece and a Gap says where.

    >>> excerpt(b"import os\n" + b"x = 1\n" * 9000, lambda _: frozenset()).startswith(b"import os\n")
    True
    """
    if len(content) <= WHOLE or b"\0" in content[:400]:
        return content
    ignored = QUIET if len(content) > LARGE else frozenset[str]()
    return b"".join(_kept(piece, scan, ignored) for piece in _cut(content, _TOP))


def _kept(piece: bytes, scan: Scan, ignored: frozenset[str]) -> bytes:
    if len(piece) <= SMALL:
        return piece
    if not _tells(scan(piece), ignored):
        return _blank(piece)
    if len(piece) > WHOLE and piece.startswith(b"class "):
        head, *methods = _cut(piece, _INNER)
        return head + b"".join(m if _tells(scan(m), ignored) else _blank(m) for m in methods)
    return piece


def _tells(hints: frozenset[str], ignored: frozenset[str]) -> bool:
    """Return whether a statement says two things, or one that is not ignored."""
    return len(hints) > 1 or bool(hints - ignored)


def _blank(piece: bytes) -> bytes:
    return b"\n" * piece.count(b"\n")


def _cut(content: bytes, before: re.Pattern[bytes]) -> list[bytes]:
    """Return `content` cut where `before` matches, decorators in one piece with what they decorate."""
    bounds = [0]
    decorates = _DECORATOR.match(content) is not None
    for found in before.finditer(content):
        if not decorates:
            bounds.append(found.start())
        decorates = _DECORATOR.match(content, found.start()) is not None
    bounds.append(len(content))
    return [content[begin:end] for begin, end in itertools.pairwise(bounds) if begin < end]
