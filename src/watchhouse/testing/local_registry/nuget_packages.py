"""What NuGet has of one package: its registration, its versions, its files."""

import math

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.local_registry.addresses import CONTAINER, file_path
from watchhouse.testing.local_registry.files import file_answer
from watchhouse.testing.local_registry.site import Site, base, document, dumps, iso, missing
from watchhouse.testing.project import Project, Release

CATALOG = "/v3/catalog0/"
REGISTRATION = "/v3/registration5-gz-semver2/"


def leaf_path(row: int, seconds: int, name: str, version: str) -> str:
    """Return where in the catalog the leaf of a row lies."""
    return f"data/{seconds}.{row}/{name.lower()}.{version}.json"


class NugetPackages:
    """Answers about single packages."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [
            Route(f"{REGISTRATION}{{name}}/index.json", self._registration),
            Route(f"{CONTAINER}{{name}}/index.json", self._versions),
            Route(f"{CONTAINER}{{name}}/{{version}}/{{file}}", self._file),
        ]

    def _registration(self, request: Request) -> Response:
        found = self._there(request.path_params["name"])
        if found is None:
            return missing()
        project, releases = found
        own = str(request.url)
        page = {
            "@id": f"{own}#page",
            "count": len(releases),
            "lower": releases[0].version,
            "upper": releases[-1].version,
            "items": [self._registered(request, project, release) for release in releases],
        }
        return document(request, dumps({"@id": own, "count": 1, "items": [page]}))

    def _registered(self, request: Request, project: Project, release: Release) -> dict[str, object]:
        now = math.floor(self._site.world.now.timestamp())
        listed = release.yanked is None or release.yanked > now
        content = f"{base(request)}{file_path(self._site.world, project, release, release.files[0])}"
        entry = {
            "@id": f"{base(request)}{CATALOG}{self._leaf(project, release, now)}",
            "id": project.spelled,
            "version": release.version,
            "listed": listed,
            "packageContent": content,
            "published": iso(release.at, 3),
        }
        return {"@id": f"{request.url}#{release.version}", "catalogEntry": entry, "packageContent": content}

    def _leaf(self, project: Project, release: Release, now: float) -> str:
        """Return the path of the newest leaf of `release`."""
        told = [
            (number, step)
            for number, step in enumerate(self._site.world.steps(project.index))
            if step.release == release and step.at <= now
        ]
        number, step = told[-1]
        row = self._site.world.journal(Ecosystem.NUGET).find(step.at, project.index, number)
        return leaf_path(row, math.ceil(step.at), project.spelled, release.version)

    async def _versions(self, request: Request) -> Response:
        found = self._there(request.path_params["name"])
        if found is None:
            return missing()
        return document(request, dumps({"versions": [release.version for release in found[1]]}))

    async def _file(self, request: Request) -> Response:
        asked, world = request.path_params, self._site.world
        found = self._there(asked["name"])
        for release in found[1] if found else ():
            if found and release.version == asked["version"]:
                planned = release.files[0]
                key = (found[0].index, planned.number)
                if asked["file"] == world.file_name(found[0], release, planned):
                    return file_answer(request, world.content(key), world.digests(key).sha256)
        return missing()

    def _there(self, name: str) -> tuple[Project, list[Release]] | None:
        """Return the project that lies under `name` and its releases, as they were at the last full second."""
        now = math.floor(self._site.world.now.timestamp())
        project = self._site.world.found(Ecosystem.NUGET, name)
        if (
            project is None
            or name != name.lower()
            or (project.removed is not None and project.removed <= now)
        ):
            return None
        releases = [release for release in project.releases if release.at <= now]
        return (project, releases) if releases else None
