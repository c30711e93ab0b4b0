"""
The feed `pypi`: an index's changelog, and what stands in for it while it cannot be read.

The changelog (XML-RPC) alone says everything. If it fails or is switched off, the index's list of projects with
their serials says at least which projects changed; if that fails too, RSS says what came last. The changelog is tried
first at each look, and when it is back it goes on where it was left, so that what only it tells is told late and not
lost. A changelog whose answer makes no sense again and again, at one place, is passed over to where the list of
projects has come, with a Loss. What each of the three has to beware of stands in its module: `pypi_changelog`,
`pypi_rpc`, `pypi_serials`, `pypi_rss`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar
from urllib.parse import urljoin

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.documents import utc_now
from watchhouse.registries.feeds.pypi_changelog import read_changelog, start_changelog
from watchhouse.registries.feeds.pypi_place import Place, read_place, write_place
from watchhouse.registries.feeds.pypi_rpc import Rpc
from watchhouse.registries.feeds.pypi_rss import Rss
from watchhouse.registries.feeds.pypi_serials import Serials
from watchhouse.registries.hosts import origin_of
from watchhouse.registries.pace import BusyError
from watchhouse.registries.settings import Limits
from watchhouse.registries.transport import Transport, host

_PATIENCE = 5
"""Unreadable answers in a row after which the changelog is read from another place on."""
_LONGEST = 3600.0
"""Seconds for which a limit can make us leave the changelog alone."""

_Found = TypeVar("_Found")


class PypiFeed:
    """
    The events of the Python index `index`, the URL of its `simple/`; XML-RPC and RSS lie beside that.

    Without `changelog` only what stands in for it is read. Raises RequestError if `index` is not on the network.
    """

    def __init__(
        self,
        index: str,
        transport: Transport,
        limits: Limits,
        *,
        changelog: bool = True,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        if origin_of(index) is None:
            raise RequestError("no Python index on the network is configured: name one with --index-url")
        simple = index.rstrip("/") + "/"
        self._host = host(index)
        self._changelog = changelog
        self._now = now
        self._not_before: datetime | None = None
        self._rpc = Rpc(urljoin(simple, "../pypi"), transport, limits.feed_bytes)
        self._serials = Serials(simple, transport)
        self._rss = Rss(urljoin(simple, "../rss/"), transport, limits.feed_bytes)

    @property
    def name(self) -> str:
        """What its cursor is kept under."""
        return "pypi"

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose events it tells."""
        return Ecosystem.PYPI

    def start(self) -> str:
        """Return a cursor for what happens from now on; raises InfrastructureError."""
        return write_place(_first_of((*self._beginnings(), self._rss.start)))

    def poll(self, cursor: str) -> FeedPage:
        """Return what happened after `cursor`; raises InfrastructureError if nothing of the three can be read."""
        place = read_place(cursor)
        if place.serial is None:
            return _first_of((lambda: self._begun(place), lambda: self._rss.read(place, self._now())))
        if not self._changelog:
            return self._instead(place)
        try:
            return self._from_changelog(place, place.serial)
        except UnreadableError as error:
            unreadable = replace(place, unreadable=place.unreadable + 1)
            return self._passed_over(self._told(unreadable, error))
        except InfrastructureError as error:
            return self._told(place, error)

    def _from_changelog(self, place: Place, serial: int) -> FeedPage:
        now = self._now()
        if self._not_before is not None and now < self._not_before:
            raise InfrastructureError(f"{self._host} asked not to be asked for its changelog yet")
        try:
            return read_changelog(self._rpc, place, serial, now)
        except BusyError as error:
            self._not_before = now + timedelta(seconds=min(error.wait or 0.0, _LONGEST))
            raise

    def _instead(self, place: Place) -> FeedPage:
        """Return what the list of projects tells, or RSS."""
        return _first_of((lambda: self._serials.read(place), lambda: self._rss.read(place, self._now())))

    def _told(self, place: Place, fault: InfrastructureError) -> FeedPage:
        """Return what is told instead of the changelog, and that it is: once for each stretch."""
        try:
            page = self._instead(place)
        except InfrastructureError as error:
            raise InfrastructureError(f"{fault}; {error}") from error
        told = (
            f"the changelog of {self._host} cannot be read: only what changed is seen, what was removed or handed over"
            f" is not, until it is back ({fault})"
        )
        return replace(page, losses=(*page.losses, Loss(key=f"changelog:{place.serial}", message=told)))

    def _beginnings(self) -> tuple[Callable[[], Place], ...]:
        """Return what gives a serial to go on from, best first."""
        listed = (lambda: Place(serial=self._serials.head()),)
        return ((lambda: start_changelog(self._rpc)), *listed) if self._changelog else listed

    def _begun(self, place: Place) -> FeedPage:
        """Go over from RSS, which was all that could be read when the watch began."""
        began = _first_of(self._beginnings())
        last = self._rss_page(place)
        told = f"{self._host} is read from serial {began.serial} on: what RSS did not tell before is not told"
        loss = Loss(key=f"begun:{began.serial}", message=told)
        return replace(last, cursor=write_place(began), losses=(*last.losses, loss), more=True)

    def _rss_page(self, place: Place) -> FeedPage:
        """Return a last look at RSS, which may fail now."""
        try:
            return self._rss.read(place, self._now())
        except InfrastructureError:
            return FeedPage(events=(), cursor=write_place(place), behind=Behind())

    def _passed_over(self, page: FeedPage) -> FeedPage:
        """Return `page` with a cursor beyond what cannot be read, if that was tried often enough."""
        place = read_place(page.cursor)
        if place.unreadable < _PATIENCE or place.changed is None or page.more:
            return page
        beyond = Place(serial=place.changed)
        told = (
            f"the changelog of {self._host} cannot be read after serial {place.serial}: "
            f"it is read from {place.changed} on"
        )
        loss = Loss(key=f"unreadable:{place.serial}", message=told)
        return replace(page, cursor=write_place(beyond), losses=(*page.losses, loss))


def _first_of(ways: tuple[Callable[[], _Found], ...]) -> _Found:
    """Return what the first of `ways` gives that can be gone; raises InfrastructureError, with all reasons."""
    faults = []
    for way in ways:
        try:
            return way()
        except InfrastructureError as error:
            faults.append(str(error))
    raise InfrastructureError("; ".join(faults))
