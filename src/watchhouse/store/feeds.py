"""What the feeds tell: every event once, the projects that it touches, and where to go on, all at one stroke."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, text
from sqlalchemy.dialects.postgresql import insert as insert_or_ignore

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import Behind, FeedPage
from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Publication
from watchhouse.store.project_rows import ensure_projects, is_storable_name
from watchhouse.store.publication_rows import NewPublication, insert_publications
from watchhouse.store.schema import EVENT, FEED
from watchhouse.store.text import bounded, restored, storable, storable_count, storable_moment

_MOVE = text(
    """
    UPDATE feed SET cursor = :after, behind_events = :events, behind_seconds = :seconds, polled_at = :at,
                    moved_at = CASE WHEN cursor = :after THEN moved_at ELSE :at END
    WHERE name = :feed AND cursor = :before
    """
)

# Projects are touched in the order of their names: two feeds of one ecosystem never wait for each other.
# `wanted` grows with every new event, also with one of a smaller id that another feed's transaction made earlier.
_RECORD = text(
    """
    WITH told AS (
        INSERT INTO event (feed, key, ecosystem, kind, at, seen_at, project, name, version, file, "user", detail)
        SELECT :feed, key, ecosystem, kind, moment, :at, project, name, version, file, account,
               CAST(detail AS jsonb)
        FROM unnest(CAST(:keys AS text[]), CAST(:ecosystems AS text[]), CAST(:kinds AS text[]),
                    CAST(:moments AS timestamptz[]), CAST(:projects AS text[]), CAST(:names AS text[]),
                    CAST(:versions AS text[]), CAST(:files AS text[]), CAST(:users AS text[]),
                    CAST(:details AS text[]))
             WITH ORDINALITY AS entry (key, ecosystem, kind, moment, project, name, version, file, account,
                                       detail, number)
        ORDER BY number
        ON CONFLICT (feed, key) DO NOTHING
        RETURNING id, key, ecosystem, kind, at, name
    ), urgency AS (
        SELECT key, max(priority) AS priority
        FROM unnest(CAST(:keys AS text[]), CAST(:priorities AS smallint[])) AS entry (key, priority) GROUP BY key
    ), touched AS (
        SELECT ecosystem, name, max(id) AS wanted, max(priority) AS priority,
               max(LEAST(COALESCE(at, :at), :at)) FILTER (WHERE kind = :created) AS created_at
        FROM told JOIN urgency USING (key) WHERE name IS NOT NULL GROUP BY ecosystem, name
    ), projects AS (
        INSERT INTO project (ecosystem, name, seen_at, created_at, priority, wanted)
        SELECT ecosystem, name, :at, created_at, priority, wanted FROM touched ORDER BY ecosystem, name
        ON CONFLICT (ecosystem, name) DO UPDATE SET
            wanted = GREATEST(project.wanted + 1, excluded.wanted),
            created_at = COALESCE(excluded.created_at, project.created_at),
            priority = CASE WHEN project.wanted > project.listed
                            THEN GREATEST(project.priority, excluded.priority) ELSE excluded.priority END
        RETURNING id
    )
    SELECT (SELECT count(*) FROM told) AS events, (SELECT count(*) FROM projects) AS projects
    """
)


class CursorMovedError(InfrastructureError):
    """Somebody else read this feed meanwhile: nothing was written; go on from the stored cursor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What of a page was new."""

    events: int
    projects: int
    """How many projects are to be listed anew because of it."""
    publications: int = 0
    """How many files are to be examined because of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """Where one feed's reader stands."""

    name: str
    cursor: str
    behind: Behind
    started_at: datetime
    polled_at: datetime
    moved_at: datetime
    """When it last brought anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newest:
    """What the newest event of a project says about how a listing must be."""

    kind: EventKind
    serial: int
    """The registry's number of the change, which a listing must have reached; 0 if it does not count changes."""


def cursor(connection: Connection, feed: str) -> str | None:
    """Return where to go on with `feed`, or None if it was never read."""
    found = connection.scalar(select(FEED.c.cursor).where(FEED.c.name == storable(feed)))
    return None if found is None else restored(found)


def start(connection: Connection, feed: str, cursor: str, at: datetime) -> None:
    """Begin `feed` at `cursor`; does nothing if it was begun already."""
    connection.execute(
        insert_or_ignore(FEED)
        .values(name=storable(feed), cursor=storable(cursor), polled_at=at, moved_at=at, started_at=at)
        .on_conflict_do_nothing()
    )


def started_at(connection: Connection, feed: str) -> datetime | None:
    """Return when our watch of `feed` began."""
    return connection.scalar(select(FEED.c.started_at).where(FEED.c.name == storable(feed)))


def beginnings(connection: Connection) -> Mapping[str, datetime]:
    """Return since when each feed is watched; unlike `states` without the cursors, which may be large."""
    rows = connection.execute(select(FEED.c.name, FEED.c.started_at))
    return {restored(row.name): row.started_at for row in rows}


def record_page(
    connection: Connection,
    feed: str,
    before: str,
    page: FeedPage,
    at: datetime,
    *,
    urgency: Callable[[RegistryEvent], int] = lambda _: 0,
    priority_of: Callable[[Publication], int] = lambda _: 0,
) -> Recorded:
    """
    Write a page of `feed` that was asked for with the cursor `before`.

    Events told before are ignored. `urgency` says how soon an event's project is listed, `priority_of` how soon a
    file that the page itself describes is examined. Raises CursorMovedError if `before` is not the stored cursor.
    """
    moved = connection.execute(
        _MOVE,
        {
            "feed": storable(feed),
            "before": storable(before),
            "after": storable(page.cursor),
            "events": storable_count(page.behind.events),
            "seconds": page.behind.seconds,
            "at": at,
        },
    )
    if moved.rowcount != 1:
        raise CursorMovedError(f"the feed {feed} was read by somebody else")
    events, projects = _record_events(connection, feed, page.events, at, urgency)
    publications = _record_publications(connection, page.publications, at, priority_of)
    return Recorded(events=events, projects=projects, publications=publications)


def states(connection: Connection) -> tuple[FeedState, ...]:
    """Return where every feed's reader stands, by name."""
    return tuple(
        FeedState(
            name=restored(row.name),
            cursor=restored(row.cursor),
            behind=Behind(events=row.behind_events, seconds=row.behind_seconds),
            started_at=row.started_at,
            polled_at=row.polled_at,
            moved_at=row.moved_at,
        )
        for row in connection.execute(select(FEED).order_by(FEED.c.name))
    )


def newest(connection: Connection, ecosystem: Ecosystem, event_id: int) -> Newest | None:
    """Return what the event `event_id` says if the registry's own feed told it, as a project's `wanted` names it."""
    row = connection.execute(
        select(EVENT.c.kind, EVENT.c.detail).where(EVENT.c.id == event_id, EVENT.c.feed == ecosystem.value)
    ).one_or_none()
    if row is None:
        return None
    serials = [value for name, value in row.detail if name == "serial" and value[:19].isdecimal()]
    return Newest(kind=EventKind(row.kind), serial=int(serials[0][:19]) if serials else 0)


def _record_events(
    connection: Connection,
    feed: str,
    events: tuple[RegistryEvent, ...],
    at: datetime,
    urgency: Callable[[RegistryEvent], int],
) -> tuple[int, int]:
    if not events:
        return 0, 0
    row = connection.execute(
        _RECORD,
        {
            "feed": storable(feed),
            "at": at,
            "created": EventKind.PROJECT_CREATED.value,
            "keys": [bounded(event.key) for event in events],
            "ecosystems": [event.ecosystem.value for event in events],
            "kinds": [event.kind.value for event in events],
            "moments": [storable_moment(event.at) for event in events],
            "projects": [storable(event.project) for event in events],
            "names": [_name(event) for event in events],
            "versions": [storable(event.version) for event in events],
            "files": [storable(event.file) for event in events],
            "users": [storable(event.user) for event in events],
            "details": [_detail(event) for event in events],
            "priorities": [urgency(event) for event in events],
        },
    ).one()
    return row.events, row.projects


def _name(event: RegistryEvent) -> str | None:
    return storable(event.name) if event.name and is_storable_name(event.name) else None


def _detail(event: RegistryEvent) -> str:
    return json.dumps([[storable(name), storable(value)] for name, value in event.detail])


def _record_publications(
    connection: Connection,
    publications: tuple[Publication, ...],
    at: datetime,
    priority_of: Callable[[Publication], int],
) -> int:
    named = [(one, one.ref.name) for one in publications if one.ref.name and is_storable_name(one.ref.name)]
    if not named:
        return 0
    ids = ensure_projects(connection, {(one.ref.ecosystem, name) for one, name in named}, at)
    entries = (
        NewPublication(
            project_id=ids[one.ref.ecosystem, name],
            publication=one,
            priority=priority_of(one),
            state="wanted",
        )
        for one, name in named
    )
    return insert_publications(connection, entries, at)
