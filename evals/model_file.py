"""A fit comes in; the JSON file that the product ships goes out."""

import hashlib
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.fit import Fit, Line
from evals.table import Table
from watchhouse.verdicts.prior import prior_weight

BASE_RATE = 0.1
"""A convention for people, not the field's rate (0.1 to 0.2 % of new uploads): see docs/decisions/0006."""
DIGITS = 4
TARGET = Path("src/watchhouse/verdicts/model.json")


@dataclass(frozen=True, slots=True)
class Bars:
    """Log-odds from which on each level holds."""

    notable: float
    suspicious: float
    malicious: float


def at_base_rate(line: Line) -> Line:
    """Return `line`, which speaks of a world half malicious, for a world with BASE_RATE."""
    return Line(line.slope, line.intercept + math.log(BASE_RATE / (1 - BASE_RATE)))


def document(table: Table, fitted: Fit, line: Line, bars: Bars) -> dict[str, Any]:
    """Return the model as JSON values; weights that are the scaled prior's anyway are left out."""
    scale = round(line.slope, DIGITS)
    weights = {
        cell.key: weight
        for cell, weight in zip(
            table.cells, np.round(line.slope * fitted.weights, DIGITS).tolist(), strict=True
        )
        if abs(weight - scale * prior_weight(cell)) > 0.5 * 10**-DIGITS
    }
    content = {
        "intercept": round(line.slope * fitted.intercept + line.intercept, DIGITS),
        "prior_scale": scale,
        "base_rate": BASE_RATE,
        "bars": {
            "notable": round(bars.notable, DIGITS),
            "suspicious": round(bars.suspicious, DIGITS),
            "malicious": round(bars.malicious, DIGITS),
        },
        "trained_on": {
            "malicious_archives": int(table.malicious.sum()),
            "malicious_clusters": len(
                {g for g, bad in zip(table.groups, table.malicious, strict=True) if bad}
            ),
            "honest_archives": int((~table.malicious).sum()),
        },
        "weights": weights,
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
    return {"version": digest, **content}


def write(content: dict[str, Any], path: Path = TARGET) -> None:
    """Write the model where the product reads it."""
    path.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
