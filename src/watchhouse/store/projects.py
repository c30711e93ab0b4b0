"""Projects that wait to be listed, and what a listing brings."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, text, update

from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Listing, Publication
from watchhouse.store.publication_rows import NewPublication, file_key, identity, insert_publications
from watchhouse.store.schema import PROJECT, PUBLICATION
from watchhouse.store.text import restored, storable, storable_moment, without_credentials

# Locked in one order, and looked at again when the lock is had: two that mark the same ids share them.
_MARK = text(
    """
    WITH chosen AS (
        SELECT id FROM project WHERE id = ANY(CAST(:ids AS bigint[])) AND deferred_at IS NULL AND wanted > listed
        ORDER BY id FOR UPDATE
    )
    UPDATE project SET deferred_at = :at FROM chosen WHERE project.id = chosen.id RETURNING project.id
    """
)

_FORGET = text(
    """
    WITH chosen AS (
        SELECT id FROM project WHERE id = ANY(CAST(:ids AS bigint[])) AND deferred_at IS NOT NULL
        ORDER BY id FOR UPDATE
    )
    UPDATE project SET deferred_at = NULL FROM chosen WHERE project.id = chosen.id
    """
)

_CHANGE = text(
    """
    UPDATE publication SET url = entry.url, yanked = entry.yanked, removed_at = NULL
    FROM unnest(CAST(:ids AS bigint[]), CAST(:urls AS text[]), CAST(:yanked AS boolean[]))
         AS entry (id, url, yanked)
    WHERE publication.id = entry.id
    """
)

_REMOVE = text("UPDATE publication SET removed_at = :at WHERE id = ANY(CAST(:ids AS bigint[]))")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectToList:
    """A project as it stood when somebody set out to list it."""

    id: int
    ecosystem: Ecosystem
    name: ProjectName
    wanted: int
    listed: int
    attempts: int
    priority: int
    created_at: datetime | None
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """A row whose work the engine was given."""

    id: int
    deferred_at: datetime


def unlisted(connection: Connection, at: datetime, limit: int) -> tuple[ProjectToList, ...]:
    """Return projects that are to be listed now and that the engine has no job for, the most urgent first."""
    statement = (
        select(PROJECT)
        .where(
            PROJECT.c.wanted > PROJECT.c.listed,
            PROJECT.c.deferred_at.is_(None),
            or_(PROJECT.c.not_before.is_(None), PROJECT.c.not_before <= at),
        )
        .order_by(PROJECT.c.priority.desc(), PROJECT.c.wanted)
        .limit(limit)
    )
    return tuple(map(_project, connection.execute(statement)))


def get(connection: Connection, project_id: int) -> ProjectToList | None:
    """Return a project as it stands now."""
    row = connection.execute(select(PROJECT).where(PROJECT.c.id == project_id)).one_or_none()
    return None if row is None else _project(row)


def find(connection: Connection, ecosystem: Ecosystem, name: ProjectName) -> ProjectToList | None:
    """Return a project by name."""
    where = (PROJECT.c.ecosystem == ecosystem.value, PROJECT.c.name == storable(name))
    row = connection.execute(select(PROJECT).where(*where)).one_or_none()
    return None if row is None else _project(row)


def mark_deferred(connection: Connection, ids: Collection[int], at: datetime) -> tuple[int, ...]:
    """Write down that the engine is given these; returns those that it had not been given yet."""
    return tuple(connection.execute(_MARK, {"ids": list(ids), "at": at}).scalars())


def deferred(connection: Connection, before: datetime, limit: int = 10_000) -> tuple[Deferred, ...]:
    """Return what the engine was given before a moment and has not ended, the oldest first."""
    statement = (
        select(PROJECT.c.id, PROJECT.c.deferred_at)
        .where(PROJECT.c.deferred_at < before)
        .order_by(PROJECT.c.deferred_at)
        .limit(limit)
    )
    return tuple(Deferred(id=row.id, deferred_at=row.deferred_at) for row in connection.execute(statement))


def forget_deferred(connection: Connection, ids: Collection[int]) -> int:
    """Write down that the engine has no job for these any more, and return how many it was thought to have."""
    return connection.execute(_FORGET, {"ids": list(ids)}).rowcount


def failed(connection: Connection, project_id: int, not_before: datetime) -> None:
    """Write down that a listing failed, and when to try again."""
    connection.execute(
        update(PROJECT)
        .where(PROJECT.c.id == project_id)
        .values(attempts=PROJECT.c.attempts + 1, not_before=not_before, deferred_at=None)
    )


def record_listing(
    connection: Connection,
    project: ProjectToList,
    listing: Listing,
    priority_of: Callable[[Publication], int],
    *,
    known_before: datetime | None,
    at: datetime,
) -> int:
    """
    Write what a listing that was asked for `project` brought; returns how many files are to be examined.

    Files that it no longer has get the moment of their removal. Where a project that is older than our watch is
    listed for the first time, files published before `known_before` are known and not examined. A listing that is
    older than the one recorded last says nothing any more, and nothing is written.
    """
    row = connection.execute(
        select(PROJECT.c.listed, PROJECT.c.listed_at, PROJECT.c.created_at)
        .where(PROJECT.c.id == project.id)
        .with_for_update()
    ).one()
    if row.listed > project.wanted:
        return 0
    old = known_before if row.listed_at is None and row.created_at is None else None
    found = {(file_key(one), identity(one)): one for one in listing.publications} if listing.present else {}
    fresh = _compare(connection, project.id, found, at)
    new = insert_publications(
        connection,
        (
            NewPublication(
                project_id=project.id, publication=one, priority=priority_of(one), state=_state(one, old)
            )
            for one in fresh
        ),
        at,
    )
    connection.execute(
        update(PROJECT)
        .where(PROJECT.c.id == project.id)
        .values(
            listed=project.wanted,
            listed_at=at,
            status=storable(listing.status if listing.present else "absent"),
            deferred_at=None,
            not_before=None,
            attempts=0,
        )
    )
    return new


def _compare(
    connection: Connection, project_id: int, found: dict[tuple[str, str], Publication], at: datetime
) -> list[Publication]:
    """Bring the project's rows to what was `found`, and return that of it which has no row."""
    left = dict(found)
    changed: list[tuple[int, str, bool]] = []
    removed: list[int] = []
    columns = PUBLICATION.c
    rows = connection.execute(
        select(
            columns.id, columns.file, columns.identity, columns.url, columns.yanked, columns.removed_at
        ).where(columns.project_id == project_id)
    )
    for row in rows:
        listed = left.pop((row.file, row.identity), None)
        if listed is None:
            if row.removed_at is None:
                removed.append(row.id)
            continue
        # A feed may describe a file without saying where it is.
        url = storable(without_credentials(listed.url)) or row.url
        if (url, listed.yanked, None) != (row.url, row.yanked, row.removed_at):
            changed.append((row.id, url, listed.yanked))
    if changed:
        ids, urls, yanked = map(list, zip(*changed, strict=True))
        connection.execute(_CHANGE, {"ids": ids, "urls": urls, "yanked": yanked})
    if removed:
        connection.execute(_REMOVE, {"ids": removed, "at": at})
    return list(left.values())


def _state(publication: Publication, known_before: datetime | None) -> str:
    published = storable_moment(publication.published_at)
    return "known" if known_before and published and published < known_before else "wanted"


def _project(row: Row[Any]) -> ProjectToList:
    return ProjectToList(
        id=row.id,
        ecosystem=Ecosystem(row.ecosystem),
        name=ProjectName(restored(row.name)),
        wanted=row.wanted,
        listed=row.listed,
        attempts=row.attempts,
        priority=row.priority,
        created_at=row.created_at,
        seen_at=row.seen_at,
    )
