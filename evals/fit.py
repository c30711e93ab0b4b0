"""
Fits the additive model: logistic regression with weights that are never negative and shrink towards the prior table.

    minimise  sum_i c_i log(1 + exp(-y_i (b + x_i w)))  +  strength/2 * |w - w0|^2     over b and w >= 0

`w0` is the prior table. A cell that no package of the training set reaches keeps its w0.
"""

import math
from dataclasses import dataclass

import numpy as np

from evals.table import Bools, Floats, Table

STRENGTH = 2.0
"""In units of honest packages; chosen out of fold, see docs/decisions/0006."""
ROUNDS = 3_000
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model on the scale of a table in which both labels weigh the same."""

    intercept: float
    weights: Floats

    def scores(self, reached: Bools) -> Floats:
        """Return the log-odds of each row."""
        return np.asarray(self.intercept + reached @ self.weights, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Line:
    """Platt's calibration: log-odds are slope * score + intercept."""

    slope: float
    intercept: float

    def __call__(self, scores: Floats) -> Floats:
        """Return the log-odds that `scores` stand for."""
        return self.slope * scores + self.intercept


def fit(table: Table, rows: Bools, *, strength: float = STRENGTH) -> Fit:
    """Return the model fitted to `rows` of `table`."""
    reached, malicious, weight = _gather(table.reached[rows], table.malicious[rows], table.weight[rows])
    intercept, weights = _solve(reached, malicious, weight, table.prior, strength)
    return Fit(intercept, weights)


def calibrate(scores: Floats, malicious: Bools, weight: Floats) -> Line:
    """
    Return the line that turns `scores` into log-odds, by Platt's method with his smoothed targets.

    Platt, "Probabilistic Outputs for Support Vector Machines", 1999: targets (n+1)/(n+2) and 1/(n+2) keep the
    slope finite where the labels can be separated.
    """
    ones, zeros = weight[malicious].sum(), weight[~malicious].sum()
    target = np.where(malicious, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    design = np.column_stack([scores, np.ones_like(scores)])
    line = np.zeros(2)
    for _ in range(100):
        chance = _sigmoid(design @ line)
        slope = design.T @ (weight * (chance - target))
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + 1e-9 * np.eye(2)
        step = np.linalg.solve(curve, slope)
        line -= step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < TOLERANCE:
            break
    return Line(max(float(line[0]), 0.0), float(line[1]))


def tail_bar(scores: Floats, rate: float, *, share: float = 0.1) -> float:
    """
    Return the score that a `rate` of honest packages is expected to reach.

    The excess of the highest `share` of `scores` over where it begins is taken for exponential: beyond what
    the sample can show this is an extrapolation.
    """
    begin = float(np.quantile(scores, 1 - share))
    excess = scores[scores > begin] - begin
    return begin + (float(excess.mean()) if len(excess) else 0.0) * math.log(share / rate)


def _gather(reached: Bools, malicious: Bools, weight: Floats) -> tuple[Bools, Bools, Floats]:
    """Return the distinct rows with their weights summed: a flood is a few rows."""
    packed = np.packbits(np.column_stack([malicious, reached]), axis=1)
    _, first, where = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return reached[first], malicious[first], np.bincount(where.ravel(), weights=weight).astype(np.float64)


def _solve(
    reached: Bools, malicious: Bools, weight: Floats, centre: Floats, strength: float
) -> tuple[float, Floats]:
    """Minimise by accelerated projected gradients, restarted whenever they overshoot."""
    design = np.column_stack([np.ones(len(reached)), reached])
    middle = np.concatenate([[0.0], centre])
    pull = np.concatenate([[0.0], np.full(len(centre), strength)])
    step = 1 / (0.25 * _largest(design, weight) + strength)
    here = ahead = middle
    momentum = 1.0
    for _ in range(ROUNDS):
        slope = design.T @ (weight * (_sigmoid(design @ ahead) - malicious)) + pull * (ahead - middle)
        there = ahead - step * slope
        there[1:] = np.maximum(there[1:], 0.0)
        if (ahead - there) @ (there - here) > 0:
            momentum, ahead = 1.0, here
            continue
        after = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = there + (momentum - 1) / after * (there - here)
        moved = float(np.abs(there - here).max())
        here, momentum = there, after
        if moved < TOLERANCE:
            break
    return float(here[0]), here[1:]


def _largest(design: Floats, weight: Floats) -> float:
    """Return the largest eigenvalue of design' W design, by power iteration, a little above."""
    vector = np.ones(design.shape[1])
    for _ in range(50):
        vector = design.T @ (weight * (design @ vector))
        vector /= np.linalg.norm(vector)
    return 1.05 * float(np.linalg.norm(design.T @ (weight * (design @ vector))))


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -60, 60))), dtype=np.float64)
