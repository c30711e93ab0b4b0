"""Trained on what was known before a day, measured on kinds of attack that were first seen after it."""

from typing import Any

import numpy as np

from evals.fit import fit
from evals.measure import at_rates
from evals.table import Bools, Table

DAY = "2023-07-01"


def time_split(table: Table, day: str = DAY) -> dict[str, Any]:
    """
    Return recall on clusters first packed on or after `day`, by a model of older clusters.

    Honest packages have no such day: half of their clusters train, the other half measure.
    """
    first: dict[str, str] = {}
    for sample, group in zip(table.samples, table.groups, strict=True):
        if sample.malicious and sample.day:
            first[group] = min(sample.day, first.get(group, sample.day))
    half = table.folds(2) == 0
    later = np.array([first.get(group, "") >= day for group in table.groups])
    old = np.where(table.malicious, ~later, half)
    new = np.where(table.malicious, later, ~half)
    if not _both(table, old) or not _both(table, new):
        return {}
    scores = fit(table, old).scores(table.reached[new])
    groups = [group for group, wanted in zip(table.groups, new, strict=True) if wanted]
    wicked = table.malicious & new
    return {
        "day": day,
        "trained_on": int((table.malicious & old).sum()),
        "measured_on": int(wicked.sum()),
        "measured_clusters": len({group for group, bad in zip(table.groups, wicked, strict=True) if bad}),
        "honest": int((new & ~table.malicious).sum()),
        "recall": at_rates(scores, table.malicious[new], groups),
    }


def _both(table: Table, rows: Bools) -> bool:
    return bool((rows & table.malicious).any() and (rows & ~table.malicious).any())
