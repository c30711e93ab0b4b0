"""What can go wrong with a registry, on demand, at a rate, the same way for the same seed."""

import hashlib
import itertools
import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from watchhouse.model.errors import RequestError


class FaultKind(StrEnum):
    """One way to go wrong; the first group disturbs what streams tell, the second one whole answers."""

    GAP = "gap"
    DUPLICATE = "duplicate"
    REORDER = "reorder"
    FUTURE = "future"
    UNOWNABLE = "unownable"
    SERIAL_BACK = "serial-back"
    FULL_PAGE = "full-page"

    TOO_MANY = "too-many"
    ERROR = "error"
    GONE = "gone"
    REDIRECT = "redirect"
    NONSENSE = "nonsense"
    TRUNCATE = "truncate"
    SLOW = "slow"
    WRONG_HASH = "wrong-hash"
    HUGE = "huge"
    GIANT = "giant"


OF_ROWS = (FaultKind.GAP, FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.FUTURE, FaultKind.UNOWNABLE)
"""Drawn for each row of a stream, once and for all: a row that is missing stays missing."""
OF_STREAMS = (*OF_ROWS, FaultKind.SERIAL_BACK, FaultKind.FULL_PAGE)

_AMOUNTS = {
    FaultKind.TOO_MANY: 1.0,
    FaultKind.SLOW: 5.0,
    FaultKind.SERIAL_BACK: 1_000.0,
    FaultKind.HUGE: float(200 << 20),
    FaultKind.GIANT: float(4 << 30),
}
"""Retry-After in seconds, seconds for the whole body, rows, bytes, bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultRule:
    """One fault and how often it strikes."""

    kind: FaultKind
    rate: float = 1.0
    """The share of requests, or rows, that it strikes."""
    path: str = ""
    """Only requests whose path begins with it; `/packages/`, `/npm/` and `/v3-flatcontainer/` are files."""
    times: int | None = None
    """It strikes no more often than this; None: for ever."""
    lasting: bool = False
    """Whether a path that it strikes is struck each time; otherwise the next request is another draw."""
    amount: float | None = None
    """Seconds, rows or bytes; None: as `python -m watchhouse.testing --help` says."""

    @property
    def much(self) -> float:
        """The amount, or the usual one."""
        return _AMOUNTS.get(self.kind, 0.0) if self.amount is None else self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What is wrong with a registry now."""

    rules: tuple[FaultRule, ...] = ()
    seed: int = 0


@dataclass(slots=True)
class _Counts:
    """How often a path was asked for, and how often each rule may still strike."""

    asked: dict[str, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)


class FaultSwitch:
    """The faults that are on; may be set from any thread while the registry answers."""

    def __init__(self, faults: Faults | None = None) -> None:
        self._lock = threading.Lock()
        self.set(faults or Faults())

    @property
    def faults(self) -> Faults:
        """What is on."""
        return self._faults

    def set(self, faults: Faults) -> None:
        """Replace the faults and forget what was counted."""
        with self._lock:
            self._faults = faults
            self._counts = _Counts()

    def strikes(self, path: str, kinds: Iterable[FaultKind]) -> tuple[FaultRule, ...]:
        """Return the rules that strike this request for `path`; counts the request."""
        wanted = frozenset(kinds)
        with self._lock:
            faults, counts = self._faults, self._counts
            rules = [
                (number, rule)
                for number, rule in enumerate(faults.rules)
                if rule.kind in wanted and path.startswith(rule.path)
            ]
            if not rules:
                return ()
            asked = counts.asked[path] = counts.asked.get(path, 0) + 1
            struck = []
            for number, rule in rules:
                left = counts.left.setdefault(number, -1 if rule.times is None else rule.times)
                if left == 0 or not _drawn(faults.seed, rule, (path, 0 if rule.lasting else asked)):
                    continue
                counts.left[number] = left - 1
                struck.append(rule)
            return tuple(struck)

    def of_row(self, kind: FaultKind, path: str, key: Hashable) -> bool:
        """Tell whether a rule of `kind` strikes the row `key` of the stream at `path`."""
        faults = self._faults
        return any(
            rule.kind is kind and path.startswith(rule.path) and _drawn(faults.seed, rule, (path, key))
            for rule in faults.rules
        )

    def disturbs(self, path: str) -> bool:
        """Tell whether any rule is about rows of the stream at `path`."""
        return any(rule.kind in OF_ROWS and path.startswith(rule.path) for rule in self._faults.rules)


def _drawn(seed: int, rule: FaultRule, key: Hashable) -> bool:
    if rule.rate >= 1:
        return True
    digest = hashlib.blake2b(f"{seed} {rule.kind} {key!r}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) < rule.rate * 2**64


_Row = TypeVar("_Row")

UNOWNABLE = (
    "",
    " ",
    "..",
    "../../etc/passwd",
    "a" * 5_000,
    "<script>alert(1)</script>",
    "name with spaces",
    "\u202egnp.exe",
    "-",
    "CON",
    "_design/app",
    "ﬀ",
    "'; drop table project; --",
)
"""Names that no project can have, in a stream that tells of it all the same."""
UNOWNABLE_IN_JSON = (*UNOWNABLE, "nul\0nul", "half \ud800 character", "bell\x07")
"""Those that XML could not carry too."""


def disturbed(
    rows: list[_Row],
    switch: FaultSwitch,
    path: str,
    *,
    key: Callable[[_Row], Hashable],
    later: Callable[[_Row], _Row],
    renamed: Callable[[_Row, str], _Row],
    names: tuple[str, ...] = UNOWNABLE,
) -> list[_Row]:
    """Return `rows` with what the faults of rows make of them."""
    if not switch.disturbs(path):
        return rows
    found: list[_Row] = []
    strange = itertools.cycle(names)
    for row in rows:
        mark = key(row)
        if switch.of_row(FaultKind.GAP, path, mark):
            continue
        found.append(later(row) if switch.of_row(FaultKind.FUTURE, path, mark) else row)
        if switch.of_row(FaultKind.DUPLICATE, path, mark):
            found.append(row)
        if switch.of_row(FaultKind.UNOWNABLE, path, mark):
            found.append(renamed(row, next(strange)))
        if len(found) > 1 and switch.of_row(FaultKind.REORDER, path, mark):
            found[-1], found[-2] = found[-2], found[-1]
    return found


def parse_rule(text: str) -> FaultRule:
    """
    Return the rule that `KIND[=RATE][,path=…][,times=…][,amount=…][,lasting]` describes.

    >>> parse_rule("too-many=0.05,path=/packages/,amount=3").much
    3.0
    """
    first, *rest = text.split(",")
    name, _, rate = first.partition("=")
    words = dict(word.partition("=")[::2] for word in rest)
    try:
        rule = FaultRule(
            kind=FaultKind(name.strip()),
            rate=float(rate or 1),
            path=words.pop("path", ""),
            times=int(times) if (times := words.pop("times", "")) else None,
            amount=float(amount) if (amount := words.pop("amount", "")) else None,
            lasting=words.pop("lasting", None) is not None,
        )
    except ValueError as error:
        raise RequestError(f"{text!r} is no fault: {error}") from error
    if words:
        raise RequestError(f"{text!r} is no fault: {', '.join(words)} is not known")
    return rule
