"""The first pass: one multi-pattern scan over each member's bytes, and the choice of what is parsed because of it."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping

from watchhouse.evidence.facts.hints import CASED, PATTERNS, Hint

try:
    import hyperscan
except ImportError:
    HYPERSCAN = False
    """Whether there is a wheel for this platform; without it `re` sees the same, more slowly."""
else:
    HYPERSCAN = True

Scan = Callable[[bytes], frozenset[str]]

MAX_SCAN = 64 << 20
"""Bytes of one member that are scanned; larger ones are data, and the readers of binaries see them whole."""

STRONG: tuple[frozenset[Hint], ...] = tuple(
    frozenset(combination)
    for combination in (
        {Hint.SERVICE},
        {Hint.ADDRESS},
        {Hint.INPUT},
        {Hint.MINER},
        {Hint.OBFUSCATED},
        {Hint.PUSHED},
        {Hint.BIDI},
        {Hint.AGENT},
        {Hint.EXEC, Hint.DECODE},
        {Hint.EXEC, Hint.NETWORK},
        {Hint.EXEC, Hint.ENVIRONMENT, Hint.PROCESS},
        {Hint.DECODE, Hint.PROCESS},
        {Hint.DECODE, Hint.NETWORK, Hint.SECRET},
        {Hint.PLACE, Hint.NETWORK},
        {Hint.PLACE, Hint.PROCESS},
        {Hint.PLACE, Hint.DECODE},
        {Hint.SECRET, Hint.NETWORK},
        {Hint.SECRET, Hint.SERVICE},
        {Hint.TOKEN, Hint.NETWORK, Hint.PATCH},
        {Hint.TOKEN, Hint.NETWORK, Hint.PLACE},
        {Hint.BLOB, Hint.EXEC},
        {Hint.BLOB, Hint.DECODE},
        {Hint.BLOB, Hint.NATIVE},
        {Hint.ENVIRONMENT, Hint.NETWORK},
        {Hint.IDENTITY, Hint.NETWORK},
        {Hint.IDENTITY, Hint.PROCESS},
        {Hint.NETWORK, Hint.PROCESS},
        {Hint.NETWORK, Hint.DESTROY},
        {Hint.NETWORK, Hint.PATCH, Hint.SECRET},
        {Hint.NATIVE, Hint.EXEC},
        {Hint.NATIVE, Hint.DECODE},
        {Hint.NATIVE, Hint.NETWORK},
        {Hint.PERSIST, Hint.PROCESS},
        {Hint.PERSIST, Hint.NETWORK},
        {Hint.DEFENCE, Hint.PROCESS},
        {Hint.DEFENCE, Hint.NETWORK},
    )
)
"""What must stand in one file together for it to be parsed in a package of any size."""

REMOTE: frozenset[Hint] = frozenset({Hint.MINER, Hint.PUSHED, Hint.BIDI, Hint.OBFUSCATED})
"""What alone earns a reading in tests, documentation and examples, which nothing runs by itself."""

QUIET: frozenset[str] = frozenset(
    {Hint.NETWORK, Hint.TOKEN, Hint.ENVIRONMENT, Hint.DECODE, Hint.PERSIST, Hint.AGENT}
)
"""What alone earns no reading of one statement in a large file, where every statement says as much."""

WEAK: frozenset[Hint] = frozenset(
    {
        Hint.EXEC,
        Hint.DECODE,
        Hint.NETWORK,
        Hint.PROCESS,
        Hint.ENVIRONMENT,
        Hint.IDENTITY,
        Hint.PLACE,
        Hint.NATIVE,
        Hint.PERSIST,
        Hint.DESTROY,
        Hint.DEFENCE,
        Hint.PATCH,
        Hint.SECRET,
    }
)
"""What alone earns a reading while a package's small files last."""


LARGE = 64 << 10
"""Bytes of a file from which signs count together only where they stand together."""

SCATTERED: frozenset[str] = frozenset({Hint.BLOB, Hint.OBFUSCATED, Hint.PUSHED})
"""What makes one thing of a whole file: a text to be decoded at its top, what runs it at its end."""

WINDOW = 8 << 10
STRIDE = 6 << 10
"""Bytes of a stretch of a large file that is scanned by itself, and from the start of one to that of the next."""

ALWAYS = 2
"""The weight from which a member is read in a package of any size."""


def weight(hints: Iterable[str]) -> int:
    """
    Return how much the hints of one member ask for a reading: 0 not at all, 1 if cheap, 2 and more always.

    >>> weight({Hint.EXEC, Hint.DECODE}) >= 2, weight({Hint.EXEC}), weight({Hint.TOKEN})
    (True, 1, 0)
    """
    return _weight(frozenset(hints))


@functools.lru_cache(maxsize=1 << 12)
def _weight(present: frozenset[str]) -> int:
    strong = sum(1 for combination in STRONG if combination <= present)
    return strong + 1 if strong else int(bool(present & WEAK))


def dense_windows(content: bytes, scan: Scan) -> list[tuple[int, int]]:
    """
    Return the stretches (begin, end) of a large file in which enough stands together to ask for a reading.

    In a hundred kilobytes almost every sign stands somewhere; what an attacker adds to it stands in one place,
    unless it is spelled out over all of it, or is so little that the whole file says no more.
    """
    hints = scan(content)
    if hints & SCATTERED or weight(hints) < ALWAYS:
        return [(0, len(content))]
    stretches = ((begin, begin + WINDOW) for begin in range(0, len(content), STRIDE))
    return [(begin, end) for begin, end in stretches if weight(scan(content[begin:end])) >= ALWAYS]


@functools.cache
def scanner() -> Scan:
    """Return the compiled first pass; compiled once per process."""
    flat = [(hint, pattern) for hint, patterns in PATTERNS.items() for pattern in patterns]
    if not HYPERSCAN:
        return portable_scanner(PATTERNS)
    database = hyperscan.Database()
    flags = hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL
    database.compile(
        expressions=[pattern.encode("ascii") for _, pattern in flat],
        ids=list(range(len(flat))),
        elements=len(flat),
        flags=[flags if hint in CASED else flags | hyperscan.HS_FLAG_CASELESS for hint, _ in flat],
    )
    kinds = [hint.value for hint, _ in flat]

    def scan(content: bytes) -> frozenset[str]:
        found: set[str] = set()

        def note(number: int, _start: int, _end: int, _flags: int, _context: object) -> None:
            found.add(kinds[number])

        if content:
            database.scan(content[:MAX_SCAN], match_event_handler=note)
        return frozenset(found)

    return scan


def portable_scanner(patterns: Mapping[Hint, tuple[str, ...]]) -> Scan:
    """Return a first pass of the same result by `re` alone."""
    compiled = [
        (
            hint.value,
            re.compile(
                "|".join(f"(?:{one})" for one in ones).encode("ascii"),
                re.DOTALL if hint in CASED else re.DOTALL | re.IGNORECASE,
            ),
        )
        for hint, ones in patterns.items()
    ]

    def scan(content: bytes) -> frozenset[str]:
        return frozenset(hint for hint, pattern in compiled if pattern.search(content[:MAX_SCAN]))

    return scan
