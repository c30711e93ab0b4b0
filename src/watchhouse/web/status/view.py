"""What the page says, in words and numbers ready to be shown; hostile text stays as it is, and is escaped there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from watchhouse.model.feed import Behind
from watchhouse.model.identity import Ecosystem
from watchhouse.model.verdict import Level
from watchhouse.pipeline.flow.priority import Priority
from watchhouse.pipeline.health import complaints
from watchhouse.pipeline.overview import FeedStanding, Found, Overview, Trouble
from watchhouse.verdicts.grounds import grounds
from watchhouse.verdicts.words import LEVEL, chance, counted, hiding
from watchhouse.web.status.chart import Chart, chart
from watchhouse.web.status.spans import span

LATE = timedelta(minutes=10)
"""A feed that is further behind is shown as late."""


_FORMS = {".whl": "wheel", ".tar.gz": "sdist", ".zip": "sdist", ".egg": "egg"}
"""What a file of a Python release is, by how its name ends."""

_STARTING = "Starting: no feed has answered yet."

_PRIORITIES: Mapping[int, str] = {
    Priority.LOOKALIKE: "look-alike names",
    Priority.NEW: "new projects",
    Priority.POPULAR: "popular projects",
    Priority.REST: "the rest",
    Priority.RESCAN: "judged by old rules",
    Priority.BACKSCAN: "back-scan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One large number and what it counts."""

    number: str
    label: str
    level: str = ""
    """The level whose colour it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """One feed."""

    name: str
    behind: str
    late: bool
    polled: str
    moved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One priority's queue."""

    name: str
    count: int
    waits: str
    share: float
    """Of the longest queue, in percent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRow:
    """One verdict on one line."""

    publication: int
    level: str
    name: str
    version: str
    kind: str
    """The ecosystem and, where a release has several files, which of them this is."""
    chance: str
    reason: str
    ago: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleRow:
    """One condition."""

    message: str
    lasts: str
    """How long it has been so; empty if nobody noted when it began."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """The whole page."""

    summary: str
    calm: bool
    """Whether nothing is wrong."""
    demonstration: bool
    figures: tuple[Figure, ...]
    chart: Chart
    arrivals: tuple[int, ...]
    judgements: tuple[int, ...]
    arrived: int
    judged: int
    found: tuple[FoundRow, ...]
    noted: tuple[FoundRow, ...]
    troubles: tuple[TroubleRow, ...]
    feeds: tuple[FeedRow, ...]
    queues: tuple[QueueRow, ...]
    chores: tuple[str, ...]
    """What else is to be done, in words."""
    at: str


def page_view(overview: Overview) -> PageView:
    """Return the page about `overview`."""
    starting = not overview.feeds and not overview.troubles
    wrong = () if starting else complaints(overview)
    troubles = (
        *(TroubleRow(message=message, lasts="", count=1) for message in wrong),
        *(_trouble(trouble, overview) for trouble in overview.troubles),
    )
    return PageView(
        summary=_STARTING if starting else _summary(overview, len(troubles)),
        calm=not troubles,
        demonstration=overview.demonstration,
        figures=tuple(_figures(overview)),
        chart=chart(overview.arrivals, overview.judgements),
        arrivals=overview.arrivals,
        judgements=overview.judgements,
        arrived=sum(overview.arrivals),
        judged=sum(overview.judgements),
        found=tuple(found_row(found, overview) for found in overview.found),
        noted=tuple(found_row(found, overview) for found in overview.noted),
        troubles=troubles,
        feeds=tuple(_feed(feed, overview) for feed in overview.feeds),
        queues=tuple(_queues(overview)),
        chores=tuple(_chores(overview)),
        at=f"{overview.at:%Y-%m-%d %H:%M:%S} UTC",
    )


def behind(behind: Behind) -> str:
    """Return how far a feed is behind, in words."""
    match behind:
        case Behind(events=0) | Behind(events=None, seconds=0):
            return "up to date"
        case Behind(events=None, seconds=None):
            return "unknown"
        case Behind(events=None, seconds=float(seconds)):
            return f"{span(seconds)} behind"
        case Behind(events=events, seconds=None):
            return f"{_events(events)} behind"
        case _:
            return f"{_events(behind.events)}, {span(behind.seconds or 0)} behind"


def _events(count: int | None) -> str:
    return "1 event" if count == 1 else f"{count or 0:,} events"


def main_reason(found: Found) -> str:
    """Return in one sentence what weighs most, or what could not be read."""
    shown = grounds(found.verdict)
    if shown:
        claim = shown[0].claims[0]
        return claim[:1].upper() + claim[1:]
    gaps = hiding(found.verdict)
    return f"Not read whole: {gaps[0].reason.value}" if gaps else ""


def found_row(found: Found, overview: Overview) -> FoundRow:
    """Return the line about `found`."""
    ref = found.verdict.artifact
    return FoundRow(
        publication=found.publication,
        level=LEVEL[found.verdict.level],
        name=ref.name or ref.file,
        version=ref.version or "",
        kind=_kind(found),
        chance=chance(found.verdict),
        reason=main_reason(found),
        ago=_ago(overview.at - found.judged_at),
    )


def _kind(found: Found) -> str:
    ref = found.verdict.artifact
    form = next((form for ending, form in _FORMS.items() if ref.file.lower().endswith(ending)), "")
    return f"{ref.ecosystem} {form}".rstrip() if ref.ecosystem is Ecosystem.PYPI else ref.ecosystem.value


def _summary(overview: Overview, troubles: int) -> str:
    if troubles:
        return "One thing needs attention." if troubles == 1 else f"{troubles} things need attention."
    if overview.waiting or overview.unlisted:
        return "Watching, and working through what arrived."
    return "Watching. Everything that arrived is judged."


def _figures(overview: Overview) -> Iterator[Figure]:
    for level in (Level.MALICIOUS, Level.SUSPICIOUS):
        yield Figure(
            number=f"{overview.levels.get(level, 0):,}",
            label=f"{LEVEL[level]} in 24 hours",
            level=LEVEL[level],
        )
    yield Figure(number=f"{sum(overview.levels.values()):,}", label="judged in 24 hours")
    yield Figure(number=f"{overview.waiting:,}", label="waiting")


def _feed(feed: FeedStanding, overview: Overview) -> FeedRow:
    return FeedRow(
        name=feed.name,
        behind=behind(feed.behind),
        late=(feed.behind.seconds or 0) > LATE.total_seconds() or overview.at - feed.polled_at > LATE,
        polled=_ago(overview.at - feed.polled_at),
        moved=_ago(overview.at - feed.moved_at),
    )


def _queues(overview: Overview) -> Iterator[QueueRow]:
    longest = max((queue.count for queue in overview.queues), default=1)
    for queue in overview.queues:
        yield QueueRow(
            name=_PRIORITIES.get(queue.priority, f"priority {queue.priority}"),
            count=queue.count,
            waits=span(overview.at - queue.since),
            share=round(100 * queue.count / max(1, longest), 1),
        )


def _chores(overview: Overview) -> Iterator[str]:
    if overview.unlisted:
        yield f"{counted(overview.unlisted, 'project')} to be listed"
    if overview.shards:
        yield f"{counted(overview.shards, 'shard')} of a back-scan to be done"


def _trouble(trouble: Trouble, overview: Overview) -> TroubleRow:
    return TroubleRow(message=trouble.message, lasts=span(overview.at - trouble.since), count=trouble.count)


def _ago(time: timedelta) -> str:
    return "now" if time < timedelta(seconds=2) else f"{span(time)} ago"
