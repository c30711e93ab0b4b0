"""
The steps in which one detector can speak: how sure it is, crossed with when the code runs.

A sighting reaches every cell at or below its own confidence and its own stage. A detector therefore reaches a set of
cells, which more sightings can only enlarge, and the same sighting twice enlarges by nothing. Weights are given to
cells, and none is negative: that is why another sighting never speaks for a package, and why repeats do not pile up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting


class Stage(IntEnum):
    """Moments that count alike: too few packages are known to weigh all five apart."""

    CALL = 1
    """When called, or from an entry point."""
    IMPORT = 2
    INSTALL = 3
    """While installing, or at every start of the interpreter."""


def stage(moment: Moment) -> Stage:
    """Return the stage that `moment` belongs to."""
    match moment:
        case Moment.CALL | Moment.ENTRY:
            return Stage.CALL
        case Moment.IMPORT:
            return Stage.IMPORT
        case Moment.START | Moment.INSTALL:
            return Stage.INSTALL


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One step: a detector (or a named pair) that is at least this sure, of code that runs at least this early."""

    name: str
    severity: Severity
    confidence: Confidence
    stage: Stage

    @property
    def key(self) -> str:
        """
        The cell's name in the model file.

        >>> Cell("pth-exec", Severity.MEDIUM, Confidence.HIGH, Stage.INSTALL).key
        'pth-exec severity=3 confidence=3 stage=3'
        """
        return f"{self.name} severity={self.severity:d} confidence={self.confidence:d} stage={self.stage:d}"


def steps(confidence: Confidence, latest: Stage) -> Iterator[tuple[Confidence, Stage]]:
    """Yield every pair of a confidence and a stage at or below the two given."""
    for lower in Confidence:
        for earlier in Stage:
            if lower <= confidence and earlier <= latest:
                yield lower, earlier


def cells(sighting: Sighting) -> Iterator[Cell]:
    """Yield every cell that `sighting` reaches in its own detector's name."""
    for confidence, reached in steps(sighting.confidence, stage(sighting.moment)):
        yield Cell(sighting.detector, sighting.severity, confidence, reached)
