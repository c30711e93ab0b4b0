"""A request for a Python project, answered from the user's indexes with the file that pip would take."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from watchhouse.ecosystems.pypi.choice import Candidate, Wanted, choose, installable
from watchhouse.ecosystems.pypi.earlier import comparable
from watchhouse.ecosystems.pypi.files import release_file
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ProjectName
from watchhouse.model.request import IndexRequest
from watchhouse.registries.local_place import files_in, page_at, path_of
from watchhouse.registries.settings import Settings
from watchhouse.registries.simple_page import ACCEPT, candidates
from watchhouse.registries.transport import NotFoundError, Transport, host, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class PypiIndex:
    """The Python indexes of one user, for one machine; may be used from many threads."""

    settings: Settings
    transport: Transport
    machine: Machine
    limits: Mapping[ProjectName, str] = field(default_factory=dict)
    """Specifiers that pip's constraint files add."""

    def find(self, request: IndexRequest) -> Candidate:
        """
        Return the file that pip would take for `request`, or the one to compare another release's file with.

        Raises RequestError if there is none or the manifest names an index that the user has not configured,
        InfrastructureError if an index cannot be asked.
        """
        if request.older_than or request.like:
            return self._comparable(request)
        wanted = self._wanted(request)
        offered = self._offered(request)
        chosen = choose(offered, wanted, self.machine)
        if chosen is None:
            raise RequestError(_why_none(request, offered, wanted, self.machine, self._asked(request)))
        return chosen

    def _comparable(self, request: IndexRequest) -> Candidate:
        try:
            before = Version(request.older_than) if request.older_than else None
            specifier = SpecifierSet(request.specifier)
        except (InvalidVersion, InvalidSpecifier) as error:
            raise RequestError(f"{request.name}: {error}") from error
        like = release_file(request.like, request.name)
        chosen = comparable(self._offered(request), like, before=before, specifier=specifier)
        if chosen is None:
            wanted = f"older than {before}" if before else f"{request.name}{specifier}"
            raise RequestError(f"no release {wanted} on {self._asked(request)}")
        return chosen

    def _wanted(self, request: IndexRequest) -> Wanted:
        # A lock has chosen already: a constraint could only make pip refuse it.
        limit = "" if request.hashes else self.limits.get(request.name, "")
        both = ",".join(part for part in (request.specifier, limit) if part)
        try:
            specifier = SpecifierSet(both)
        except InvalidSpecifier as error:
            raise RequestError(f"{both[:200]!r} is no version specifier") from error
        return Wanted(
            specifier=specifier,
            hashes=request.hashes,
            preference=self.settings.preference(request.preference, request.name),
        )

    def _indexes(self, request: IndexRequest) -> list[str]:
        """
        Return the indexes to ask, in order.

        What a manifest names is asked only if the user's own settings name it as well. Where hashes fix the
        content it does not matter which index it comes from; otherwise another index is another package.
        """
        own = [place for place in (self.settings.index, *self.settings.extra_indexes) if place]
        known = {_plain(place) for place in (*own, *self.settings.find_links)}
        strange = [
            place for place in (request.index, *request.extra_indexes) if place and _plain(place) not in known
        ]
        if strange and not request.hashes:
            raise RequestError(
                f"{request.origin} names the index {shown(strange[0])}, which is not asked unless you name it too"
            )
        replaced = request.index and not strange
        return [request.index, *self.settings.extra_indexes] if replaced else own

    def _offered(self, request: IndexRequest) -> list[Candidate]:
        """Gather what every place has, in pip's order: files first, then find-links pages, then indexes."""
        files: list[Candidate] = []
        linked: list[Candidate] = []
        missing = 0
        for place in self.settings.find_links:
            path = path_of(place)
            if path is not None and path.is_dir():
                files += files_in(path, request.name)
            elif path is not None:
                linked += candidates(page_at(path), request.name)[0]
            else:
                linked += candidates(self.transport.page(place, ACCEPT), request.name)[0]
        indexes = dict.fromkeys(self._indexes(request))
        for index in indexes:
            try:
                linked += self._listed(index, request.name)
            except NotFoundError:
                missing += 1
        if not files and not linked and missing == len(indexes):
            raise RequestError(f"no package named {request.name!r} on {self._asked(request)}")
        return files + linked

    def _listed(self, index: str, name: ProjectName) -> list[Candidate]:
        base = f"{index.rstrip('/')}/{name}/"
        path = path_of(base)
        page = page_at(path) if path is not None else self.transport.page(base, ACCEPT)
        return candidates(page, name)[0]

    def _asked(self, request: IndexRequest) -> str:
        asked = dict.fromkeys([*self._indexes(request), *self.settings.find_links])
        word = "the index" if len(asked) == 1 else "the indexes"
        return f"{word} {', '.join(map(host, asked))}"


def _plain(place: str) -> str:
    """Return `place` without what does not make it another place: credentials, a slash at the end."""
    return shown(place).rstrip("/")


def _why_none(
    request: IndexRequest, offered: list[Candidate], wanted: Wanted, machine: Machine, asked: str
) -> str:
    """Say in one line why none of the files `offered` would be taken."""
    name = f"{request.name}{wanted.specifier}"
    if not offered:
        return f"{request.name} has no file on {asked}"
    fitting = [
        entry for entry in offered if wanted.specifier.contains(entry.release.version, prereleases=True)
    ]
    if not fitting:
        versions = sorted({entry.release.version for entry in offered})
        return f"no version of {name} on {asked}; the newest of {len(versions)} is {versions[-1]}"
    able = [entry for entry in fitting if installable(entry, wanted.preference, machine)]
    if not able:
        return f"none of the {len(fitting)} files of {name} on {asked} can be installed on this machine"
    return (
        f"every fitting file of {name} on {asked} has been yanked: name the exact version to have it examined"
    )
