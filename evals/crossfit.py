"""Out-of-fold scores: every archive is scored by a model that saw neither it nor any near-duplicate of it."""

from dataclasses import dataclass

import numpy as np

from evals.fit import STRENGTH, Fit, Line, calibrate, fit, tail_bar
from evals.model_file import Bars, at_base_rate
from evals.table import Floats, Table

FOLDS = 8
NOTABLE = 0.05
SUSPICIOUS = 0.001
MALICIOUS = 0.0001
"""The shares of honest packages that may reach each level."""
MARGIN = 1.0
"""How far above the highest honest score `malicious` begins at least, in log-odds."""


@dataclass(frozen=True, slots=True)
class Crossfit:
    """What cross-validation gives: honest scores, their calibration, and the bars they set."""

    log_odds: Floats
    """Out of fold, calibrated, at the base rate."""
    line: Line
    bars: Bars


def crossfit(table: Table, *, strength: float = STRENGTH, folds: int = FOLDS) -> Crossfit:
    """Return out-of-fold log-odds for every archive of `table`, and the bars that the honest ones set."""
    raw = raw_scores(table, strength=strength, folds=folds)
    line = at_base_rate(calibrate(raw, table.malicious, table.weight))
    log_odds = line(raw)
    return Crossfit(log_odds, line, set_bars(log_odds[~table.malicious]))


def raw_scores(table: Table, *, strength: float = STRENGTH, folds: int = FOLDS) -> Floats:
    """Return out-of-fold scores, not calibrated."""
    fold = table.folds(folds)
    scores = np.zeros(len(fold))
    for number in range(folds):
        held = fold == number
        scores[held] = fit(table, ~held, strength=strength).scores(table.reached[held])
    return scores


def set_bars(honest: Floats) -> Bars:
    """Return the bars for `honest` out-of-fold log-odds: never below the highest of them, and beyond by the tail."""
    highest = float(honest.max())
    suspicious = max(highest, tail_bar(honest, SUSPICIOUS))
    return Bars(
        notable=float(np.quantile(honest, 1 - NOTABLE)) + 1e-3,
        suspicious=suspicious + 1e-3,
        malicious=max(highest + MARGIN, suspicious + MARGIN, tail_bar(honest, MALICIOUS)),
    )


def final(table: Table, *, strength: float = STRENGTH) -> Fit:
    """Return the model fitted to the whole table."""
    return fit(table, np.ones(len(table.samples), bool), strength=strength)
