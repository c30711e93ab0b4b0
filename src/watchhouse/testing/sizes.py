"""How large published files are."""

import math
import random
from itertools import pairwise

_MEDIAN = 30_000
_QUANTILES = (
    (0.00, 1_500),
    (0.05, 2_500),
    (0.25, 9_000),
    (0.50, _MEDIAN),
    (0.75, 110_000),
    (0.90, 500_000),
    (0.95, 1_500_000),
    (0.99, 6_000_000),
    (1.00, 30_000_000),
)
"""Share of files, and the bytes that so many do not exceed: recent uploads of small projects to a Python index."""


def draw_size(chance: random.Random, median: int, largest: int) -> int:
    """Return the bytes of one file, when half of all files have no more than `median`."""
    share = chance.random()
    (low, least), (high, most) = next(pair for pair in pairwise(_QUANTILES) if share <= pair[1][0])
    bytes_ = math.exp(math.log(least) + (share - low) / (high - low) * math.log(most / least))
    return min(int(bytes_ * median / _MEDIAN), largest)
