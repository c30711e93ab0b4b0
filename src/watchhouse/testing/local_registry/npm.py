"""npm's registry: the feed of changes, packuments, tarballs."""

import base64
import hashlib
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import UNOWNABLE_IN_JSON, FaultKind, disturbed
from watchhouse.testing.generate.node import manifest
from watchhouse.testing.local_registry.addresses import file_path
from watchhouse.testing.local_registry.files import file_answer
from watchhouse.testing.local_registry.site import Site, base, document, dumps, iso, missing
from watchhouse.testing.project import Project, Release

_FIRST_SEQ = 100_000_001
_LIMIT = 10_000
_CHANGES = "/registry/_changes"
_ABBREVIATED = "application/vnd.npm.install-v1+json"
_KEPT = ("name", "version", "engines", "dependencies", "bin", "dist")
"""What an abbreviated packument has of each version."""
_HOOKS = frozenset({"preinstall", "install", "postinstall"})
_YEARS = 10 * 365 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """One row of the feed: a package changed."""

    seq: int
    name: str
    revision: str
    deleted: bool

    def told(self) -> dict[str, object]:
        """Return it as CouchDB tells it."""
        said = {"seq": self.seq, "id": self.name, "changes": [{"rev": self.revision}]}
        return said | {"deleted": True} if self.deleted else said


class Npm:
    """Answers as npm's registry and its replication endpoint do."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> list[Route]:
        """Return where it answers."""
        return [
            Route("/registry", self._database),
            Route("/registry/", self._database),
            Route(_CHANGES, self._changes),
            Route("/npm/", self._database),
            Route("/npm/-/ping", self._ping),
            Route("/npm/{path:path}", self._package),
        ]

    async def _ping(self, request: Request) -> Response:
        return document(request, b"{}")

    def _database(self, request: Request) -> Response:
        rows = self._site.visible(Ecosystem.NPM, "/registry")
        said = {
            "db_name": "registry",
            "engine": "generated",
            "doc_count": rows,
            "update_seq": _FIRST_SEQ + rows - 1,
        }
        return document(request, dumps(said))

    def _changes(self, request: Request) -> Response:
        asked = request.query_params
        end = self._site.visible(Ecosystem.NPM, _CHANGES)
        head = _FIRST_SEQ + end - 1
        try:
            limit = min(_LIMIT, int(asked.get("limit", _LIMIT)))
            since = head if asked.get("since") == "now" else int(asked.get("since", 0))
        except ValueError:
            return Response(dumps({"error": "bad_request"}), 400, media_type="application/json")
        if asked.get("descending") == "true":
            rows, last = self._rows(range(end - 1, -1, -1), end, limit), head
        else:
            rows = self._rows(range(max(0, since - _FIRST_SEQ + 1), end), end, limit)
            last = rows[-1].seq if len(rows) == limit and rows else max(head, since)
        told = disturbed(
            rows,
            self._site.switch,
            _CHANGES,
            key=lambda row: row.seq,
            later=lambda row: row,  # a change has no time
            renamed=lambda row, name: replace(row, name=name),
            names=UNOWNABLE_IN_JSON,
        )
        return document(request, dumps({"results": [row.told() for row in told], "last_seq": last}))

    def _rows(self, numbers: range, end: int, limit: int) -> list[_Change]:
        """Return the changes among the rows `numbers`: each package once, where it changed last."""
        journal, found = self._site.world.journal(Ecosystem.NPM), list[_Change]()
        for number in numbers:
            if len(found) >= limit:
                break
            if not journal.newest(number, end):
                continue
            row = journal.row(number)
            project = self._site.world.project(row.project)
            gone = project.removed is not None and row.at >= project.removed
            found.append(
                _Change(
                    seq=_FIRST_SEQ + number,
                    name=project.spelled,
                    revision=_revision(project, row.step),
                    deleted=gone,
                )
            )
        return found

    async def _package(self, request: Request) -> Response:
        name, tarball, file = request.path_params["path"].partition("/-/")
        world = self._site.world
        now = world.now.timestamp()
        project = world.found(Ecosystem.NPM, name)
        if project is None or project.created > now:
            return missing("Not found")
        gone = project.removed is not None and project.removed <= now
        if not tarball:
            return self._packument(request, project, now, gone=gone)
        for release in project.releases:
            planned = release.files[0]
            if not gone and planned.at <= now and world.file_name(project, release, planned) == file:
                key = (project.index, planned.number)
                return file_answer(request, world.content(key), world.digests(key).sha256)
        return missing("Not found")

    def _packument(self, request: Request, project: Project, now: float, *, gone: bool) -> Response:
        head: dict[str, object] = {"_id": project.spelled, "name": project.spelled}
        if gone:
            return document(request, dumps(head | {"time": {"unpublished": {"time": iso(now, 3)}}}))
        there = [release for release in project.releases if release.at <= now]
        versions = {release.version: self._version(request, project, release) for release in there}
        later = _YEARS * self._site.switch.of_row(FaultKind.FUTURE, request.url.path, project.index)
        times = {release.version: iso(release.at + later, 3) for release in there}
        modified = iso(there[-1].at + later, 3)
        head |= {"_rev": _revision(project, len(there) - 1), "dist-tags": {"latest": there[-1].version}}
        if _ABBREVIATED in request.headers.get("accept", ""):
            slim = {version: _abbreviated(said) for version, said in versions.items()}
            content = dumps(head | {"modified": modified, "versions": slim})
            return document(request, content, _ABBREVIATED, headers={"Vary": "Accept"})
        head |= {
            "versions": versions,
            "time": {"created": iso(there[0].at + later, 3), "modified": modified, **times},
            "maintainers": [_account(project)],
            "author": {"name": project.author, "email": project.mail},
            "license": "MIT",
            "readme": f"# {project.spelled}\n",
        }
        return document(request, dumps(head), headers={"Vary": "Accept"})

    def _version(self, request: Request, project: Project, release: Release) -> dict[str, object]:
        world, planned = self._site.world, release.files[0]
        digests = world.digests((project.index, planned.number))
        return {
            **manifest(world.blueprint(project, release, planned)),
            "_id": f"{project.spelled}@{release.version}",
            "_npmUser": _account(project),
            "_npmVersion": "11.4.0",
            "_nodeVersion": "22.15.0",
            "maintainers": [_account(project)],
            "dist": {
                "tarball": f"{base(request)}{file_path(world, project, release, planned)}",
                "shasum": digests.sha1,
                "integrity": f"sha512-{base64.b64encode(digests.sha512).decode()}",
            },
        }


def _abbreviated(said: dict[str, object]) -> dict[str, object]:
    slim = {name: said[name] for name in _KEPT if name in said}
    scripts = said.get("scripts")
    hooked = isinstance(scripts, dict) and not _HOOKS.isdisjoint(scripts)
    return slim | {"hasInstallScript": True} if hooked else slim


def _account(project: Project) -> dict[str, str]:
    return {"name": project.user, "email": project.mail}


def _revision(project: Project, step: int) -> str:
    return f"{step + 1}-{hashlib.blake2b(f'{project.index} {step}'.encode(), digest_size=16).hexdigest()}"
