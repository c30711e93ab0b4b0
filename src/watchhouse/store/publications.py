"""Files that wait to be examined, and what becomes of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select, text, update

from watchhouse.model.publication import Publication
from watchhouse.store.projects import Deferred
from watchhouse.store.publication_rows import publication_of
from watchhouse.store.schema import PROJECT, PUBLICATION
from watchhouse.store.text import storable

# Locked in one order, and looked at again when the lock is had: two that mark the same ids share them.
_MARK = text(
    """
    WITH chosen AS (
        SELECT id FROM publication
        WHERE id = ANY(CAST(:ids AS bigint[])) AND deferred_at IS NULL AND state = 'wanted'
        ORDER BY id FOR UPDATE
    )
    UPDATE publication SET deferred_at = :at FROM chosen WHERE publication.id = chosen.id
    RETURNING publication.id
    """
)

_FORGET = text(
    """
    WITH chosen AS (
        SELECT id FROM publication WHERE id = ANY(CAST(:ids AS bigint[])) AND deferred_at IS NOT NULL
        ORDER BY id FOR UPDATE
    )
    UPDATE publication SET deferred_at = NULL FROM chosen WHERE publication.id = chosen.id
    """
)

_TAKE = text(
    """
    WITH chosen AS (
        SELECT id FROM publication WHERE id = ANY(CAST(:ids AS bigint[])) AND state = 'wanted'
        ORDER BY id FOR UPDATE
    )
    UPDATE publication SET attempts = attempts + 1 FROM chosen WHERE publication.id = chosen.id
    RETURNING publication.id, attempts
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationToExamine:
    """A publication as it stood when somebody set out to examine it."""

    id: int
    publication: Publication
    priority: int
    attempts: int
    state: str
    sha256: str | None
    """Of what was downloaded earlier."""
    seen_at: datetime


def wanted(connection: Connection, at: datetime, limit: int) -> tuple[PublicationToExamine, ...]:
    """Return files that are to be examined now and that the engine has no job for, the most urgent first."""
    columns = PUBLICATION.c
    statement = (
        _select()
        .where(
            columns.state == "wanted",
            columns.deferred_at.is_(None),
            or_(columns.not_before.is_(None), columns.not_before <= at),
        )
        .order_by(columns.priority.desc(), columns.id)
        .limit(limit)
    )
    return tuple(map(_publication, connection.execute(statement)))


def get_many(connection: Connection, ids: Collection[int]) -> tuple[PublicationToExamine, ...]:
    """Return these publications as they stand now, the most urgent first; an unknown id is left out."""
    statement = _select().where(PUBLICATION.c.id.in_(list(ids)))
    ordered = statement.order_by(PUBLICATION.c.priority.desc(), PUBLICATION.c.id)
    return tuple(map(_publication, connection.execute(ordered)))


def mark_deferred(connection: Connection, ids: Collection[int], at: datetime) -> tuple[int, ...]:
    """Write down that the engine is given these; returns those that it had not been given yet."""
    return tuple(connection.execute(_MARK, {"ids": list(ids), "at": at}).scalars())


def deferred(connection: Connection, before: datetime, limit: int = 10_000) -> tuple[Deferred, ...]:
    """Return what the engine was given before a moment and is not judged, by id."""
    statement = (
        select(PUBLICATION.c.id, PUBLICATION.c.deferred_at)
        .where(PUBLICATION.c.state == "wanted", PUBLICATION.c.deferred_at < before)
        .order_by(PUBLICATION.c.id)
        .limit(limit)
    )
    return tuple(Deferred(id=row.id, deferred_at=row.deferred_at) for row in connection.execute(statement))


def forget_deferred(connection: Connection, ids: Collection[int]) -> int:
    """Write down that the engine has no job for these any more, and return how many it was thought to have."""
    return connection.execute(_FORGET, {"ids": list(ids)}).rowcount


def taken(connection: Connection, publication_id: int) -> int:
    """Count an attempt, before anything that can kill is done with the file; returns which attempt it is."""
    return taken_many(connection, (publication_id,)).get(publication_id, 0)


def taken_many(connection: Connection, ids: Collection[int]) -> Mapping[int, int]:
    """Count an attempt of each; returns which one it is by id, without those that nobody wants any more."""
    return {row.id: row.attempts for row in connection.execute(_TAKE, {"ids": list(ids)})}


def failed(connection: Connection, publication_id: int, not_before: datetime) -> None:
    """Write down when to try again; the attempt was counted when it began."""
    connection.execute(
        update(PUBLICATION)
        .where(PUBLICATION.c.id == publication_id)
        .values(not_before=not_before, deferred_at=None)
    )


def gone(connection: Connection, publication_id: int, at: datetime) -> None:
    """Write down that the registry has the file no more, and that it was never examined by these rules."""
    connection.execute(
        update(PUBLICATION)
        .where(PUBLICATION.c.id == publication_id, PUBLICATION.c.state == "wanted")
        .values(
            state="gone",
            removed_at=text("COALESCE(removed_at, :gone_at)").bindparams(gone_at=at),
            deferred_at=None,
            not_before=None,
        )
    )


def stored(connection: Connection, publication_id: int, sha256: str) -> None:
    """Write down the digest of what was downloaded, so that it need not be downloaded again."""
    connection.execute(
        update(PUBLICATION).where(PUBLICATION.c.id == publication_id).values(sha256=storable(sha256))
    )


def _select() -> Select[Any]:
    return select(PUBLICATION, PROJECT.c.ecosystem, PROJECT.c.name).join(
        PROJECT, PROJECT.c.id == PUBLICATION.c.project_id
    )


def _publication(row: Row[Any]) -> PublicationToExamine:
    return PublicationToExamine(
        id=row.id,
        publication=publication_of(row),
        priority=row.priority,
        attempts=row.attempts,
        state=row.state,
        sha256=row.sha256,
        seen_at=row.seen_at,
    )
