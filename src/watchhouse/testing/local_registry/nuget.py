"""NuGet's V3 protocol: service index and catalog."""

import base64 as b64
import hashlib
import math
import uuid
from dataclasses import dataclass, replace
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import UNOWNABLE_IN_JSON, disturbed
from watchhouse.testing.local_registry.addresses import CONTAINER
from watchhouse.testing.local_registry.nuget_packages import CATALOG, REGISTRATION, NugetPackages, leaf_path
from watchhouse.testing.local_registry.site import Site, base, document, dumps, iso, missing
from watchhouse.testing.project import Project, Release

_PAGE = 550
_KEPT_PAGES = 64
_YEARS = 10 * 365 * 86_400
_UNLISTED = "1900-01-01T00:00:00Z"
_DETAILS, _DELETE = "nuget:PackageDetails", "nuget:PackageDelete"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """One row of the catalog."""

    number: int
    seconds: int
    """Of its commit: whatever happened in one second is committed together, at the end of that second."""
    name: str
    version: str
    kind: str

    def told(self, root: str) -> dict[str, object]:
        """Return it as a page lists it."""
        return {
            "@id": f"{root}{leaf_path(self.number, self.seconds, self.name, self.version)}",
            "@type": self.kind,
            "commitId": _commit(self.seconds),
            "commitTimeStamp": iso(self.seconds, 7),
            "nuget:id": self.name,
            "nuget:version": self.version,
        }


class Nuget:
    """Answers as a NuGet V3 source does."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._packages = NugetPackages(site)
        self._full = lru_cache(maxsize=_KEPT_PAGES)(self._items)

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [
            Route("/v3/index.json", self._services),
            Route(f"{CATALOG}index.json", self._index),
            Route(f"{CATALOG}page{{number:int}}.json", self._page),
            Route(f"{CATALOG}data/{{commit}}/{{leaf}}", self._leaf),
            *self._packages.routes(),
        ]

    async def _services(self, request: Request) -> Response:
        root = base(request)
        resources = [
            {"@id": f"{root}{CATALOG}index.json", "@type": "Catalog/3.0.0"},
            {"@id": f"{root}{CONTAINER}", "@type": "PackageBaseAddress/3.0.0"},
            {"@id": f"{root}{REGISTRATION}", "@type": "RegistrationsBaseUrl/3.6.0"},
        ]
        return document(request, dumps({"version": "3.0.0", "resources": resources}))

    def _index(self, request: Request) -> Response:
        visible = self._visible()
        root = f"{base(request)}{CATALOG}"
        pages = [
            {
                "@id": f"{root}page{first // _PAGE}.json",
                "@type": "CatalogPage",
                **self._stamp(min(first + _PAGE, visible) - 1),
                "count": min(_PAGE, visible - first),
            }
            for first in range(0, visible, _PAGE)
        ]
        said = {"@id": f"{root}index.json", "@type": ["CatalogRoot", "AppendOnlyCatalog", "Permalink"]}
        stamp = self._stamp(visible - 1) if visible else {}
        return document(request, dumps({**said, **stamp, "count": len(pages), "items": pages}))

    def _page(self, request: Request) -> Response:
        number: int = request.path_params["number"]
        visible = self._visible()
        first, end = number * _PAGE, min((number + 1) * _PAGE, visible)
        if first >= end:
            return missing()
        root = f"{base(request)}{CATALOG}"
        items = self._full(first, end) if end - first == _PAGE else self._items(first, end)
        told = disturbed(
            list(items),
            self._site.switch,
            CATALOG,
            key=lambda item: item.number,
            later=lambda item: replace(item, seconds=item.seconds + _YEARS),
            renamed=lambda item, name: replace(item, name=name),
            names=UNOWNABLE_IN_JSON,
        )
        said = {"@id": f"{root}page{number}.json", "@type": "CatalogPage", **self._stamp(end - 1)}
        content = {**said, "count": end - first, "items": [item.told(root) for item in told]}
        return document(request, dumps({**content, "parent": f"{root}index.json"}))

    def _leaf(self, request: Request) -> Response:
        number = request.path_params["commit"].rpartition(".")[2]
        if not number.isdecimal() or int(number) >= self._visible():
            return missing()
        item = self._item(int(number))
        project, release, _ = self._of(int(number))
        head = {
            "@id": str(request.url),
            "@type": [item.kind.removeprefix("nuget:"), "catalog:Permalink"],
            "catalog:commitId": _commit(item.seconds),
            "catalog:commitTimeStamp": iso(item.seconds, 7),
            "id": project.spelled,
            "version": release.version,
            "published": iso(release.at, 3),
        }
        if item.kind == _DELETE:
            return document(
                request, dumps({**head, "originalId": project.spelled, "published": iso(item.seconds, 3)})
            )
        listed = release.yanked is None or release.yanked > item.seconds
        digests = self._site.world.digests((project.index, release.files[0].number))
        return document(
            request,
            dumps(
                {
                    **head,
                    "authors": project.author,
                    "created": iso(release.at, 3),
                    "isPrerelease": False,
                    "listed": listed,
                    "published": iso(release.at, 3) if listed else _UNLISTED,
                    "packageHash": b64.b64encode(digests.sha512).decode(),
                    "packageHashAlgorithm": "SHA512",
                    "packageSize": digests.size,
                    "verbatimVersion": release.version,
                }
            ),
        )

    def _visible(self) -> int:
        return self._site.visible(Ecosystem.NUGET, CATALOG, whole_seconds=True)

    def _items(self, first: int, end: int) -> tuple[_Item, ...]:
        return tuple(map(self._item, range(first, end)))

    def _of(self, number: int) -> tuple[Project, Release, EventKind]:
        world = self._site.world
        row = world.journal(Ecosystem.NUGET).row(number)
        project = world.project(row.project)
        step = world.steps(project.index)[row.step]
        if step.release is None:
            raise ValueError("NuGet's journal tells of releases only")
        return project, step.release, step.kind

    def _item(self, number: int) -> _Item:
        project, release, kind = self._of(number)
        return _Item(
            number=number,
            seconds=math.ceil(self._site.world.journal(Ecosystem.NUGET).row(number).at),
            name=project.spelled,
            version=release.version,
            kind=_DELETE if kind is EventKind.RELEASE_REMOVED else _DETAILS,
        )

    def _stamp(self, number: int) -> dict[str, str]:
        seconds = math.ceil(self._site.world.journal(Ecosystem.NUGET).row(number).at)
        return {"commitId": _commit(seconds), "commitTimeStamp": iso(seconds, 7)}


def _commit(seconds: int) -> str:
    return str(uuid.UUID(bytes=hashlib.blake2b(str(seconds).encode(), digest_size=16).digest()))
