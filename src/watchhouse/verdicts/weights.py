"""The trained model: one number per cell, read from the JSON file that lies beside this module."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from watchhouse.model.verdict import Level
from watchhouse.verdicts.cells import Cell
from watchhouse.verdicts.prior import prior_weight

FILE = "model.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An additive model: log-odds are the intercept plus the weight of every cell reached."""

    version: str
    intercept: float
    """Log-odds of a package of which nothing was seen, at the base rate."""
    prior_scale: float
    """What a weight of the prior table is multiplied with, for cells that training has not seen."""
    weights: Mapping[str, float]
    """By a cell's key; never negative."""
    bars: Mapping[Level, float]
    """Log-odds from which on each level holds; `clear` has none."""

    def weight(self, cell: Cell) -> float:
        """Return the log-odds that reaching `cell` adds, trained where possible, else the scaled prior."""
        trained = self.weights.get(cell.key)
        return self.prior_scale * prior_weight(cell) if trained is None else trained

    def level(self, log_odds: float) -> Level:
        """Return the highest level whose bar `log_odds` reaches."""
        return max((level for level, bar in self.bars.items() if log_odds >= bar), default=Level.CLEAR)


def read_model(text: str) -> Model:
    """
    Return the model that the JSON document `text` describes.

    Raises `ValueError` for a weight that is negative or not a number: such a file would break the promise that
    another sighting never speaks for a package.
    """
    document = json.loads(text)
    weights = {str(key): float(value) for key, value in document["weights"].items()}
    scale = float(document["prior_scale"])
    if not all(math.isfinite(value) and value >= 0 for value in (scale, *weights.values())):
        raise ValueError("a model's weights are numbers, and none is negative")
    return Model(
        version=str(document["version"]),
        intercept=float(document["intercept"]),
        prior_scale=scale,
        weights=weights,
        bars={Level[name.upper()]: float(bar) for name, bar in document["bars"].items()},
    )


@cache
def shipped_model() -> Model:
    """Return the model of this release; read once per process."""
    return read_model(files("watchhouse.verdicts").joinpath(FILE).read_text("utf-8"))
