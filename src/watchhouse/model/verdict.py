"""What is concluded from evidence."""

from dataclasses import dataclass
from enum import IntEnum

from watchhouse.model.evidence import Gap, Sighting
from watchhouse.model.identity import ArtifactRef, Sha256


class Level(IntEnum):
    """How bad; each level is bound to a false-alarm budget, measured on honest packages."""

    CLEAR = 0
    NOTABLE = 1
    """Worth a line, no action."""
    SUSPICIOUS = 2
    """Held for review: at most 1 false alarm in 1,000 new projects."""
    MALICIOUS = 3
    """May be quarantined unattended: at most 1 false alarm in 10,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One sighting and how much it moved the verdict."""

    sighting: Sighting
    weight: float
    """Log-odds (natural logarithm) that this sighting added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The judgement of one artifact."""

    artifact: ArtifactRef
    sha256: Sha256
    level: Level
    probability: float
    """Calibrated probability of malice, 0 to 1."""
    reasons: tuple[Reason, ...]
    """In order of weight, heaviest first; every sighting appears, also those of weight 0."""
    gaps: tuple[Gap, ...]
    rules: str
    """Version of the rule set and model that judged, so that a newer one can judge again."""
