"""
npm's feed of changes, as its replication endpoint has it: one change says that a package changed, no more.

The place in the feed (`seq`) is opaque. It was counted anew before (2021), so it is compared only to notice that.
Then, what happened since the last look cannot be asked for: the newest changes are told once more, which costs
nothing because an event's key is the package and its revision, and what lies before them is told as a loss.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.event import RegistryEvent
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.answers import RefusedError, UnreadableError, host
from watchhouse.registries.documents import MissingError, fingerprint, get_table, rows
from watchhouse.registries.feeds.npm_changes import Changes, Row, Seq, number, read_changes, seq_of
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport

_LIMIT = 10_000
"""What npm's replication endpoint answers at most."""
_MARKS = 32
"""Rows remembered: a replica that is some seconds behind ends with one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where the reader is."""

    since: Seq
    marks: tuple[str, ...] = ()
    """Of the last rows that were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NpmFeed:
    """The changes of one npm registry."""

    url: str
    """Of the replicated database: `_changes` lies below it."""
    transport: Transport
    limit: int = _LIMIT

    @property
    def name(self) -> str:
        """What its cursor is kept under."""
        return "npm"

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose events it tells."""
        return Ecosystem.NPM

    def start(self) -> str:
        """Return a cursor for what happens from now on."""
        head = _Place(since=self._head())
        newest = self._changes(descending="true", limit=str(_MARKS)).rows[::-1]
        return _cursor(_Place(since=head.since, marks=_marks(head, newest)))

    def poll(self, cursor: str) -> FeedPage:
        """Return the changes after `cursor`; raises InfrastructureError, and then nothing was consumed."""
        place = _place(cursor)
        changes = self._after(place.since)
        if changes is None:
            return self._anew(place, self._head())
        if changes.rows:
            return self._anew(place, self._head()) if _rewound(place, changes) else self._page(place, changes)
        shrunk = self._shrunk(place)
        if shrunk is not None:
            return self._anew(place, shrunk)
        here = _Place(since=_later(place.since, changes.last), marks=place.marks)
        return FeedPage(events=(), cursor=_cursor(here), behind=Behind(events=0, seconds=0.0))

    def _after(self, since: Seq) -> Changes | None:
        """Return what comes after `since`, or None if the registry does not know that place any more."""
        for _ in range(2):  # what is refused by accident is not refused twice
            try:
                return self._changes(since=str(since), limit=str(self.limit))
            except RefusedError:
                continue
        return None

    def _page(self, place: _Place, changes: Changes) -> FeedPage:
        read = changes.rows[: self.limit]
        since = _end(read, changes.last, host(self.url))
        full = len(read) >= self.limit
        if full and since == place.since:
            raise InfrastructureError(f"{host(self.url)} tells changes and does not move on")
        return FeedPage(
            events=_events(read),
            cursor=_cursor(_Place(since=since, marks=_marks(place, read))),
            behind=self._behind(changes, since, full=full),
            more=full or bool(changes.pending),
        )

    def _anew(self, place: _Place, head: Seq) -> FeedPage:
        """
        Tell the newest changes once more, go on behind `head`, and say that some may be missing.

        `head` was asked for before: what came in between is told twice, not lost.
        """
        newest = self._newest()
        message = (
            f"npm's feed counts anew: of what changed since the last look, only the newest {len(newest)}"
            " changes are known"
        )
        return FeedPage(
            events=_events(newest),
            cursor=_cursor(_Place(since=head, marks=_marks(_Place(since=head), newest))),
            behind=Behind(events=0, seconds=0.0),
            more=True,
            losses=(Loss(key=f"npm {fingerprint([place.since])[:16]}", message=message),),
        )

    def _shrunk(self, place: _Place) -> Seq | None:
        """Return the head if it is before `place`: the registry counts anew, and is not just a replica that is late."""
        head = self._head()
        end, here = number(head), number(place.since)
        if end is None or here is None or end >= here:
            return None
        return None if {row.mark for row in self._newest()} & set(place.marks) else head

    def _behind(self, changes: Changes, since: Seq, *, full: bool) -> Behind:
        if not full:
            return Behind(events=0, seconds=0.0)
        if changes.pending is not None:
            return Behind(events=changes.pending)
        try:
            head, here = number(self._head()), number(since)
        except InfrastructureError:  # nothing that the page itself depends on
            return Behind()
        # For display only: numbers are given to more than packages, so there are no more changes than this.
        return Behind(events=None if head is None or here is None else max(0, head - here))

    def _head(self) -> Seq:
        """Return the newest place: the database says it, or the newest change has it."""
        try:
            head = seq_of(get_table(self.transport, self.url).get("update_seq"))
        except (MissingError, RefusedError, UnreadableError):
            head = None
        if head is not None:
            return head
        newest = self._changes(descending="true", limit="1")
        if newest.rows and newest.rows[0].seq is not None:
            return newest.rows[0].seq
        return 0 if newest.last is None else newest.last

    def _newest(self) -> tuple[Row, ...]:
        """Return the newest changes, oldest first."""
        return self._changes(descending="true", limit=str(self.limit)).rows[: self.limit][::-1]

    def _changes(self, **asked: str) -> Changes:
        url = f"{self.url.rstrip('/')}/_changes?{urlencode(asked)}"
        return read_changes(get_table(self.transport, url), url)


def npm_feed(settings: Settings, transport: Transport) -> NpmFeed:
    """Return the feed that the user configured; raises RequestError if there is none."""
    if not settings.npm_replication:
        raise RequestError(
            "npm's feed is not configured: name the registry's replication endpoint, the URL below which"
            " `_changes` lies, with --npm-replication or WATCHHOUSE_NPM_REPLICATION"
        )
    return NpmFeed(url=settings.npm_replication, transport=transport)


def _events(read: tuple[Row, ...]) -> tuple[RegistryEvent, ...]:
    return tuple({row.event.key: row.event for row in read if row.event is not None}.values())


def _end(read: tuple[Row, ...], last: Seq | None, source: str) -> Seq:
    """Return where to go on: where the answer says that it ends, if one of the rows that were read is there."""
    known = [row.seq for row in read if row.seq is not None]
    if last is not None and (last in known or not known):
        return last
    if not known:
        raise InfrastructureError(f"{source} tells changes and not where to go on")
    return known[-1]


def _later(since: Seq, last: Seq | None) -> Seq:
    """Return where an empty answer says that the feed is, unless that is before `since`: then it is an old copy."""
    end, here = number(since if last is None else last), number(since)
    return since if last is None or (end is not None and here is not None and end < here) else last


def _rewound(place: _Place, changes: Changes) -> bool:
    """Return whether all that comes after `place` has lower numbers."""
    here = number(place.since)
    found = [number(row.seq) for row in changes.rows if row.seq is not None]
    numbers = [one for one in found if one is not None]
    return here is not None and bool(numbers) and max(numbers) < here


def _marks(place: _Place, read: tuple[Row, ...]) -> tuple[str, ...]:
    return (*place.marks, *(row.mark for row in read[-_MARKS:]))[-_MARKS:]


def _cursor(place: _Place) -> str:
    return json.dumps({"since": place.since, "marks": place.marks})


def _place(cursor: str) -> _Place:
    """Read a cursor; one that is a bare place in the feed is understood too."""
    try:
        kept = json.loads(cursor)
    except (ValueError, RecursionError):
        kept = cursor
    if not isinstance(kept, dict):
        kept = {"since": kept}
    since = seq_of(kept.get("since"))
    if since is None:
        raise InfrastructureError("the cursor that was kept for npm's feed cannot be read")
    return _Place(since=since, marks=tuple(mark for mark in rows(kept.get("marks")) if isinstance(mark, str)))
