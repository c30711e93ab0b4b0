"""
NuGet's catalog as rows in an order: index, pages, items.

A page's items and an index's pages stand in no order; time orders them, and within one commit, whose items share one
time, their keys do. A time is compared as text of fixed width, because the registry's has more digits than a datetime.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from watchhouse.ecosystems.nuget.names import normal_version
from watchhouse.ecosystems.project_names import ownable
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.registries.answers import UnreadableError, host
from watchhouse.registries.documents import Table, fingerprint, moment, rows, table, text, whole

LATEST = "9999"
"""After every time: of a page that does not say its own, or says one that has not come."""
_DIGITS = 9
_SECOND = "%Y-%m-%dT%H:%M:%S"
_FRACTION = re.compile(r"\.(\d{1,9})\d*(?=Z|[+-]\d\d:\d\d|$)")
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,100}")
_DETAILS, _DELETE = "nuget:PackageDetails", "nuget:PackageDelete"


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogPage:
    """One page as the index tells of it."""

    url: str
    time: str
    """Of its newest commit."""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogItem:
    """One row of a page: something happened to one version of one package."""

    time: str | None
    """
    Orders it: its own, or for a row that says nonsense its page's, so that it is told with the page's last.

    None where the page says nonsense too.
    """
    key: str
    url: str
    """Of its leaf."""
    at: datetime | None
    """Of its commit."""
    project: str
    name: ProjectName | None
    stated: str
    """The version as the catalog writes it."""
    version: str | None
    """In normal form; None if it is none."""
    details: bool
    removed: bool


def instant(value: object, now: datetime) -> str | None:
    """
    Return the time `value` in a form that sorts, or None if it is none or has not come yet.

    >>> from datetime import UTC, datetime
    >>> instant("2015-02-01T06:22:45.8488496Z", datetime(2026, 1, 1, tzinfo=UTC))
    '2015-02-01T06:22:45.848849600'
    """
    at = moment(value, now)
    if at is None:
        return None
    fraction = _FRACTION.search(str(value))
    digits = fraction[1] if fraction else ""
    return f"{at.replace(microsecond=0).strftime(_SECOND):0>19}.{digits:0<{_DIGITS}}"


def read_index(document: Table, url: str, now: datetime) -> tuple[CatalogPage, ...]:
    """Return the pages of the index, oldest first; raises UnreadableError if it is none."""
    if not isinstance(document.get("items"), list):
        raise UnreadableError(f"{host(url)} has a catalog without pages")
    pages = [
        CatalogPage(
            url=text(entry.get("@id"), limit=2000),
            time=instant(entry.get("commitTimeStamp"), now) or LATEST,
            count=whole(entry.get("count")) or 0,
        )
        for entry in map(table, rows(document["items"]))
    ]
    if not all(page.url for page in pages):
        raise UnreadableError(f"{host(url)} has a catalog with a page that lies nowhere")
    return tuple(sorted(pages, key=lambda page: (page.time, page.url)))


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogItems:
    """What one page holds."""

    items: tuple[CatalogItem, ...]
    lacking: int
    """How many items fewer there are than the page counts."""


def read_items(document: Table, page: CatalogPage, now: datetime) -> CatalogItems:
    """Return the items of `page`, in no order; raises UnreadableError if it is none."""
    told = document.get("items")
    if not isinstance(told, list):
        raise UnreadableError(f"{host(page.url)} has a page of its catalog without items")
    items = tuple(_item(value, None if page.time == LATEST else page.time, now) for value in told)
    different = len({(item.key, item.url) for item in items})
    return CatalogItems(items=items, lacking=max(0, (whole(document.get("count")) or 0) - different))


def order(item: CatalogItem) -> tuple[str, str]:
    """Return what sorts items: their time, and within a commit their keys; those without a time come first."""
    return item.time or "", item.key


def _item(value: object, fallback: str | None, now: datetime) -> CatalogItem:
    entry = table(value)
    time = instant(entry.get("commitTimeStamp"), now)
    stated = entry.get("@type")
    kinds = stated if isinstance(stated, list) else [stated]
    project, version = text(entry.get("nuget:id")), text(entry.get("nuget:version"))
    return CatalogItem(
        time=time or fallback,
        key=_key(value, time, project, version, removed=_DELETE in kinds),
        url=text(entry.get("@id"), limit=2000),
        at=moment(entry.get("commitTimeStamp"), now),
        project=project,
        name=ownable(project, Ecosystem.NUGET),
        stated=version,
        version=normal_version(version),
        details=_DETAILS in kinds,
        removed=_DELETE in kinds,
    )


def _key(value: object, time: str | None, project: str, version: str, *, removed: bool) -> str:
    """Return what names the item: a catalog has a package's version at most once in a commit."""
    if time and _PLAIN.fullmatch(project) and (normal := normal_version(version)):
        return f"{time} {project.lower()} {normal}{' removed' if removed else ''}"
    return f"#{fingerprint(value)}"
