"""Which source line each instruction came from, in the three encodings that CPython has used."""

from collections.abc import Iterator
from typing import Final

from watchhouse.evidence.facts.bytecode.unmarshal import Code

_NO_LINE: Final = -128
_LONG, _NONE_KIND, _NO_COLUMNS, _ONE_LINE = 14, 15, 13, range(10, 13)


def line_starts(code: Code) -> dict[int, int]:
    """Return the line of each offset at which a line begins; broken tables give what came before."""
    if code.version >= (3, 11):
        return dict(_locations(code))
    if code.version >= (3, 10):
        return dict(_deltas(code, signed_end=True))
    return dict(_deltas(code, signed_end=False))


def _deltas(code: Code, *, signed_end: bool) -> Iterator[tuple[int, int]]:
    """Pairs of (byte delta, signed line delta); 3.10 gives the line of the range, older ones of its end."""
    offset, line = 0, code.first_line
    if not signed_end:
        yield 0, line
    for position in range(0, len(code.lines) - 1, 2):
        advance, delta = code.lines[position], code.lines[position + 1]
        delta = delta - 256 if delta > 127 else delta
        if signed_end:
            if delta != _NO_LINE:
                line += delta
                yield offset, line
            offset += advance
        else:
            offset += advance
            line += delta
            yield offset, line


def _locations(code: Code) -> Iterator[tuple[int, int]]:
    """Entries of 3.11's location table (CPython: Objects/locations.md)."""
    offset, line = 0, code.first_line
    numbers = iter(code.lines)
    for first in numbers:
        if not first & 0x80:
            return
        kind, length = (first >> 3) & 15, (first & 7) + 1
        delta = 0
        if kind in {_LONG, _NO_COLUMNS}:
            delta = _signed(numbers)
            if kind == _LONG:
                for _ in range(3):
                    _varint(numbers)
        elif kind in _ONE_LINE:
            delta = kind - 10
            next(numbers, 0)
            next(numbers, 0)
        elif kind != _NONE_KIND:
            next(numbers, 0)
        line += delta
        if kind != _NONE_KIND:
            yield offset, line
        offset += 2 * length


def _varint(numbers: Iterator[int]) -> int:
    value = shift = 0
    for number in numbers:
        value |= (number & 63) << shift
        shift += 6
        if not number & 64 or shift > 60:
            break
    return value


def _signed(numbers: Iterator[int]) -> int:
    value = _varint(numbers)
    return -(value >> 1) if value & 1 else value >> 1
