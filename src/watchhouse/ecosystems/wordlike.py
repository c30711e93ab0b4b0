"""How unlike words a name's letters follow each other, against the most downloaded names."""

import math
import re
from collections import Counter
from functools import cache
from itertools import pairwise

from watchhouse.ecosystems.popular import popular_names
from watchhouse.model.identity import Ecosystem

MEASURED = 64
"""Characters of a name that are looked at: enough to tell, and the time is bounded."""

_RUN = re.compile(r"[a-z0-9]+")
_EDGE = "^"
_END = "$"
_SYMBOLS = 38
"""Letters, digits, start and end."""
_UNSEEN = 0.5
"""Count given to a pair that no popular name has."""


def surprise(name: str) -> float:
    """
    Return the mean surprise of each character after the one before it, in bits; 0 for nothing to measure.

    Of ordinary names of eight characters or more half lie below 3.9 bits and 99 in 100 below 5.3; ten letters
    drawn at random lie around 6.2, ten letters and digits around 7.2.

    >>> surprise("requests") < 4 < 6 < surprise("xqzkvjwpqf")
    True
    """
    pairs, firsts = _pairs()
    total, count = 0.0, 0
    for run in _RUN.findall(name.lower()[:MEASURED]):
        marked = _EDGE + run + _END
        for first, second in pairwise(marked):
            likely = (pairs[first + second] + _UNSEEN) / (firsts[first] + _UNSEEN * _SYMBOLS)
            total -= math.log2(likely)
            count += 1
    return total / count if count else 0.0


@cache
def _pairs() -> tuple[Counter[str], Counter[str]]:
    """Return how often each pair of characters, and each first of a pair, stands in the popular names."""
    pairs: Counter[str] = Counter()
    for name in popular_names(Ecosystem.PYPI).names:
        for run in _RUN.findall(name):
            marked = _EDGE + run + _END
            pairs.update(map("".join, pairwise(marked)))
    firsts: Counter[str] = Counter()
    for pair, count in pairs.items():
        firsts[pair[0]] += count
    return pairs, firsts
