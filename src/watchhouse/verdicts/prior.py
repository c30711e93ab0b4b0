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
        Severity.INFORMATION: 0.12,
        Severity.LOW: 0.5,
        Severity.MEDIUM: 1.2,
        Severity.HIGH: 2.4,
        Severity.CRITICAL: 3.6,
    }
)
"""Log-odds of a sighting of full confidence in code that runs at installation."""

CONFIDENCE_STEP: Final = MappingProxyType(
    {Confidence.LOW: 0.3, Confidence.MEDIUM: 0.35, Confidence.HIGH: 0.35}
)
"""The share that each step of confidence adds: 0.3, then 0.65, then 1."""

STAGE_STEP: Final = MappingProxyType({Stage.CALL: 0.5, Stage.IMPORT: 0.3, Stage.INSTALL: 0.2})
"""The share that each stage adds: half for code that somebody must call, 0.8 at import, 1 at installation."""


def prior_weight(cell: Cell) -> float:
    """Return what reaching `cell` adds, in log-odds, on top of the cells below it; never negative."""
    return LOG_ODDS[cell.severity] * CONFIDENCE_STEP[cell.confidence] * STAGE_STEP[cell.stage]
