"""Many regular expressions over one text in one pass, to know which of them a slower search needs to try."""

import functools
import re
from collections.abc import Callable

try:
    import hyperscan
except ImportError:
    HYPERSCAN = False
    """Whether there is a wheel for this platform; without it `re` sees the same, more slowly."""
else:
    HYPERSCAN = True

Matching = Callable[[bytes], frozenset[int]]
"""Returns the positions of the patterns that stand in a text."""


@functools.cache
def matching(patterns: tuple[str, ...], *, cased: bool = False) -> Matching:
    r"""
    Return what tells which of `patterns` stand in some UTF-8; compiled once per process.

    A pattern may be taken to stand where it nearly does (beyond ASCII a character counts as its bytes, and each
    of them as a letter), never the other way round.

    >>> matching((r"\bfree \w+ spins", "casino"))(b"Free lucky spins")
    frozenset({0})
    """
    expressions = [pattern.replace(r"\w", r"[\w\x80-\xff]").encode("ascii") for pattern in patterns]
    if not HYPERSCAN:
        flags = re.DOTALL if cased else re.DOTALL | re.IGNORECASE
        compiled = [re.compile(expression, flags) for expression in expressions]
        return lambda text: frozenset(
            number for number, pattern in enumerate(compiled) if pattern.search(text)
        )
    flag = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
    database = hyperscan.Database()
    database.compile(
        expressions=expressions,
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=[flag if cased else flag | hyperscan.HS_FLAG_CASELESS] * len(expressions),
    )

    def found(text: bytes) -> frozenset[int]:
        numbers: set[int] = set()
        if text:
            database.scan(text, match_event_handler=lambda number, *_: numbers.add(number))
        return frozenset(numbers)

    return found
