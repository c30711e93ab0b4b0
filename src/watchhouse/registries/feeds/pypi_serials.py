"""
An index's list of all projects with their serials, for when its changelog cannot be read.

Traps that are handled here: the list says that a project changed and not what; projects that were removed or
quarantined are not in it; it is up to ten minutes old, and two caches may be of different age, so that its serial
can go back a little without meaning anything; it has tens of megabytes, so it is sent again only if it changed,
and what is not needed of it is never held; an index may state no serials at all.
"""

from dataclasses import dataclass, replace

from watchhouse.model.errors import RequestError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.documents import Pairs, Table, fingerprint, read_table, rows, table, text, whole
from watchhouse.registries.feeds.pypi_place import Place, write_place
from watchhouse.registries.feeds.pypi_rows import SERIALS, ownable
from watchhouse.registries.transport import Transport, host

_JSON = "application/vnd.pypi.simple.v1+json"
_SERIAL = "_last-serial"
_OLD: Table = {}
"""Stands for every project that did not change: one object, not a million."""
_MOST = 50_000
"""Events of one page."""
_STALE = 5_000
"""Serials that a list may go back only because it is older: ten minutes have some hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Projects:
    head: int
    changed: list[tuple[int, str]]
    """Serial and name, ascending."""


class Serials:
    """The list of one index; used by one thread at a time."""

    def __init__(self, url: str, transport: Transport) -> None:
        self._url = url
        self._transport = transport
        self._etag = ""
        self._through = -1
        """Up to which serial the list of that ETag has been told, which is all that is in it."""

    def head(self) -> int:
        """Return the newest serial; raises InfrastructureError."""
        projects = self._projects(SERIALS, "")
        if projects is None:
            raise UnreadableError(f"{host(self._url)} says that nothing changed since nothing")
        return projects.head

    def read(self, place: Place) -> FeedPage:
        """Return which projects changed after `place`; raises InfrastructureError."""
        since = _since(place)
        found = self._projects(since, self._etag if self._through == since else "")
        if found is None:
            return FeedPage(events=(), cursor=write_place(place), behind=Behind(events=0))
        if found.head < since:
            return _went_back(place, since, found.head)
        events = _first(found.changed)
        changed = events[-1][0] if events else place.changed
        reached = replace(place, changed=changed, updates=None, packages=None)
        self._through = _since(reached) if len(events) == len(found.changed) else -1
        return FeedPage(
            events=tuple(_event(serial, name) for serial, name in events),
            cursor=write_place(reached),
            behind=Behind(events=max(0, found.head - _since(reached)) if self._through < 0 else 0),
            more=self._through < 0,
        )

    def _projects(self, since: int, etag: str) -> _Projects | None:
        try:
            page = self._transport.page_if_changed(self._url, _JSON, etag)
        except RequestError as error:  # not there, or too large
            raise UnreadableError(str(error)) from error
        if page is None:
            return None
        document = read_table(page.content, self._url, keep=lambda pairs: _kept(pairs, since))
        head = whole(table(document.get("meta")).get(_SERIAL))
        listed = rows(document.get("projects"))
        if head is None or any(table(entry) and _SERIAL not in table(entry) for entry in listed):
            raise UnreadableError(f"{host(self._url)} states no serials of its projects")
        changed = [_serial_and_name(table(entry)) for entry in listed if entry]
        self._etag = page.etag
        return _Projects(head=head, changed=sorted(changed))


def _kept(pairs: Pairs, since: int) -> Table:
    """Return an object of the list as it is, unless it is a project that did not change."""
    found = dict(pairs)
    serial = whole(found.get(_SERIAL))
    return _OLD if "name" in found and serial is not None and serial <= since else found


def _serial_and_name(project: Table) -> tuple[int, str]:
    serial, name = whole(project.get(_SERIAL)), text(project.get("name"))
    if serial is None or serial > SERIALS:
        raise UnreadableError("the list of projects has a serial that is none")
    return serial, name


def _since(place: Place) -> int:
    return (place.serial or 0) if place.changed is None else place.changed


def _first(changed: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return as many as one page holds, and all that have the serial of its last."""
    if len(changed) <= _MOST:
        return changed
    last = changed[_MOST - 1][0]
    return [entry for entry in changed if entry[0] <= last]


def _event(serial: int, name: str) -> RegistryEvent:
    return RegistryEvent(
        ecosystem=Ecosystem.PYPI,
        key=f"project:{serial}:{fingerprint(name)[:16]}",
        kind=EventKind.PROJECT_CHANGED,
        at=None,
        project=name,
        name=ownable(name),
        detail=(("serial", str(serial)),),
    )


def _went_back(place: Place, since: int, head: int) -> FeedPage:
    """Go back with the list, and some further: what was told already has the same keys."""
    loss = Loss(
        key=f"serials:{since}:{head}",
        message=f"the list of projects went back from {since} to {head}: what changed meanwhile may be missed",
    )
    return FeedPage(
        events=(),
        cursor=write_place(replace(place, changed=max(0, head - _STALE))),
        behind=Behind(events=min(head, _STALE)),
        losses=(loss,) if since - head > _STALE else (),
    )
