"""
PyPI's RSS, the last resort: the 100 newest releases and the 40 newest projects, whatever came before is gone.

Traps that are handled here: more than these between two looks are lost, which is known only by there being no item
that the last look had as well; files that are added to an old release, and removals, never appear; the items of
releases have no id; the titles are for people (the link says name and version); it is XML and hostile.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from watchhouse.model.errors import RequestError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.documents import fingerprint, text
from watchhouse.registries.feeds.pypi_place import Place, write_place
from watchhouse.registries.feeds.pypi_rows import moment_of, ownable
from watchhouse.registries.feeds.pypi_xml import read_xml
from watchhouse.registries.transport import Transport, host

_ACCEPT = "application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
_MOST = 1000
"""Items that are read of one document."""
_RELEASES, _PROJECTS = 100, 40
"""Items that a full document has: one with fewer has everything."""
_FIELDS = frozenset({"title", "link", "guid", "pubDate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    key: str
    project: str
    version: str
    seconds: int | None


class Rss:
    """The RSS of one index; used by one thread at a time."""

    def __init__(self, base: str, transport: Transport, limit: int) -> None:
        self._base = base
        self._transport = transport
        self._limit = limit

    def start(self) -> Place:
        """Return the place from which what happens from now on is told; raises InfrastructureError."""
        return Place(updates=_keys(self._items("updates")), packages=_keys(self._items("packages")))

    def read(self, place: Place, now: datetime) -> FeedPage:
        """Return what is new since `place`; raises InfrastructureError."""
        projects, releases = self._items("packages"), self._items("updates")
        events = [
            *_events(projects, place.packages, EventKind.PROJECT_CREATED, now),
            *_events(releases, place.updates, EventKind.RELEASE_CREATED, now),
        ]
        losses = [
            *_missed("packages", projects, place.packages, place, _PROJECTS),
            *_missed("updates", releases, place.updates, place, _RELEASES),
        ]
        reached = replace(place, packages=_keys(projects), updates=_keys(releases))
        return FeedPage(
            events=tuple(events), cursor=write_place(reached), behind=Behind(), losses=tuple(losses)
        )

    def _items(self, name: str) -> list[_Item]:
        """Return the items of a document, newest first."""
        url = f"{self._base}{name}.xml"
        try:
            page = self._transport.page(url, _ACCEPT, limit=self._limit)
        except RequestError as error:  # not there, or too large
            raise UnreadableError(str(error)) from error
        reader = _Reader()
        read_xml(page.content, reader)
        if not reader.is_rss:
            raise UnreadableError(f"{host(url)} has a document that is no RSS")
        return [_item(found) for found in reader.items]


@dataclass(slots=True)
class _Reader:
    """Gathers the fields of the items."""

    is_rss: bool = False
    items: list[dict[str, str]] = field(default_factory=list)
    _open: str = ""
    _inside: bool = False

    def start(self, tag: str, _attributes: dict[str, str], /) -> None:
        """Take the beginning of an element."""
        self.is_rss = self.is_rss or tag == "rss"
        if tag == "item" and len(self.items) < _MOST:
            self.items.append({})
        self._inside = self._inside or tag == "item"
        self._open = tag if self._inside and tag in _FIELDS else ""

    def data(self, piece: str, /) -> None:
        """Take text."""
        if self._open and self.items:
            fields = self.items[-1]
            fields[self._open] = text(fields.get(self._open, "") + piece)

    def end(self, tag: str, /) -> None:
        """Take the end of an element."""
        self._open = ""
        self._inside = self._inside and tag != "item"


def _item(fields: dict[str, str]) -> _Item:
    project, version = _named(fields.get("link", "").strip())
    said = [fields.get(name, "").strip() for name in ("link", "pubDate")]
    return _Item(key=fingerprint(said)[:16], project=project, version=version, seconds=_seconds(said[1]))


def _named(link: str) -> tuple[str, str]:
    """Return the project and the version that the link `…/project/NAME/VERSION/` names."""
    try:
        path = urlsplit(link).path
    except ValueError:
        return "", ""
    _, found, rest = path.rpartition("/project/")
    name, _, version = rest.strip("/").partition("/")
    return (unquote(name), unquote(version)) if found else ("", "")


def _seconds(date: str) -> int | None:
    try:
        at = parsedate_to_datetime(date)
        return max(0, int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()))
    except (ValueError, TypeError, OverflowError):
        return None


def _keys(items: list[_Item]) -> tuple[str, ...]:
    return tuple(item.key for item in items)


def _events(
    items: list[_Item], before: tuple[str, ...] | None, kind: EventKind, now: datetime
) -> Iterator[RegistryEvent]:
    """Yield what the last look did not have, oldest first."""
    known = set(before or ())
    for item in reversed(items):
        if item.key not in known:
            known.add(item.key)
            yield RegistryEvent(
                ecosystem=Ecosystem.PYPI,
                key=f"rss:{kind.name.lower()}:{item.key}",
                kind=kind if item.project else EventKind.OTHER,
                at=moment_of(item.seconds, now),
                project=item.project,
                name=ownable(item.project),
                version=item.version,
            )


def _missed(
    name: str, items: list[_Item], before: tuple[str, ...] | None, place: Place, full: int
) -> Iterator[Loss]:
    """Yield a Loss unless it is known that nothing came between the last look, or the last row, and the items."""
    if len(items) < full and not before:
        return  # there is nothing else
    if not before:
        oldest = min((item.seconds for item in items if item.seconds is not None), default=None)
        overlaps = oldest is not None and place.seconds is not None and oldest <= place.seconds
    else:
        overlaps = any(item.key in before for item in items)
    if not overlaps:
        yield Loss(
            key=f"rss:{name}:{before[0] if before else place.serial}",
            message=f"RSS {name} holds {len(items)} items, and more came since it was last read: some were missed",
        )
