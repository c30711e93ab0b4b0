"""How much there is of everything: the counts that a person or a monitor looks at, each from an index."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, DateTime, Integer, cast, func, select

from watchhouse.model.verdict import Verdict
from watchhouse.model.wire import decode
from watchhouse.store.schema import EVENT, PROJECT, PUBLICATION, SHARD, VERDICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The publications of one priority that nobody has judged yet."""

    priority: int
    count: int
    since: datetime
    """When the one was seen that has waited longest."""


def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """Return what waits to be examined, the most urgent first."""
    wanted = (
        select(
            PUBLICATION.c.priority,
            func.count().label("number"),
            func.min(PUBLICATION.c.id).label("oldest"),
        )
        .where(PUBLICATION.c.state == "wanted")
        .group_by(PUBLICATION.c.priority)
        .subquery()
    )
    rows = connection.execute(
        select(wanted.c.priority, wanted.c.number, PUBLICATION.c.seen_at)
        .join(PUBLICATION, PUBLICATION.c.id == wanted.c.oldest)
        .order_by(wanted.c.priority.desc())
    )
    return tuple(Waiting(priority=row.priority, count=row.number, since=row.seen_at) for row in rows)


def unlisted(connection: Connection) -> int:
    """Return how many projects wait to be listed."""
    statement = select(func.count()).select_from(PROJECT).where(PROJECT.c.wanted > PROJECT.c.listed)
    return connection.execute(statement).scalar_one()


def shards_left(connection: Connection) -> int:
    """Return how many shards of back-scans are not done."""
    statement = select(func.count()).select_from(SHARD).where(SHARD.c.done_at.is_(None))
    return connection.execute(statement).scalar_one()


def newest_verdict(connection: Connection, publication_id: int) -> tuple[Verdict, datetime] | None:
    """Return the newest verdict on a publication and when it was given, or None if there is none."""
    statement = (
        select(VERDICT.c.body, VERDICT.c.judged_at)
        .where(VERDICT.c.publication_id == publication_id)
        .order_by(VERDICT.c.judged_at.desc(), VERDICT.c.rules.desc())
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    return None if row is None else (decode(row.body, Verdict), row.judged_at)


def arrivals(connection: Connection, at: datetime, minutes: int) -> tuple[int, ...]:
    """Return how many events were seen in each of the `minutes` before `at`, the oldest minute first."""
    return _by_minute(connection, EVENT.c.seen_at, at, minutes)


def judgements(connection: Connection, at: datetime, minutes: int) -> tuple[int, ...]:
    """Return how many verdicts were given in each of the `minutes` before `at`, the oldest minute first."""
    return _by_minute(connection, VERDICT.c.judged_at, at, minutes)


def _by_minute(
    connection: Connection, moment: ColumnElement[datetime], at: datetime, minutes: int
) -> tuple[int, ...]:
    start = at - timedelta(minutes=minutes)
    minute = cast(
        func.floor(func.extract("epoch", moment - cast(start, DateTime(timezone=True))) / 60), Integer
    ).label("minute")
    rows = connection.execute(
        select(minute, func.count().label("number")).where(moment >= start, moment < at).group_by(minute)
    )
    counted = {row.minute: row.number for row in rows}
    return tuple(counted.get(number, 0) for number in range(minutes))
