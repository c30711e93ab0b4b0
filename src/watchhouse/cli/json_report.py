"""The JSON report: everything a verdict holds, under keys that stay; described in docs/json-report.md."""

import json
from dataclasses import asdict, dataclass
from importlib import resources
from typing import Any

from watchhouse import __version__
from watchhouse.cli.report import Report
from watchhouse.model.evidence import Gap, Location
from watchhouse.model.harmless import json_text
from watchhouse.model.technique import ATTACK_VERSION
from watchhouse.model.verdict import Level, Reason
from watchhouse.pipeline.scan import Failed, Judged, Skipped
from watchhouse.verdicts.words import LEVEL, advice

SCHEMA_VERSION = "1.0"
"""The first number changes when a reader of the old form would fail; the second when keys were added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationOut:
    """Where something was seen."""

    path: str
    line: int
    layer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeOut:
    """One machine-readable detail."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonOut:
    """One sighting and its weight."""

    detector: str
    claim: str
    weight: float
    severity: str
    confidence: str
    moment: str
    techniques: tuple[str, ...]
    location: LocationOut
    excerpt: str
    decoded: str
    attributes: tuple[AttributeOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapOut:
    """One thing that could not be seen."""

    reason: str
    detail: str
    hides: bool
    location: LocationOut


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactOut:
    """One artifact and its verdict."""

    target: str
    ecosystem: str
    name: str | None
    version: str | None
    file: str
    sha256: str
    level: str
    probability: float
    advice: str
    reasons: tuple[ReasonOut, ...]
    gaps: tuple[GapOut, ...]
    rules: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnjudgedOut:
    """One target without a verdict."""

    target: str
    cause: str
    needed: bool


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the report, as shipped."""
    text = resources.files("watchhouse.cli").joinpath("report.schema.json").read_text("utf-8")
    return dict(json.loads(text))


def render(report: Report) -> str:
    """Return `report` as JSON."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "watchhouse", "version": __version__, "attack_version": ATTACK_VERSION},
        "summary": _summary(report),
        "artifacts": [asdict(_artifact(one)) for one in report.outcomes if isinstance(one, Judged)],
        "unjudged": [asdict(_unjudged(one)) for one in report.outcomes if not isinstance(one, Judged)],
    }
    return json_text(document)


def _summary(report: Report) -> dict[str, int]:
    levels = {LEVEL[level]: report.count(level) for level in sorted(Level, reverse=True)}
    return {**levels, "failed": len(report.failed), "skipped": len(report.skipped)}


def _artifact(one: Judged) -> ArtifactOut:
    verdict = one.verdict
    ref = verdict.artifact
    return ArtifactOut(
        target=one.target,
        ecosystem=ref.ecosystem.value,
        name=ref.name,
        version=ref.version,
        file=ref.file,
        sha256=verdict.sha256,
        level=LEVEL[verdict.level],
        probability=round(verdict.probability, 6),
        advice=advice(verdict),
        reasons=tuple(_reason(reason) for reason in verdict.reasons),
        gaps=tuple(_gap(gap) for gap in verdict.gaps),
        rules=verdict.rules,
    )


def _reason(reason: Reason) -> ReasonOut:
    sighting = reason.sighting
    return ReasonOut(
        detector=sighting.detector,
        claim=sighting.claim,
        weight=round(reason.weight, 4),
        severity=sighting.severity.name.lower(),
        confidence=sighting.confidence.name.lower(),
        moment=sighting.moment.name.lower(),
        techniques=tuple(technique.value for technique in sighting.techniques),
        location=_location(sighting.location),
        excerpt=sighting.excerpt,
        decoded=sighting.decoded,
        attributes=tuple(AttributeOut(name=name, value=value) for name, value in sighting.attributes),
    )


def _gap(gap: Gap) -> GapOut:
    return GapOut(
        reason=gap.reason.value, detail=gap.detail, hides=gap.hides, location=_location(gap.location)
    )


def _location(location: Location) -> LocationOut:
    return LocationOut(path=location.path, line=location.line, layer=location.layer)


def _unjudged(one: Failed | Skipped) -> UnjudgedOut:
    return UnjudgedOut(target=one.target, cause=one.cause, needed=isinstance(one, Failed))
