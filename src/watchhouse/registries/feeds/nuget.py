"""
NuGet's catalog as a feed: everything that ever happened to a package version, in order, and the file that it is.

A leaf tells how a version is, not what happened to it: published, hidden, listed again, or only written anew. All
four lead to the same publication, so that telling one twice changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Publication
from watchhouse.registries.answers import UnreadableError, host
from watchhouse.registries.documents import MissingError, Table, fingerprint, utc_now
from watchhouse.registries.feeds.nuget_catalog import (
    LATEST,
    CatalogItem,
    CatalogPage,
    instant,
    read_index,
    read_items,
)
from watchhouse.registries.feeds.nuget_place import Place, read_place, ready, write_place
from watchhouse.registries.nuget_leaf import FRESH, created, leaf_publication, unlisted
from watchhouse.registries.nuget_service import CATALOG, CONTENT, NugetService

_LEAVES = 100
"""Items told at once: each costs a request, and the first must not wait for all."""
_PATIENCE = timedelta(hours=1)
"""How long a leaf that cannot be read is waited for: what the catalog tells may not be everywhere yet."""
_PAGES = 10
"""Pages read at once; one that is full has 550 items."""
_MICROSECONDS = 26
"""Characters of a time that a datetime understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """What the pages after a place hold."""

    left: list[CatalogItem]
    ready: list[CatalogItem]
    unread: int
    """Items of the pages that were not looked at, about."""
    place: Place
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One item with its leaf."""

    event: RegistryEvent
    publication: Publication | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NugetFeed:
    """The catalog of one NuGet source."""

    service: NugetService
    limit: int = _LEAVES
    now: Callable[[], datetime] = field(default=utc_now)

    @property
    def name(self) -> str:
        """What its cursor is kept under."""
        return "nuget"

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose events it tells."""
        return Ecosystem.NUGET

    def start(self) -> str:
        """Return a cursor for what happens from now on."""
        now = self.now()
        pages = [page for page in self._index(now) if page.time != LATEST]
        if not pages:
            return write_place(Place(time=""))
        newest = read_items(self.service.get(pages[-1].url), pages[-1], now)
        return write_place(Place(time=pages[-1].time).moved(newest.items, ()))

    def poll(self, cursor: str) -> FeedPage:
        """Return what happened after `cursor`; raises InfrastructureError, and then nothing was consumed."""
        now, place = self.now(), read_place(cursor)
        pages = self._index(now)
        head = max((page.time for page in pages), default="")
        if head < place.time:
            return self._behind_us(place, pages, cursor, now)
        gathered = self._gather([page for page in pages if place.before(page)], place, now)
        wanted = gathered.ready[: self.limit]
        told = self._tell(wanted, now)
        read = wanted[: len(told)]
        keys = {item.key for item in read}
        left = [item for item in gathered.left if item.key not in keys]
        after = gathered.place.moved(read, left)
        remaining = len(left) + gathered.unread
        return FeedPage(
            events=tuple(one.event for one in told),
            cursor=write_place(after),
            behind=Behind(events=remaining, seconds=_seconds(after.time, head) if remaining else 0.0),
            more=bool(remaining),
            publications=tuple(one.publication for one in told if one.publication is not None),
            losses=gathered.losses,
        )

    def _index(self, now: datetime) -> tuple[CatalogPage, ...]:
        url = self.service.resource(CATALOG)
        return read_index(self.service.get_again(url), url, now)

    def _gather(self, pages: Sequence[CatalogPage], place: Place, now: datetime) -> _Gathered:
        """Read pages until there is enough to tell."""
        items: list[CatalogItem] = []
        told: list[CatalogItem] = []
        losses: list[Loss] = []
        count = 0
        for count, page in enumerate(pages[:_PAGES], start=1):
            read = read_items(self.service.get(page.url), page, now)
            items += read.items
            losses += _lacking(page, read.lacking)
            told = ready(place.left(items), pages[:count], pages[count:])
            if len(told) >= self.limit:
                break
        if count < len(pages) and not told:
            raise InfrastructureError(
                f"one commit of {host(self.service.index)} has more than {_PAGES} pages"
            )
        return _Gathered(
            left=place.left(items),
            ready=told,
            unread=sum(page.count for page in pages[count:]),
            place=place.without_old(items) if count == len(pages) else place,
            losses=tuple(losses),
        )

    def _tell(self, items: Sequence[CatalogItem], now: datetime) -> list[_Told]:
        """Return `items` with their leaves, up to the first that cannot be asked for now."""
        told: list[_Told] = []
        for item in items:
            try:
                told.append(self._one(item, now))
            except InfrastructureError:
                if not told:
                    raise
                break
        return told

    def _one(self, item: CatalogItem, now: datetime) -> _Told:
        if item.removed or not item.details or item.name is None or item.version is None:
            return _Told(event=_event(item, _kind(item)))
        leaf = self._leaf(item, now)
        if leaf is None:
            return _Told(event=_event(item, EventKind.PROJECT_CHANGED))
        publication = leaf_publication(
            leaf,
            item.name,
            item.version,
            base=self.service.resource(CONTENT),
            hosts=self.service.hosts,
            now=now,
        )
        if publication is None:
            return _Told(event=_event(item, EventKind.PROJECT_CHANGED))
        return _Told(
            event=_event(item, _kind_of_leaf(leaf, item, now), publication.ref.file), publication=publication
        )

    def _leaf(self, item: CatalogItem, now: datetime) -> Table | None:
        """Return the leaf of `item`, or None if there will be none: then listing the project must find the file."""
        try:
            return self.service.get(item.url)
        except (MissingError, UnreadableError):
            if item.at is not None and now - item.at < _PATIENCE:
                raise
            return None

    def _behind_us(self, place: Place, pages: Sequence[CatalogPage], cursor: str, now: datetime) -> FeedPage:
        """Return what to do when the catalog ends before `place`: wait, or begin anew and say so."""
        if self._is_there(place, now):  # an old copy of the index
            return FeedPage(events=(), cursor=cursor, behind=Behind())
        times = sorted(page.time for page in pages if page.time != LATEST)
        anew = Place(time=times[-2] if len(times) > 1 else "", odd=place.odd)
        message = "NuGet's catalog ends before the last look: it was begun anew, and only its newest page is read again"
        return FeedPage(
            events=(),
            cursor=write_place(anew),
            behind=Behind(),
            more=True,
            losses=(Loss(key=f"nuget {fingerprint([place.time, place.key])[:16]}", message=message),),
        )

    def _is_there(self, place: Place, now: datetime) -> bool:
        """Return whether the last item that was read is still in the catalog."""
        if not place.anchor:
            return False
        try:
            leaf = self.service.get(place.anchor)
        except (MissingError, UnreadableError):
            return False
        return instant(leaf.get("catalog:commitTimeStamp"), now) in {None, place.time}


def _lacking(page: CatalogPage, missing: int) -> list[Loss]:
    if not missing:
        return []
    return [
        Loss(
            key=f"nuget page {fingerprint(page.url)[:16]} {missing}",
            message=f"a page of NuGet's catalog has {missing} items fewer than it counts",
        )
    ]


def _kind(item: CatalogItem) -> EventKind:
    if not item.project:
        return EventKind.OTHER
    if item.removed:
        return EventKind.RELEASE_REMOVED
    return EventKind.PROJECT_CHANGED if item.details else EventKind.OTHER


def _kind_of_leaf(leaf: Table, item: CatalogItem, now: datetime) -> EventKind:
    if unlisted(leaf, now):
        return EventKind.RELEASE_YANKED
    made = created(leaf, now)
    fresh = made is not None and item.at is not None and item.at - made < FRESH
    return EventKind.FILE_PUBLISHED if fresh else EventKind.PROJECT_CHANGED


def _event(item: CatalogItem, kind: EventKind, file: str = "") -> RegistryEvent:
    return RegistryEvent(
        ecosystem=Ecosystem.NUGET,
        key=item.key,
        kind=kind,
        at=item.at,
        project=item.project,
        name=item.name,
        version=item.version or item.stated,
        file=file,
    )


def _seconds(place: str, head: str) -> float | None:
    if not place or head == LATEST:
        return None
    start, end = (datetime.fromisoformat(time[:_MICROSECONDS]) for time in (place, head))
    return max(0.0, (end - start).total_seconds())
