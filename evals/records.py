"""What was extracted from one archive, as it lies in the cache: what a verdict needs, and no text of the archive."""

from collections.abc import Iterable
from dataclasses import dataclass

from evals.workers import Row
from watchhouse.model.evidence import (
    Confidence,
    Evidence,
    Gap,
    GapReason,
    Location,
    Moment,
    Severity,
    Sighting,
)
from watchhouse.model.technique import Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The evidence of one archive, and what it cost."""

    sha256: str
    evidence: tuple[Evidence, ...]
    size: int = 0
    members: int = 0
    seconds: float = 0.0
    peak: int = 0
    """Most memory that the worker held while at it, in bytes."""
    extra: int = 0
    """How far that is above what it held before."""
    failed: str = ""

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """The sightings among the evidence."""
        return tuple(one for one in self.evidence if isinstance(one, Sighting))

    @property
    def hides(self) -> bool:
        """Whether a gap may hide code that runs; a failed examination is one."""
        return bool(self.failed) or any(isinstance(one, Gap) and one.hides for one in self.evidence)


def pack(evidence: Iterable[Evidence]) -> Row:
    """Return `evidence` as JSON values; sightings that a verdict cannot tell apart are kept once."""
    sightings: dict[tuple[object, ...], list[object]] = {}
    gaps: dict[tuple[object, ...], None] = {}
    for one in evidence:
        match one:
            case Sighting():
                kind = (
                    one.detector,
                    one.severity,
                    one.confidence,
                    one.moment,
                    one.location.path,
                    one.techniques,
                )
                sightings.setdefault(
                    kind, [*kind[:5], list(one.techniques), one.location.line, one.location.layer, one.claim]
                )
            case Gap():
                why = one.detail[:80] if one.reason is GapReason.DETECTOR_FAILED else ""
                gaps.setdefault((one.reason, one.location.path, one.hides, why), None)
    return {"sightings": list(sightings.values()), "gaps": [list(gap) for gap in gaps]}


def unpack(row: Row) -> Record:
    """Return the record that `row` of the cache describes."""
    evidence: list[Evidence] = [
        Sighting(
            detector=detector,
            claim=claim,
            location=Location(path=path, line=line, layer=layer),
            confidence=Confidence(confidence),
            severity=Severity(severity),
            techniques=tuple(Technique(one) for one in techniques),
            moment=Moment(moment),
        )
        for detector, severity, confidence, moment, path, techniques, line, layer, claim in row.get(
            "sightings", ()
        )
    ]
    evidence += [
        Gap(reason=GapReason(reason), location=Location(path=path), hides=hides, detail=detail)
        for reason, path, hides, detail in row.get("gaps", ())
    ]
    return Record(
        sha256=row["sha256"],
        evidence=tuple(evidence),
        size=row.get("size", 0),
        members=row.get("members", 0),
        seconds=row.get("seconds", 0.0),
        peak=row.get("peak", 0),
        extra=row.get("extra", 0),
        failed=row.get("failed", ""),
    )
