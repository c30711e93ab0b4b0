"""What the page of one verdict says."""

from dataclasses import dataclass

from watchhouse.model.evidence import Gap, Location, Moment, Sighting
from watchhouse.pipeline.overview import Found
from watchhouse.verdicts.grounds import Ground, grounds
from watchhouse.verdicts.words import LEVEL, MOMENT, advice, chance, counted

SHOWN = 200
"""Grounds and gaps that a page shows at most, each; how many more there are, it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundView:
    """One place in the artifact, and everything that is said of it."""

    claims: tuple[str, ...]
    moment: str
    place: str
    alike: str
    excerpt: str
    decoded: str
    detectors: tuple[str, ...]
    techniques: tuple[str, ...]
    weight: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapView:
    """One thing that was not read."""

    place: str
    reason: str
    detail: str
    hides: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictView:
    """The whole page."""

    level: str
    name: str
    version: str
    ecosystem: str
    file: str
    sha256: str
    chance: str
    probability: str
    advice: str
    judged_at: str
    rules: str
    grounds: tuple[GroundView, ...]
    more_grounds: int
    gaps: tuple[GapView, ...]
    more_gaps: int


def verdict_view(found: Found) -> VerdictView:
    """Return the page about `found`."""
    verdict = found.verdict
    ref = verdict.artifact
    shown = grounds(verdict)
    return VerdictView(
        level=LEVEL[verdict.level],
        name=ref.name or ref.file,
        version=ref.version or "",
        ecosystem=ref.ecosystem.value,
        file=ref.file,
        sha256=verdict.sha256,
        chance=chance(verdict),
        probability=_percent(verdict.probability),
        advice=advice(verdict),
        judged_at=f"{found.judged_at:%Y-%m-%d %H:%M:%S} UTC",
        rules=verdict.rules,
        grounds=tuple(_ground(ground) for ground in shown[:SHOWN]),
        more_grounds=max(0, len(shown) - SHOWN),
        gaps=tuple(_gap(gap) for gap in verdict.gaps[:SHOWN]),
        more_gaps=max(0, len(verdict.gaps) - SHOWN),
    )


def _ground(ground: Ground) -> GroundView:
    sighting = ground.sighting
    sightings = [reason.sighting for reason in ground.reasons]
    techniques = (technique.value for seen in sightings for technique in seen.techniques)
    return GroundView(
        claims=tuple(claim[:1].upper() + claim[1:] for claim in ground.claims),
        moment=_moment(sighting),
        place=_place(sighting.location),
        alike=counted(ground.alike, "more place") if ground.alike else "",
        excerpt=sighting.excerpt.strip(),
        decoded=sighting.decoded if sighting.decoded != sighting.excerpt else "",
        detectors=tuple(dict.fromkeys(seen.detector for seen in sightings)),
        techniques=tuple(dict.fromkeys(techniques)),
        weight=f"{sum(reason.weight for reason in ground.reasons):+.2f}",
    )


def _gap(gap: Gap) -> GapView:
    return GapView(place=_place(gap.location), reason=gap.reason.value, detail=gap.detail, hides=gap.hides)


def _moment(sighting: Sighting) -> str:
    """Return when the code runs; nothing of what is no code."""
    is_code = sighting.location.line or sighting.moment is not Moment.CALL
    return MOMENT[sighting.moment] if is_code else ""


def _place(location: Location) -> str:
    place = location.path or "metadata"
    if location.line:
        place += f":{location.line}"
    if location.layer:
        place += f" ({counted(location.layer, 'layer')} of encoding down)"
    return place


def _percent(probability: float) -> str:
    """
    Return `probability` in percent, and never a certainty.

    >>> _percent(0.99996), _percent(0.123), _percent(0.0)
    ('> 99.9 %', '12.3 %', '< 0.1 %')
    """
    if probability > 0.999:
        return "> 99.9 %"
    return f"{100 * probability:.1f} %" if probability >= 0.001 else "< 0.1 %"
