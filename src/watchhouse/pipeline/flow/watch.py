"""Watch one registry's feed: page after page into the store, with the place to go on, for ever."""

import threading

from sqlalchemy import Connection

from watchhouse.model.errors import WatchhouseError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import FeedPage
from watchhouse.model.publication import Publication
from watchhouse.pipeline.engine.only_one import OnlyOne
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.defer import defer_due
from watchhouse.pipeline.flow.outage import repeat
from watchhouse.pipeline.flow.priority import Priority, priority
from watchhouse.pipeline.flow.troubles import FADING
from watchhouse.pipeline.log import note, warn
from watchhouse.registries.feeds.feed import Feed
from watchhouse.store import conditions, feeds
from watchhouse.store.database import StoreError

INTERVAL = 15.0
"""Seconds between two questions to a registry that had nothing more to tell."""

_LONGEST = 300.0
"""Seconds between two questions to a registry that does not answer."""

_SECOND_LOOK = 5.0
"""Seconds after which a second watcher looks whether the first is still there."""


def run_watch(context: Context, feed: Feed, stop: threading.Event, *, interval: float = INTERVAL) -> None:
    """
    Read `feed` into the store until `stop` is set.

    Of two processes that watch one feed, the second waits until the first is gone.
    """
    with OnlyOne(context.database.url, f"feed {feed.name}") as role:
        repeat(_Watch(context, feed, role, interval).step, stop, context.outage)


class _Watch:
    """One feed's loop, and how its last questions went."""

    def __init__(self, context: Context, feed: Feed, role: OnlyOne, interval: float) -> None:
        self._context = context
        self._feed = feed
        self._role = role
        self._interval = interval
        self._failures = 0
        self._second = False

    def step(self) -> float:
        """Read one page if it is ours to read; return how many seconds to wait before the next."""
        if not self._role.mine():
            self._tell_once_that_we_are_second()
            return _SECOND_LOOK
        if self._second:
            self._second = False
            note("this process watches now", feed=self._feed.name)
        try:
            page = self._read()
        except feeds.CursorMovedError as error:
            self._begin("cursor", f"two watchers wrote at once: {error}")
            return 1.0
        except StoreError:
            raise
        except WatchhouseError as error:
            return self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - the feed is hostile: what breaks us costs this page a retry, not the watch
            warn("a feed's answer broke its reader", feed=self._feed.name, error=repr(error))
            return self._failed(f"its answer cannot be understood ({type(error).__name__})")
        self._succeeded()
        return 0.0 if page is None or page.more else self._interval

    def _read(self) -> FeedPage | None:
        """Read what follows the stored cursor; None if the watch has only just begun."""
        context, name = self._context, self._feed.name
        with context.database.read() as connection:
            cursor = feeds.cursor(connection, name)
        if cursor is None:
            cursor = self._feed.start()
            with context.database.begin() as connection:
                feeds.start(connection, name, cursor, context.clock(connection))
            note("the watch begins", feed=name)
            return None
        page = self._feed.poll(cursor)
        with context.database.begin() as connection:
            recorded = _record(context, connection, name, cursor, page)
        if recorded.projects or recorded.publications:
            with context.database.begin() as connection:
                defer_due(context, connection)
        return page

    def _failed(self, reason: str) -> float:
        self._failures += 1
        self._begin("unreachable", f"the feed {self._feed.name} cannot be read: {reason}")
        return min(_LONGEST, self._interval * float(2 ** min(self._failures - 1, 10)))

    def _succeeded(self) -> None:
        self._failures = 0
        for kind in ("unreachable", "cursor"):
            self._context.troubles.end(
                self._context.database, f"feed {kind}: {self._feed.name}", self._context.clock
            )

    def _begin(self, kind: str, message: str) -> None:
        context = self._context
        context.troubles.begin(context.database, f"feed {kind}: {self._feed.name}", message, context.clock)

    def _tell_once_that_we_are_second(self) -> None:
        if not self._second:
            self._second = True
            context, name = self._context, self._feed.name
            message = f"a second watcher of the feed {name} was started; it waits until the first is gone"
            context.troubles.begin(
                context.database, f"{FADING}second watcher: {name}", message, context.clock
            )


def _record(
    context: Context, connection: Connection, name: str, cursor: str, page: FeedPage
) -> feeds.Recorded:
    """Write one page and what it says was missed."""
    at = context.clock(connection)
    created = {
        (event.ecosystem, event.name) for event in page.events if event.kind is EventKind.PROJECT_CREATED
    }

    def urgency(event: RegistryEvent) -> int:
        if event.name is None:
            return Priority.REST
        return priority(event.name, event.ecosystem, new=(event.ecosystem, event.name) in created)

    def priority_of(publication: Publication) -> int:
        ref = publication.ref
        if ref.name is None:
            return Priority.REST
        return priority(ref.name, ref.ecosystem, new=(ref.ecosystem, ref.name) in created)

    recorded = feeds.record_page(connection, name, cursor, page, at, urgency=urgency, priority_of=priority_of)
    for loss in page.losses:
        if conditions.begin(connection, f"feed loss: {name}: {loss.key}", loss.message, at):
            warn("a stretch of a feed was missed", feed=name, stretch=loss.key, reason=loss.message)
    return recorded
