"""How the watch stands at one moment: what every screen, page and monitor shows of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from watchhouse.model.feed import Behind
from watchhouse.model.verdict import Level, Verdict
from watchhouse.store import conditions, feeds, overview, verdicts
from watchhouse.store.database import Database
from watchhouse.store.migrate import at_head

MINUTES = 60
"""How far back the counts by minute go."""

_FOUND, _NOTED = 25, 10
"""Verdicts that are shown."""
_DAY = timedelta(days=1)

DEMONSTRATION = "demonstration"
"""Key of the condition under which nothing that is shown comes from a registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStanding:
    """How one feed's reader stands."""

    name: str
    behind: Behind
    polled_at: datetime
    moved_at: datetime
    """When it last brought something new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The publications of one priority that wait to be examined."""

    priority: int
    count: int
    since: datetime
    """When the one was seen that has waited longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One verdict, and what it is about."""

    publication: int
    """Its number in the store."""
    verdict: Verdict
    judged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong now."""

    key: str
    message: str
    since: datetime
    count: int
    """How often it was met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that is shown at a glance."""

    at: datetime
    feeds: tuple[FeedStanding, ...]
    arrivals: tuple[int, ...]
    """Events in each of the last `MINUTES` minutes, the oldest first."""
    judgements: tuple[int, ...]
    """Verdicts, likewise."""
    queues: tuple[Queue, ...]
    """The most urgent first."""
    unlisted: int
    """Projects of which something happened that have not been listed since."""
    shards: int
    """Stretches of back-scans that are not done."""
    levels: Mapping[Level, int]
    """Verdicts of the last day."""
    found: tuple[Found, ...]
    """The last verdicts that somebody must look at, the newest first."""
    noted: tuple[Found, ...]
    """The last that are notable, the newest first: there are many more of them."""
    troubles: tuple[Trouble, ...]
    """What is wrong now, the newest first."""
    demonstration: bool
    """Whether everything here comes from the recorded demonstration and nothing from a registry."""

    @property
    def waiting(self) -> int:
        """How many publications wait to be examined."""
        return sum(queue.count for queue in self.queues)


class StoreReader:
    """Reads how the watch stands from its database, whoever does the work and wherever."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def overview(self) -> Overview:
        """Return how the watch stands now."""
        # By the database's clock, as everything in it is: this machine's may differ.
        with self._database.read() as connection:
            at = connection.execute(select(func.clock_timestamp())).scalar_one()
        return read_overview(self._database, at)

    def found(self, publication: int) -> Found | None:
        """Return the newest verdict on the publication of this number, or None if there is none."""
        with self._database.read() as connection:
            newest = overview.newest_verdict(connection, publication)
        if newest is None:
            return None
        verdict, judged_at = newest
        return Found(publication=publication, verdict=verdict, judged_at=judged_at)

    def complaint(self) -> str:
        """Return what is wrong with the store itself, or nothing."""
        if at_head(self._database):
            return ""
        return "the tables are not those of this version: watchhouse database migrate"


def read_overview(database: Database, at: datetime) -> Overview:
    """Return how the watch stands at `at`."""
    with database.read() as connection:
        now_wrong = conditions.current(connection)
        return Overview(
            at=at,
            feeds=tuple(
                FeedStanding(
                    name=state.name, behind=state.behind, polled_at=state.polled_at, moved_at=state.moved_at
                )
                for state in feeds.states(connection)
            ),
            arrivals=overview.arrivals(connection, at, MINUTES),
            judgements=overview.judgements(connection, at, MINUTES),
            queues=tuple(
                Queue(priority=queue.priority, count=queue.count, since=queue.since)
                for queue in overview.waiting(connection)
            ),
            unlisted=overview.unlisted(connection),
            shards=overview.shards_left(connection),
            levels=verdicts.counts(connection, at - _DAY),
            found=_found(verdicts.latest(connection, _FOUND, Level.SUSPICIOUS)),
            noted=_found(
                one
                for one in verdicts.latest(connection, _FOUND + _NOTED, Level.NOTABLE)
                if one.verdict.level is Level.NOTABLE
            )[:_NOTED],
            troubles=tuple(
                Trouble(key=one.key, message=one.message, since=one.first_at, count=one.count)
                for one in reversed(now_wrong)
                if one.key != DEMONSTRATION
            ),
            demonstration=any(one.key == DEMONSTRATION for one in now_wrong),
        )


def _found(judged: Iterable[verdicts.Judged]) -> tuple[Found, ...]:
    return tuple(
        Found(publication=one.publication_id, verdict=one.verdict, judged_at=one.judged_at) for one in judged
    )
