"""The table and out-of-fold scores come in; the facts of `results.json` go out: figures only, no path and no text."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from evals.crossfit import Crossfit, crossfit
from evals.fit import fit
from evals.measure import area, at_rates, cluster_recall, curve, recall, spread
from evals.table import Bools, Floats, Table
from evals.timesplit import time_split
from watchhouse.model.verdict import Level
from watchhouse.verdicts.features import features, strongest_first
from watchhouse.verdicts.judge import score
from watchhouse.verdicts.weights import shipped_model

KINDS = ("malicious", "popular-wheel", "popular-sdist", "small-recent", "other")
BAND = (1 << 10, 10 << 10, 100 << 10, 1 << 20, 1 << 40)


def results(table: Table) -> dict[str, Any]:
    """Return every figure of the report, except those of other tools."""
    crossed = crossfit(table)
    shipped = shipped_scores(table)
    prior = fit(table, np.ones(len(table.samples), bool), strength=1e9).scores(table.reached)
    return {
        "archives": counts(table),
        "out_of_fold": views(table, crossed.log_odds) | levels(table, crossed),
        "shipped_in_sample": views(table, shipped) | {"model": shipped_model().version},
        "prior_table_alone": views(table, prior),
        "time_split": time_split(table),
        "rules": rules(table),
        "cost": costs(table),
        "failed": sum(bool(record.failed) for record in table.records),
        "hides": {
            "malicious": _share(table.hides[table.malicious]),
            "honest": _share(table.hides[~table.malicious]),
        },
    }


def shipped_scores(table: Table) -> Floats:
    """Return the log-odds by the model that the product ships, which was trained on these archives."""
    model = shipped_model()
    return np.array([score(features(strongest_first(record.sightings)), model) for record in table.records])


def views(table: Table, scores: Floats) -> dict[str, Any]:
    """Return recall at fixed rates of false alarms, and the ROC curve with every cluster weighted by its root."""
    points = curve(scores, table.malicious, table.weight)
    return {"recall": at_rates(scores, table.malicious, table.groups), "area": area(points), "roc": points}


def levels(table: Table, crossed: Crossfit) -> dict[str, Any]:
    """Return, for each level's bar, the share of archives at or above it: malicious, by cluster, honest by kind."""
    bars = {
        Level.NOTABLE: crossed.bars.notable,
        Level.SUSPICIOUS: crossed.bars.suspicious,
        Level.MALICIOUS: crossed.bars.malicious,
    }
    wicked = _groups(table, table.malicious)
    rows = {}
    for level, bar in bars.items():
        above = crossed.log_odds >= bar
        rows[level.name.lower()] = {
            "bar": round(bar, 3),
            "archives": round(recall(above[table.malicious]), 4),
            "clusters": round(cluster_recall(above[table.malicious], wicked), 4),
            "honest": {
                kind: _share(above[of_kind(table, kind)]) for kind in KINDS[1:] if of_kind(table, kind).any()
            },
            "honest_alarms": int(above[~table.malicious].sum()),
        }
    return {
        "levels": rows,
        "silent_malicious": _share(np.asarray(~table.reached[table.malicious].any(axis=1))),
    }


def rules(table: Table) -> dict[str, dict[str, float]]:
    """Return for each detector the share of packages on which it says anything: false alarms by rule."""
    fired = [{sighting.detector for sighting in record.sightings} for record in table.records]
    wicked = _groups(table, table.malicious)
    rows = {}
    for detector in sorted(set().union(*fired)):
        here = np.array([detector in one for one in fired])
        rows[detector] = {"clusters": round(cluster_recall(here[table.malicious], wicked), 4)} | {
            kind: _share(here[of_kind(table, kind)]) for kind in KINDS if of_kind(table, kind).any()
        }
    return rows


def costs(table: Table) -> dict[str, Any]:
    """Return seconds and memory per package, by kind and by size."""
    by_kind = {kind: of_kind(table, kind) for kind in KINDS}
    size = np.array([record.size for record in table.records])
    by_size = {
        f"below {high >> 10} KiB" if high < BAND[-1] else "larger": (size >= low) & (size < high)
        for low, high in zip((0, *BAND), BAND, strict=False)
    }
    return {
        name: {
            "archives": int(rows.sum()),
            "seconds": spread(_pick([record.seconds for record in table.records], rows)),
            "peak_mib": spread(_pick([record.peak / (1 << 20) for record in table.records], rows)),
            "extra_mib": spread(_pick([record.extra / (1 << 20) for record in table.records], rows)),
        }
        for name, rows in (by_kind | by_size).items()
        if rows.any()
    }


def counts(table: Table) -> dict[str, Any]:
    """Return how many archives and clusters there are."""
    wicked = _groups(table, table.malicious)
    return {
        "malicious": len(wicked),
        "malicious_clusters": len(set(wicked)),
        "largest_clusters": sorted((wicked.count(group) for group in set(wicked)), reverse=True)[:5],
        "honest": int((~table.malicious).sum()),
    } | {kind: int(of_kind(table, kind).sum()) for kind in KINDS[1:]}


def of_kind(table: Table, kind: str) -> Bools:
    """Return which rows are of `kind`."""
    return np.array([sample.kind == kind for sample in table.samples])


def _groups(table: Table, rows: Bools) -> list[str]:
    return [group for group, wanted in zip(table.groups, rows, strict=True) if wanted]


def _pick(values: Sequence[float], rows: Bools) -> Sequence[float]:
    return [value for value, wanted in zip(values, rows, strict=True) if wanted]


def _share(rows: Bools) -> float:
    return round(float(rows.mean()), 4) if len(rows) else 0.0
