"""PyPI's Simple API (PEP 503, 691, 700, 792), its RSS and its files."""

from collections.abc import Iterable
from html import escape
from operator import itemgetter

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.testing.faults import FaultKind
from watchhouse.testing.local_registry.addresses import file_path, key_in
from watchhouse.testing.local_registry.files import file_answer
from watchhouse.testing.local_registry.pypi_index import FIRST_SERIAL, Index
from watchhouse.testing.local_registry.pypi_rss import feed
from watchhouse.testing.local_registry.site import Site, base, document, dumps, iso, missing
from watchhouse.testing.project import PlannedFile, Project, Release

_JSON = "application/vnd.pypi.simple.v1+json"
_HTML = "text/html"
_VERSION = "1.4"
_UPDATES, _PACKAGES = 100, 40
_YEARS = 10 * 365 * 86_400


class Pypi:
    """Answers as PyPI does."""

    def __init__(self, site: Site, index: Index) -> None:
        self._site = site
        self._index = index

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [
            Route("/simple/", self._list),
            Route("/simple/{name}/", self._project),
            Route("/simple/{name}", self._project),
            Route("/rss/updates.xml", self._updates),
            Route("/rss/packages.xml", self._packages),
            Route("/packages/{first}/{second}/{rest}/{file}", self._file),
        ]

    def _list(self, request: Request) -> Response:
        visible = self._site.visible(Ecosystem.PYPI, "/simple/")
        last = FIRST_SERIAL + visible - 1
        serials = sorted(self._index.serials(visible), key=itemgetter(0))
        headers = {"X-PyPI-Last-Serial": str(last), "Vary": "Accept", "Cache-Control": "max-age=600, public"}
        if _wants_html(request):
            lines = (
                f'<a href="/simple/{project_name(name, Ecosystem.PYPI)}/">{escape(name)}</a>'
                for name, _ in serials
            )
            return document(request, _page("Simple index", lines), _HTML, tag=f"{last}-html", headers=headers)
        projects = [{"_last-serial": serial, "name": name} for name, serial in serials]
        content = dumps({"meta": {"_last-serial": last, "api-version": _VERSION}, "projects": projects})
        return document(request, content, _JSON, tag=str(last), headers=headers)

    def _project(self, request: Request) -> Response:
        asked = request.path_params["name"]
        normal = project_name(asked, Ecosystem.PYPI)
        if asked != normal or not request.url.path.endswith("/"):
            return RedirectResponse(f"/simple/{normal}/", 301)
        project = self._site.world.found(Ecosystem.PYPI, normal)
        now = self._site.world.now.timestamp()
        if project is None or project.created > now or _removed(project, now):
            return missing()
        visible = self._site.visible(Ecosystem.PYPI, request.url.path)
        serial = self._index.serial(project.index, visible)
        headers = {
            "X-PyPI-Last-Serial": str(serial),
            "Vary": "Accept",
            "Cache-Control": "max-age=600, public",
        }
        files = [(release, file) for release in project.releases for file in release.files if file.at <= now]
        if _wants_html(request):
            lines = (self._link(request, project, *entry) for entry in files)
            return document(request, _page(f"Links for {normal}", lines), _HTML, headers=headers)
        page = {
            "meta": {"_last-serial": serial, "api-version": _VERSION},
            "name": normal,
            "files": [self._entry(request, project, *entry) for entry in files],
            "versions": list(dict.fromkeys(release.version for release, _ in files)),
            "alternate-locations": [],
            "project-status": {"status": "active"},
        }
        return document(request, dumps(page), _JSON, headers=headers)

    def _entry(
        self, request: Request, project: Project, release: Release, file: PlannedFile
    ) -> dict[str, object]:
        world = self._site.world
        digests = world.digests((project.index, file.number))
        yanked = release.yanked is not None and release.yanked <= world.now.timestamp()
        later = self._site.switch.of_row(FaultKind.FUTURE, request.url.path, file.number)
        return {
            "filename": world.file_name(project, release, file),
            "url": self._url(request, project, release, file),
            "hashes": {"sha256": digests.sha256},
            "requires-python": ">=3.9",
            "size": digests.size,
            "upload-time": iso(file.at + _YEARS * later),
            "yanked": "withdrawn by its author" if yanked else False,
            "core-metadata": False,
            "data-dist-info-metadata": False,
            "provenance": None,
        }

    def _link(self, request: Request, project: Project, release: Release, file: PlannedFile) -> str:
        entry = self._entry(request, project, release, file)
        digest = self._site.world.digests((project.index, file.number)).sha256
        yanked = f' data-yanked="{entry["yanked"]}"' if entry["yanked"] else ""
        python = escape(str(entry["requires-python"]))
        said = f'href="{entry["url"]}#sha256={digest}" data-requires-python="{python}"{yanked}'
        return f"<a {said}>{entry['filename']}</a>"

    def _url(self, request: Request, project: Project, release: Release, file: PlannedFile) -> str:
        return f"{base(request)}{file_path(self._site.world, project, release, file)}"

    async def _file(self, request: Request) -> Response:
        world = self._site.world
        try:
            key = key_in(request.path_params["rest"])
            project = world.project(key[0]) if key[0] < world.recipe.projects else None
            if project is None:
                return missing()
            release, file = project.located(key[1])
        except (ValueError, KeyError):
            return missing()
        now = world.now.timestamp()
        if (
            file_path(world, project, release, file) != request.url.path
            or project.ecosystem is not Ecosystem.PYPI
            or file.at > now
            or _removed(project, now)
        ):
            return missing()
        return file_answer(request, world.content(key), world.digests(key).sha256)

    def _updates(self, request: Request) -> Response:
        rows = self._newest(EventKind.RELEASE_CREATED, _UPDATES)
        return document(request, feed("newest updates", base(request), rows), "application/rss+xml")

    def _packages(self, request: Request) -> Response:
        rows = self._newest(EventKind.PROJECT_CREATED, _PACKAGES)
        return document(request, feed("newest packages", base(request), rows), "application/rss+xml")

    def _newest(self, kind: EventKind, count: int) -> list[tuple[Project, str, float]]:
        """Return project, version and time of the last `count` rows of `kind`, newest first."""
        world, found = self._site.world, list[tuple[Project, str, float]]()
        journal = world.journal(Ecosystem.PYPI)
        for number in range(self._site.visible(Ecosystem.PYPI, "/rss/") - 1, -1, -1):
            row = journal.row(number)
            project = world.project(row.project)
            step = world.steps(project.index)[row.step]
            if step.kind is kind:
                found.append((project, "" if step.release is None else step.release.version, row.at))
            if len(found) == count:
                break
        return found


def _removed(project: Project, now: float) -> bool:
    return project.removed is not None and project.removed <= now


def _wants_html(request: Request) -> bool:
    """Tell whether JSON is not what the asker would take first; real content negotiation is not needed here."""
    return "json" not in request.headers.get("accept", "").partition(",")[0]


def _page(title: str, lines: Iterable[str]) -> bytes:
    body = "<br>\n".join(lines)
    head = f'<meta name="pypi:repository-version" content="{_VERSION}"><title>{title}</title>'
    return (
        f"<!DOCTYPE html>\n<html><head>{head}</head><body><h1>{title}</h1>\n{body}\n</body></html>".encode()
    )
