"""Back-scans: manifests of millions of lines, kept as shards of a thousand until each has been opened."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, text, update

from watchhouse.model.publication import Publication
from watchhouse.store.project_rows import ensure_projects, is_storable_name
from watchhouse.store.publication_rows import NewPublication, file_key, identity, insert_publications
from watchhouse.store.schema import PUBLICATION, SHARD
from watchhouse.store.text import restored, storable

_ADD = text(
    """
    INSERT INTO shard (manifest, number, lines, count, added_at) VALUES (:manifest, :number, :lines, :count, :at)
    ON CONFLICT (manifest, number) DO NOTHING
    """
)

_WAKE = text(
    """
    UPDATE publication SET state = 'wanted', priority = :priority, attempts = 0, not_before = NULL
    FROM unnest(CAST(:projects AS bigint[]), CAST(:files AS text[]), CAST(:identities AS text[]))
         AS entry (project_id, file, identity)
    WHERE publication.project_id = entry.project_id AND publication.file = entry.file
        AND publication.identity = entry.identity AND publication.state IN ('known', 'gone')
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """A stretch of a back-scan's manifest."""

    id: int
    manifest: str
    number: int
    lines: tuple[str, ...]
    """What of it has not been looked up."""
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackscanProgress:
    """How far one back-scan is; what it found waits, or is judged, like any other file."""

    manifest: str
    """SHA-256 of the manifest."""
    shards: int
    opened: int
    lines: int
    refused: int
    """Lines that name nothing that is there."""
    added_at: datetime


def add(
    connection: Connection, manifest: str, first: int, stretches: Iterable[Sequence[str]], at: datetime
) -> None:
    """Keep `stretches` of `manifest`, numbered from `first`; one that is kept already stays as it is."""
    rows = [
        {
            "manifest": manifest,
            "number": first + offset,
            "lines": storable("\n".join(lines)),
            "count": len(lines),
            "at": at,
        }
        for offset, lines in enumerate(stretches)
    ]
    if rows:
        connection.execute(_ADD, rows)


def wanted(connection: Connection, at: datetime, limit: int) -> tuple[int, ...]:
    """Return the next shards that are to be opened and that the engine has no job for."""
    statement = (
        select(SHARD.c.id)
        .where(
            SHARD.c.done_at.is_(None),
            SHARD.c.deferred_at.is_(None),
            or_(SHARD.c.not_before.is_(None), SHARD.c.not_before <= at),
        )
        .order_by(SHARD.c.id)
        .limit(limit)
    )
    return tuple(connection.execute(statement).scalars())


def get(connection: Connection, shard_id: int) -> Shard | None:
    """Return a shard that is not done."""
    row = connection.execute(
        select(SHARD).where(SHARD.c.id == shard_id, SHARD.c.done_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return Shard(
        id=row.id,
        manifest=row.manifest,
        number=row.number,
        lines=tuple(restored(row.lines).split("\n")) if row.lines else (),
        attempts=row.attempts,
    )


def mark_deferred(connection: Connection, ids: Collection[int], at: datetime) -> None:
    """Write down that the engine is given these."""
    if ids:
        connection.execute(update(SHARD).where(SHARD.c.id.in_(list(ids))).values(deferred_at=at))


def deferred(connection: Connection) -> frozenset[int]:
    """Return the shards that the engine was given and that are not done."""
    statement = select(SHARD.c.id).where(SHARD.c.done_at.is_(None), SHARD.c.deferred_at.is_not(None))
    return frozenset(connection.execute(statement).scalars())


def forget_deferred(connection: Connection, ids: Collection[int]) -> None:
    """Write down that the engine has no job for these any more."""
    if ids:
        connection.execute(update(SHARD).where(SHARD.c.id.in_(list(ids))).values(deferred_at=None))


def opened(
    connection: Connection,
    shard_id: int,
    *,
    left: Sequence[str],
    refused: int,
    not_before: datetime,
    at: datetime,
) -> None:
    """Write down what is `left` of a shard, to be tried at `not_before`; if that is nothing, it is done."""
    connection.execute(
        update(SHARD)
        .where(SHARD.c.id == shard_id)
        .values(
            lines=storable("\n".join(left)),
            refused=SHARD.c.refused + refused,
            attempts=SHARD.c.attempts + 1,
            not_before=not_before if left else None,
            deferred_at=None,
            done_at=None if left else at,
        )
    )


def want(connection: Connection, found: Iterable[Publication], priority: int, at: datetime) -> int:
    """
    Have `found` examined, unless it is judged or wanted already; return how many of it are wanted because of this.

    A file whose project has a name that no project can have is left out.
    """
    entries: dict[tuple[int, str, str], NewPublication] = {}
    named = [(one, one.ref.name) for one in found if one.ref.name and is_storable_name(one.ref.name)]
    if not named:
        return 0
    ids = ensure_projects(connection, {(one.ref.ecosystem, name) for one, name in named}, at)
    for one, name in named:
        project = ids[one.ref.ecosystem, name]
        entries[project, file_key(one), identity(one)] = NewPublication(
            project_id=project, publication=one, priority=priority, state="wanted"
        )
    keys = sorted(entries)
    woken = connection.execute(
        _WAKE,
        {
            "priority": priority,
            "projects": [project for project, _, _ in keys],
            "files": [file for _, file, _ in keys],
            "identities": [digests for _, _, digests in keys],
        },
    ).rowcount
    return woken + insert_publications(connection, (entries[key] for key in keys), at)


def backlog(connection: Connection, priority: int, limit: int) -> bool:
    """Return whether at least `limit` files of `priority` wait to be examined."""
    some = (
        select(PUBLICATION.c.id)
        .where(PUBLICATION.c.state == "wanted", PUBLICATION.c.priority == priority)
        .limit(limit)
        .subquery()
    )
    return connection.execute(select(func.count()).select_from(some)).scalar_one() >= limit


def progress(connection: Connection) -> tuple[BackscanProgress, ...]:
    """Return how far each back-scan is, the newest first."""
    statement = (
        select(
            SHARD.c.manifest,
            func.count().label("shards"),
            func.count(SHARD.c.done_at).label("opened"),
            func.sum(SHARD.c.count).label("lines"),
            func.sum(SHARD.c.refused).label("refused"),
            func.min(SHARD.c.added_at).label("added_at"),
        )
        .group_by(SHARD.c.manifest)
        .order_by(func.min(SHARD.c.added_at).desc())
    )
    return tuple(
        BackscanProgress(
            manifest=row.manifest,
            shards=row.shards,
            opened=row.opened,
            lines=row.lines,
            refused=row.refused,
            added_at=row.added_at,
        )
        for row in connection.execute(statement)
    )
