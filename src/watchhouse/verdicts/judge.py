"""Evidence comes in; a verdict goes out: a probability that can be taken apart into the sightings that made it."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from watchhouse import __version__
from watchhouse.model.evidence import Evidence, Gap, Sighting
from watchhouse.model.identity import ArtifactRef, Sha256
from watchhouse.model.verdict import Level, Reason, Verdict
from watchhouse.verdicts.features import Carried, features, strongest_first
from watchhouse.verdicts.weights import Model, shipped_model

LIMIT = math.log(9_999)
"""No probability beyond 0.9999 is stated: no set of packages measured here could show it."""


def judge(
    evidence: Sequence[Evidence], ref: ArtifactRef, sha256: Sha256, *, model: Model | None = None
) -> Verdict:
    """
    Return the verdict on the artifact of which `evidence` is everything that was seen and not seen.

    A gap adds nothing to the probability; one that may hide running code keeps the level from being `clear`.
    """
    model = model or shipped_model()
    sightings = strongest_first(one for one in evidence if isinstance(one, Sighting))
    gaps = tuple(sorted((one for one in evidence if isinstance(one, Gap)), key=_gap_rank))
    carried = features(sightings)
    log_odds = score(carried, model)
    return Verdict(
        artifact=ref,
        sha256=sha256,
        level=_level(model.level(log_odds), gaps),
        probability=probability(log_odds),
        reasons=_reasons(sightings, _moved(carried, model)),
        gaps=gaps,
        rules=rules_version(model),
    )


def rules_version(model: Model | None = None) -> str:
    """Return the version of the rules and `model` (the shipped one) that verdicts state."""
    return f"{__version__}+model.{(model or shipped_model()).version}"


def score(carried: Carried, model: Model) -> float:
    """Return the log-odds of malice; the sum is exact, so that the order of its terms cannot change it."""
    return math.fsum((model.intercept, *(model.weight(cell) for cell in carried)))


def probability(log_odds: float) -> float:
    """
    Return the probability for `log_odds`, kept within what can be claimed.

    >>> probability(0.0), round(probability(100.0), 6)
    (0.5, 0.9999)
    """
    return 1 / (1 + math.exp(-max(-LIMIT, min(LIMIT, log_odds))))


def _moved(carried: Carried, model: Model) -> Mapping[int, float]:
    """Return, by identity of the sighting, the log-odds that each carried; a pair's are shared by halves."""
    moved: defaultdict[int, list[float]] = defaultdict(list)
    for cell, carriers in carried.items():
        for sighting in carriers:
            moved[id(sighting)].append(model.weight(cell) / len(carriers))
    return {key: math.fsum(shares) for key, shares in moved.items()}


def _reasons(sightings: Sequence[Sighting], moved: Mapping[int, float]) -> tuple[Reason, ...]:
    spent: set[int] = set()
    reasons = []
    for sighting in sightings:
        # The very same object given twice is two sightings, of which one carries the weight.
        weight = 0.0 if id(sighting) in spent else moved.get(id(sighting), 0.0)
        spent.add(id(sighting))
        reasons.append(Reason(sighting=sighting, weight=weight))
    return tuple(sorted(reasons, key=lambda reason: -reason.weight))


def _level(level: Level, gaps: Sequence[Gap]) -> Level:
    return max(level, Level.NOTABLE) if any(gap.hides for gap in gaps) else level


def _gap_rank(gap: Gap) -> tuple[object, ...]:
    return (not gap.hides, gap.reason, gap.location.path, gap.location.line, gap.location.layer, gap.detail)
