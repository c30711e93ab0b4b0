"""
The files of a project on a Python index, by its simple API.

Traps that are handled here: a page may be older than the change that made us ask (a cache; the page says of which
serial it is), and what it lacks would be missed for good; a quarantined project has a page without files, a removed one
has none; a quarantined release's files are just gone; entries may have names of other projects, links to hosts that
nobody configured, credentials, digests that are none, or two file names (the entry's and its link's) that
differ, of which one installer takes this one and another that one: all these are counted and not followed; one entry
that cannot be read, or a status that a later PEP adds, does not hide the others.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pypi_simple import DistributionPackage

from watchhouse.ecosystems.pypi.files import release_file
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Listing, Publication
from watchhouse.registries.answers import UnreadableError
from watchhouse.registries.digests import KNOWN
from watchhouse.registries.documents import Table, read_table, rows, table, text, whole
from watchhouse.registries.file_url import file_url
from watchhouse.registries.hosts import Hosts
from watchhouse.registries.simple_page import ACCEPT, JSON, project_page
from watchhouse.registries.transport import NotFoundError, Page, Transport, host

_STATUSES = frozenset({"active", "archived", "quarantined", "deprecated"})
"""PEP 792."""
_HEXADECIMAL = re.compile(r"[0-9a-f]+")
_DIGITS = {"sha256": 64, "sha512": 128, "sha384": 96, "sha1": 40, "md5": 32}


class StalePageError(UnreadableError):
    """A page is older than the event that made us ask for it; a later one will not be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entries:
    packages: list[DistributionPackage]
    refused: int
    status: str


class PypiLister:
    """Lists the files of projects on the Python index `index`; may be used from many threads."""

    def __init__(self, index: str, transport: Transport, hosts: Hosts) -> None:
        self._index = index.rstrip("/")
        self._transport = transport
        self._hosts = hosts

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose projects it lists."""
        return Ecosystem.PYPI

    def list(self, name: ProjectName, least: int = 0) -> Listing:
        """
        Return what the index offers of `name` now; raises InfrastructureError if it cannot be asked.

        `least` is the serial of the newest event of the project that is known (an event's detail has it): a page that
        states an older one raises StalePageError.
        """
        try:
            page = self._transport.page(f"{self._index}/{quote(name, safe='')}/", ACCEPT)
        except NotFoundError:
            return Listing(ecosystem=Ecosystem.PYPI, name=name, publications=(), present=False)
        except RequestError as error:  # too large
            raise UnreadableError(str(error)) from error
        page = replace(page, url=_without_credentials(page.url))
        entries = self._entries(page, name, least)
        found = [self._publication(entry, name) for entry in entries.packages]
        kept = dict.fromkeys(one for one in found if one is not None)
        return Listing(
            ecosystem=Ecosystem.PYPI,
            name=name,
            publications=tuple(kept),
            status=entries.status,
            refused=entries.refused + found.count(None),
        )

    def _entries(self, page: Page, name: ProjectName, least: int) -> _Entries:
        stated = page.headers.get("x-pypi-last-serial", "")
        if page.media_type != JSON:
            read = project_page(page, name)
            _check_age(stated, least, page)
            if read.repository_version is None and not any(
                self._publication(one, name) for one in read.packages
            ):
                # Without PEP 629's word and without a file it may be anything, such as a page that asks to log in.
                raise UnreadableError(f"{host(page.url)} has no page of an index for {name}")
            return _Entries(packages=read.packages, refused=0, status=_status(str(read.status or "")))
        document = read_table(page.content, page.url)
        _check_age(table(document.get("meta")).get("_last-serial", stated), least, page)
        files = rows(document.get("files"))
        # The library refuses a whole page for one entry; what is no entry is checked here, by an empty page.
        bare = {"meta": document.get("meta"), "name": document.get("name"), "files": []}
        project_page(replace(page, content=json.dumps(bare).encode()), name)
        if not isinstance(document.get("files"), list):
            raise UnreadableError(f"{host(page.url)} has a page for {name} without files")
        packages = list(_packages(files, name, page.url))
        status = text(table(document.get("project-status")).get("status"))
        return _Entries(packages=packages, refused=len(files) - len(packages), status=_status(status))

    def _publication(self, entry: DistributionPackage, name: ProjectName) -> Publication | None:
        """Return what `entry` offers, or None if it is not to be followed."""
        url = file_url(entry.url, self._hosts)
        if url is None:
            return None
        # As with pip the link names the file; uv takes the entry's name, and a trick needs the two to differ.
        file = unquote(urlsplit(url).path.rpartition("/")[2])
        release, digests = release_file(file, name), _digests(entry)
        if release is None or entry.filename.strip() != file or digests is None:
            return None
        return Publication(
            ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file=file, name=name, version=str(release.version)),
            url=url,
            digests=digests,
            size=whole(entry.size),
            published_at=_utc(entry.upload_time),
            yanked=entry.is_yanked,
        )


def _packages(files: "list[object]", name: ProjectName, base: str) -> Iterator[DistributionPackage]:
    for entry in files:
        try:
            yield DistributionPackage.from_json_data(_modern(table(entry)), name, base)
        except ValueError:
            continue  # counted by whoever compares the numbers


def _modern(entry: Table) -> Table:
    """Leave out what is not needed and could be unreadable for the library."""
    return {
        key: value for key, value in entry.items() if key not in {"provenance", "core-metadata", "gpg-sig"}
    }


def _check_age(stated: object, least: int, page: Page) -> None:
    serial = whole(int(stated) if isinstance(stated, str) and stated[:20].isdecimal() else stated)
    if serial is not None and serial < least:
        raise StalePageError(f"{host(page.url)} has a page of serial {serial}, and there has been {least}")


def _digests(entry: DistributionPackage) -> frozenset[str] | None:
    """Return the digests of known kinds, or None if one of them is none: nothing would hold its content to it."""
    stated = {kind.lower(): value.lower() for kind, value in entry.digests.items() if kind.lower() in KNOWN}
    right = all(
        len(value) == _DIGITS[kind] and _HEXADECIMAL.fullmatch(value) for kind, value in stated.items()
    )
    return frozenset(f"{kind}:{value}" for kind, value in stated.items()) if right else None


def _status(stated: str) -> str:
    return stated if stated in _STATUSES else ""


def _utc(at: datetime | None) -> datetime | None:
    if at is None or at.tzinfo is None:
        return None if at is None else at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC)
    except OverflowError:  # in the first or last hours of time
        return None


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
