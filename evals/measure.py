"""Scores and labels come in; the figures of the report go out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from evals.table import Bools, Floats

RATES = (0.0, 0.001, 0.01)


def bar_at(honest: Floats, rate: float) -> float:
    """
    Return the score above which at most `rate` of the `honest` scores lie.

    >>> bar_at(np.array([1.0, 2.0, 3.0, 4.0]), 0.25)
    3.0
    """
    allowed = int(rate * len(honest) + 1e-9)
    return float(np.sort(honest)[::-1][allowed]) if len(honest) > allowed else -np.inf


def recall(caught: Bools) -> float:
    """Return the share of archives that were caught."""
    return float(caught.mean()) if len(caught) else 0.0


def cluster_recall(caught: Bools, groups: Sequence[str]) -> float:
    """Return the mean over clusters of the share that was caught: a flood counts once."""
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for group, one in zip(groups, caught, strict=True):
        found[group].append(bool(one))
    return float(np.mean([np.mean(one) for one in found.values()])) if found else 0.0


def at_rates(scores: Floats, malicious: Bools, groups: Sequence[str]) -> list[dict[str, float]]:
    """Return recall by archive and by cluster at each of RATES of false alarms."""
    wicked = [group for group, bad in zip(groups, malicious, strict=True) if bad]
    rows = []
    for rate in RATES:
        bar = bar_at(scores[~malicious], rate)
        caught = scores[malicious] > bar
        rows.append(
            {
                "rate": rate,
                "archives": _round(recall(caught)),
                "clusters": _round(cluster_recall(caught, wicked)),
            }
        )
    return rows


def curve(scores: Floats, malicious: Bools, weight: Floats) -> list[tuple[float, float]]:
    """Return the points (false-alarm rate, weighted recall) of the ROC curve."""
    order = np.argsort(-scores, kind="stable")
    bad = malicious[order]
    gained = np.cumsum(np.where(bad, weight[order], 0.0)) / weight[malicious].sum()
    false = np.cumsum(~bad) / (~bad).sum()
    last = np.append(np.diff(scores[order]) != 0, True)
    return [(0.0, 0.0), *((_round(x), _round(y)) for x, y in zip(false[last], gained[last], strict=True))]


def area(points: Sequence[tuple[float, float]]) -> float:
    """Return the area under a ROC curve."""
    x, y = np.array(points).T
    return _round(float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)))


def spread(values: Iterable[float]) -> dict[str, float]:
    """Return median, mean, 95th percentile and maximum."""
    numbers = np.array(list(values) or [0.0])
    return {
        "median": _round(float(np.median(numbers))),
        "mean": _round(float(numbers.mean())),
        "p95": _round(float(np.quantile(numbers, 0.95))),
        "max": _round(float(numbers.max())),
    }


def _round(number: float) -> float:
    return round(float(number), 4)
