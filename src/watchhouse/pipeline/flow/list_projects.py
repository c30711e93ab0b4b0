"""Ask a registry what files a few projects have, and write down what is new."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watchhouse.model.errors import WatchhouseError
from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Listing, Publication
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.defer import defer_due
from watchhouse.pipeline.flow.delays import listing_delay
from watchhouse.pipeline.flow.priority import priority
from watchhouse.store import feeds, projects
from watchhouse.store.projects import ProjectToList

_NO_LISTER = timedelta(minutes=5)

_UNREACHABLE_AFTER = 3
"""Listings that fail one after the other before the registry is said to be unreachable."""

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
        if project is not None and project.wanted > project.listed:
            found += _list(context, project)
    with context.database.begin() as connection:
        projects.forget_deferred(connection, ids)
        if found:
            defer_due(context, connection)


def _list(context: Context, project: ProjectToList) -> int:
    """List one project; return how many of its files are to be examined because of it."""
    lister = context.listers.get(project.ecosystem)
    key = f"listings: {project.ecosystem}"
    if lister is None:
        message = f"no registry is configured that lists projects of {project.ecosystem}"
        context.troubles.begin(context.database, key, message, context.clock)
        return _failed(context, project, _NO_LISTER)
    try:
        listing = lister.list(project.name)
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
    states = feeds.states(connection)
    own = [one for one in states if one.name == ecosystem or one.name.startswith(_OPERATORS)]
    return min((one.started_at for one in own or states), default=None)
