"""Values that the tests of the store write."""

from datetime import UTC, datetime, timedelta

from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.evidence import Confidence, Gap, GapReason, Location, Severity, Sighting
from watchhouse.model.feed import Behind, FeedPage
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName, Sha256
from watchhouse.model.publication import Listing, Publication
from watchhouse.model.technique import Technique
from watchhouse.model.verdict import Level, Reason, Verdict

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    """The moment so many seconds after NOW."""
    return NOW + timedelta(seconds=seconds)


def an_event(
    key: str,
    project: str = "alpha",
    kind: EventKind = EventKind.FILE_PUBLISHED,
    *,
    ecosystem: Ecosystem = Ecosystem.PYPI,
) -> RegistryEvent:
    """An event of `project`, or of nothing where that is empty."""
    return RegistryEvent(
        ecosystem=ecosystem,
        key=key,
        kind=kind,
        at=NOW,
        project=project,
        name=ProjectName(project) if project else None,
        version="1.0",
        file=f"{project}-1.0.tar.gz",
        user="mallory",
        detail=(("action", "new"), ("classifiers", "")),
    )


def a_page(*events: RegistryEvent, cursor: str, publications: tuple[Publication, ...] = ()) -> FeedPage:
    """A page with these events."""
    return FeedPage(
        events=events, cursor=cursor, behind=Behind(events=3, seconds=1.5), publications=publications
    )


def a_publication(
    file: str = "alpha-1.0.tar.gz",
    *,
    project: str = "alpha",
    digest: str = "00" * 32,
    published_at: datetime | None = NOW,
    url: str = "",
    yanked: bool = False,
) -> Publication:
    """A file of `project`."""
    return Publication(
        ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file=file, name=ProjectName(project), version="1.0"),
        url=url or f"https://files.example/{file}",
        digests=frozenset({f"sha256:{digest}"}),
        size=1234,
        published_at=published_at,
        yanked=yanked,
        publisher="mallory",
    )


def a_listing(*publications: Publication, project: str = "alpha", present: bool = True) -> Listing:
    """A listing of these files."""
    return Listing(
        ecosystem=Ecosystem.PYPI,
        name=ProjectName(project),
        publications=publications,
        present=present,
        status="active",
    )


def a_verdict(
    level: Level = Level.CLEAR, *, rules: str = "rules-1", sha256: str = "ab" * 32, text: str = "import os"
) -> Verdict:
    """A verdict with one reason that quotes `text`, and one gap."""
    sighting = Sighting(
        detector="decoded-exec",
        claim="runs decoded text",
        location=Location(path="setup.py", line=3),
        confidence=Confidence.HIGH,
        severity=Severity.HIGH,
        techniques=(Technique.PYTHON,),
        excerpt=text,
    )
    return Verdict(
        artifact=ArtifactRef(
            ecosystem=Ecosystem.PYPI, file="alpha-1.0.tar.gz", name=ProjectName("alpha"), version="1.0"
        ),
        sha256=Sha256(sha256),
        level=level,
        probability=0.25,
        reasons=(Reason(sighting=sighting, weight=1.5),),
        gaps=(Gap(reason=GapReason.OPAQUE, location=Location(path="a.bin")),),
        rules=rules,
    )
