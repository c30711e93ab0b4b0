"""Ask a registry what files a few projects have, and write down what is new."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watchhouse.model.errors import InfrastructureError, WatchhouseError
from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Listing, Publication
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.defer import defer_due
from watchhouse.pipeline.flow.delays import listing_delay
from watchhouse.pipeline.flow.priority import priority
from watchhouse.registries.feeds.feed import Lister
from watchhouse.store import feeds, projects
from watchhouse.store.projects import ProjectToList

_NO_LISTER = timedelta(minutes=5)

_UNREACHABLE_AFTER = 3
"""Listings that fail one after the other before the registry is said to be unreachable."""

_OLD_PAGES = 8
"""Listings older than what a feed told before such a one is believed: they span more than any cache's ten minutes."""

_ENDS = frozenset({EventKind.PROJECT_REMOVED, EventKind.RELEASE_REMOVED, EventKind.FILE_REMOVED})
"""After these there may be nothing left to list."""

_OPERATORS = "operator:"
"""How the names of feeds begin that tell of more than one ecosystem."""


def list_projects(context: Context, stop: threading.Event, ids: Sequence[int]) -> None:
    """List what of `ids` something has happened to since it was listed last; raises StoreError."""
    found = 0
    for project_id in ids:
        if stop.is_set():
            break
        with context.database.read() as connection:
            project = projects.get(connection, project_id)
            told = None if project is None else feeds.newest(connection, project.ecosystem, project.wanted)
        if project is not None and project.wanted > project.listed:
            found += _list(context, project, told)
    with context.database.begin() as connection:
        projects.forget_deferred(connection, ids)
        if found:
            defer_due(context, connection)


def _list(context: Context, project: ProjectToList, told: feeds.Newest | None) -> int:
    """List one project, of which `told` is the newest; return how many of its files are to be examined."""
    lister = context.listers.get(project.ecosystem)
    key = f"listings: {project.ecosystem}"
    if lister is None:
        message = f"no registry is configured that lists projects of {project.ecosystem}"
        context.troubles.begin(context.database, key, message, context.clock)
        return _failed(context, project, _NO_LISTER)
    try:
        listing = _listing(lister, project, told)
    except WatchhouseError as error:
        message = f"projects of {project.ecosystem} cannot be listed: {error}"
        context.troubles.begin(context.database, key, message, context.clock, after=_UNREACHABLE_AFTER)
        return _failed(context, project, listing_delay(project.id, project.attempts + 1))
    context.troubles.end(context.database, key, context.clock)
    with context.database.begin() as connection:
        before = watch_began(connection, project.ecosystem)
        urgency = priority_of(project, listing, before)
        return projects.record_listing(
            connection, project, listing, urgency, known_before=before, at=context.clock(connection)
        )


def _listing(lister: Lister, project: ProjectToList, told: feeds.Newest | None) -> Listing:
    """
    Return what the registry offers; raises InfrastructureError if it is older than what was told.

    A cache may not know yet what the feed knows, not even that there is such a project. What a listing lacks would be
    missed until something else happens to the project.
    """
    if told is None or project.attempts >= _OLD_PAGES:
        return lister.list(project.name)
    listing = lister.list(project.name, told.serial)
    if not listing.present and told.kind not in _ENDS:
        raise InfrastructureError(f"{project.name} is not there yet, and something happened to it")
    return listing


def _failed(context: Context, project: ProjectToList, delay: timedelta) -> int:
    with context.database.begin() as connection:
        projects.failed(connection, project.id, context.clock(connection) + delay)
    return 0


def priority_of(
    project: ProjectToList, listing: Listing, watch_began: datetime | None
) -> Callable[[Publication], int]:
    """
    Return how urgent each file of `listing` is.

    A project is new if a feed told that it was created, or if none of its files is older than our watch.
    """
    known = [one.published_at for one in listing.publications if one.published_at is not None]
    young = bool(known) and watch_began is not None and min(known) >= watch_began
    urgency = priority(project.name, project.ecosystem, new=project.created_at is not None or young)
    return lambda _: urgency


def watch_began(connection: Connection, ecosystem: Ecosystem) -> datetime | None:
    """Return since when what happens in `ecosystem` is told to us; None if nobody tells."""
    begun = feeds.beginnings(connection)
    own = [at for name, at in begun.items() if name == ecosystem or name.startswith(_OPERATORS)]
    return min(own or begun.values(), default=None)
