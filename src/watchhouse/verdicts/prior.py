"""
What a sighting is worth before any package has been counted.

Hand-set: severity says how much, and confidence and stage say what share of it. Training pulls a cell's weight away
from this table only as far as packages of both kinds speak for it, so a detector that no training package ever
reached, because its technique is newer than they are, still counts in full. See docs/decisions/0006.
"""

from types import MappingProxyType
from typing import Final

from watchhouse.model.evidence import Confidence, Severity
from watchhouse.verdicts.cells import Cell, Stage

LOG_ODDS: Final = MappingProxyType(
    {
        Severity.INFORMATION: 0.15,
        Severity.LOW: 0.7,
        Severity.MEDIUM: 1.7,
        Severity.HIGH: 3.4,
        Severity.CRITICAL: 5.0,
    }
)
"""Log-odds of a sighting of full confidence in code that runs at installation."""

CONFIDENCE_STEP: Final = MappingProxyType(
    {Confidence.LOW: 0.15, Confidence.MEDIUM: 0.35, Confidence.HIGH: 0.5}
)
"""The share that each step of confidence adds: 0.15, then a half, then all."""

STAGE_STEP: Final = MappingProxyType({Stage.CALL: 0.65, Stage.IMPORT: 0.2, Stage.INSTALL: 0.15})
"""The share that each stage adds: 0.65 for code that somebody must call, 0.85 at import, 1 at installation."""


def prior_weight(cell: Cell) -> float:
    """Return what reaching `cell` adds, in log-odds, on top of the cells below it; never negative."""
    return LOG_ODDS[cell.severity] * CONFIDENCE_STEP[cell.confidence] * STAGE_STEP[cell.stage]
