"""
A NuGet package's files, from its registration: which versions there are, and each one's leaf in the catalog.

A registration states no digest, only the catalog's leaf does. Leaves never change, so that each is asked for once by
a lister that lives on.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime
from threading import Lock
from urllib.parse import quote

from watchhouse.ecosystems.nuget.names import normal_version
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.model.publication import Listing, Publication
from watchhouse.registries.answers import UnreadableError, host
from watchhouse.registries.documents import MissingError, Table, rows, table, text, utc_now
from watchhouse.registries.nuget_leaf import leaf_publication
from watchhouse.registries.nuget_service import CONTENT, REGISTRATIONS, NugetService

_VERSIONS = 10_000
"""Of one package: each costs a request once."""
_KEPT = 50_000
"""Publications remembered, of some hundred bytes each."""


class NugetLister:
    """Lists the versions of a NuGet source's packages; may be used from many threads."""

    def __init__(self, service: NugetService, *, now: Callable[[], datetime] = utc_now) -> None:
        self._service = service
        self._now = now
        self._lock = Lock()
        self._kept: OrderedDict[str, Publication] = OrderedDict()

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose projects it lists."""
        return Ecosystem.NUGET

    def list(self, name: ProjectName, least: int = 0) -> Listing:  # noqa: ARG002 - NuGet counts no changes
        """
        Return what the source offers of `name` now; raises InfrastructureError if it cannot be asked.

        A registration does not say how old it is; what is published is told by the catalog itself.
        """
        base = self._service.resource(REGISTRATIONS).rstrip("/")
        try:
            index = self._service.get(f"{base}/{quote(name)}/index.json")
        except MissingError:
            return Listing(ecosystem=Ecosystem.NUGET, name=name, publications=(), present=False)
        entries = [entry for page in self._pages(index, name) for entry in rows(page.get("items"))]
        if len(entries) > _VERSIONS:
            raise UnreadableError(f"{name} on {host(base)} has more than {_VERSIONS} versions")
        files = [self._file(table(table(entry).get("catalogEntry")), name) for entry in entries]
        offered = {file.ref.file: file for file in files if file is not None}
        return Listing(
            ecosystem=Ecosystem.NUGET,
            name=name,
            publications=tuple(offered.values()),
            refused=len(files) - len(offered),
        )

    def _pages(self, index: Table, name: ProjectName) -> Iterator[Table]:
        """Yield the pages of a registration, which a package of many versions has outside of its index."""
        pages = index.get("items")
        if not isinstance(pages, list) or len(pages) > _VERSIONS:
            raise UnreadableError(
                f"{host(self._service.index)} has a registration of {name} that cannot be read"
            )
        for value in pages:
            page = table(value)
            whole = (
                page
                if isinstance(page.get("items"), list)
                else self._service.get(text(page.get("@id"), 2000))
            )
            if not isinstance(whole.get("items"), list):
                raise UnreadableError(f"{host(self._service.index)} has a page of {name} that cannot be read")
            yield whole

    def _file(self, entry: Table, name: ProjectName) -> Publication | None:
        """Return the file of one registered version, or None if it is none of `name`."""
        url, version = text(entry.get("@id"), limit=2000), normal_version(text(entry.get("version")))
        if version is None or project_name(text(entry.get("id")), Ecosystem.NUGET) != name:
            return None
        with self._lock:
            kept = self._kept.get(url)
        if kept is None:
            kept = self._asked(url, name, version)
        if kept is None or (kept.ref.name, kept.ref.version) != (name, version):
            return None
        with self._lock:
            self._kept[url] = kept
            self._kept.move_to_end(url)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return kept

    def _asked(self, url: str, name: ProjectName, version: str) -> Publication | None:
        return leaf_publication(
            self._service.get(url),
            name,
            version,
            base=self._service.resource(CONTENT),
            hosts=self._service.hosts,
            now=self._now(),
        )
