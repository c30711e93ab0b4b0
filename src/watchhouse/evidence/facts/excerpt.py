"""The parts of a large source file that deserve a parse: statements in which the first pass saw something."""

import bisect
import itertools
import re
from collections.abc import Sequence
from operator import itemgetter

from watchhouse.evidence.facts.triage import LARGE, QUIET, Scan, dense_windows

WHOLE = 16 << 10
"""Bytes up to which a file is parsed whole."""

SMALL = 600
"""Bytes up to which a top-level statement is kept whatever it says: imports, constants, short helpers."""

_TOP = re.compile(rb"\n(?![\s#)\]}'\"]|else|elif|except|finally)")
_INNER = re.compile(rb"\n(?=(?: {4}|\t)(?:def\b|async def\b|@))")
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
    pieces = _cut(content, _TOP)
    if len(content) <= LARGE:
        return b"".join(_kept(piece, scan, frozenset()) for piece in pieces)
    dense = dense_windows(content, scan)
    return b"".join(
        _kept(piece, scan, QUIET)
        if len(piece) <= SMALL or _meets(begin, begin + len(piece), dense)
        else _blank(piece)
        for begin, piece in zip(itertools.accumulate(map(len, pieces), initial=0), pieces, strict=False)
    )


def _meets(begin: int, end: int, windows: Sequence[tuple[int, int]]) -> bool:
    """Return whether one of `windows`, in order and of one length, overlaps `begin` to `end`."""
    place = bisect.bisect_right(windows, end, key=itemgetter(0)) - 1
    return place >= 0 and windows[place][1] > begin


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
            bounds.append(found.end())
        decorates = _DECORATOR.match(content, found.end()) is not None
    bounds.append(len(content))
    return [content[begin:end] for begin, end in itertools.pairwise(bounds) if begin < end]
