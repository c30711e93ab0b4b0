"""A NuGet V3 source: where its resources are, and its documents from nowhere but its own hosts."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

from watchhouse.model.errors import RequestError
from watchhouse.registries.answers import UnreadableError, host
from watchhouse.registries.documents import Table, get_changed, get_table, read_table, rows, table
from watchhouse.registries.file_url import file_url, only
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport

_SECONDS = 3600.0
"""For which a service index is believed: it changes when a source moves house."""

CATALOG = ("Catalog/3.0.0", "Catalog/3.*")
CONTENT = ("PackageBaseAddress/3.0.0",)
REGISTRATIONS = ("RegistrationsBaseUrl/3.6.0", "RegistrationsBaseUrl/Versioned")
"""The form that holds versions of SemVer 2.0.0 as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The last document that was asked for again: a catalog's index has megabytes."""

    url: str
    etag: str
    document: Table


class NugetService:
    """One NuGet V3 source; may be used from many threads."""

    def __init__(
        self,
        index: str,
        transport: Transport,
        *,
        file_hosts: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.index = index
        self.hosts = only(index, *file_hosts)
        """Where its documents and files may lie."""
        self._transport = transport
        self._clock = clock
        self._lock = Lock()
        self._resources: dict[str, str] = {}
        self._read_at = 0.0
        self._kept = _Kept(url="", etag="", document={})

    def resource(self, kinds: Iterable[str]) -> str:
        """Return the URL of the first of `kinds` that the source has; raises UnreadableError if it has none."""
        wanted = list(kinds)
        found = next((self._known[kind] for kind in wanted if kind in self._known), None)
        if found is None:
            raise UnreadableError(f"the NuGet source {host(self.index)} has no {wanted[0]} that may be asked")
        return found

    def get(self, url: str) -> Table:
        """Return the JSON object at `url`, a link of the source; raises MissingError and InfrastructureError."""
        return get_table(self._transport, self._link(url))

    def get_again(self, url: str) -> Table:
        """Return the JSON object at `url`, which is sent only if it has changed since it was last asked for."""
        kept, link = self._kept, self._link(url)
        page = get_changed(self._transport, link, kept.etag if kept.url == link else "")
        if page is not None:
            kept = _Kept(url=link, etag=page.etag, document=read_table(page.content, link))
            self._kept = kept
        return kept.document

    def _link(self, url: str) -> str:
        link = file_url(url, self.hosts)
        if link is None:
            raise UnreadableError(
                f"the NuGet source {host(self.index)} links to where it may not: {host(url)}"
            )
        return link

    @property
    def _known(self) -> dict[str, str]:
        """The URLs of the resources by type, read again once an hour."""
        with self._lock:
            if not self._resources or self._clock() - self._read_at > _SECONDS:
                self._resources = _resources(get_table(self._transport, self.index), self)
                self._read_at = self._clock()
            return self._resources


def nuget_service(settings: Settings, transport: Transport) -> NugetService:
    """Return the source that the user configured; raises RequestError if there is none."""
    if not settings.nuget_index:
        raise RequestError(
            "NuGet's feed is not configured: name the URL of a V3 service index with --nuget-index or"
            " WATCHHOUSE_NUGET_INDEX"
        )
    return NugetService(settings.nuget_index, transport, file_hosts=settings.file_hosts)


def _resources(document: Table, service: NugetService) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in rows(document.get("resources")):
        entry = table(value)
        stated = entry.get("@type")
        url = file_url(entry.get("@id"), service.hosts)
        for kind in stated if isinstance(stated, list) else [stated]:
            if isinstance(kind, str) and url is not None:
                found.setdefault(kind, url)
    return found
