"""A generated world: three registries whose past and future follow from a recipe, and the time there."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path

from watchhouse import __version__
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.testing.clock import Clock, HeldClock
from watchhouse.testing.contents import Contents, Digests
from watchhouse.testing.generate.blueprint import Blueprint, Kind
from watchhouse.testing.journal import Journal, journals
from watchhouse.testing.naming import CAPACITY, index_of, lookalike_index
from watchhouse.testing.plan import plan
from watchhouse.testing.project import PlannedFile, Project, Release
from watchhouse.testing.recipe import BEGIN, Recipe
from watchhouse.testing.steps import Step, steps

_PLANS = 20_000
"""Projects whose plan is kept; the others are planned anew when they are asked for."""
_AGES = 50_000_000
"""Seconds over which the times in archives are spread; a file does not depend on when it is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One file that the world publishes: the truth that a watcher is held against."""

    ecosystem: Ecosystem
    name: ProjectName
    version: str
    file: str
    at: datetime
    kind: Kind
    key: tuple[int, int]
    """Names it within its world: project and number."""
    removed_at: datetime | None = None
    """When its project is removed, if that is within the world's time."""


class World:
    """Registries made from a recipe; nothing of it changes but the time."""

    def __init__(
        self,
        recipe: Recipe | None = None,
        *,
        clock: Clock | None = None,
        cache: Path | None = None,
        contents: Contents | None = None,
    ) -> None:
        self.recipe = recipe or Recipe()
        if not 0 < self.recipe.projects <= CAPACITY:
            raise RequestError(f"a world has between 1 and {CAPACITY:,} projects")
        self.clock: Clock = clock or HeldClock(self.recipe.begin)
        self.contents = contents or Contents(cache / self._key() if cache else None)
        self.project = lru_cache(maxsize=_PLANS)(partial(plan, self.recipe))
        """Returns the project of a number."""
        self.steps = lru_cache(maxsize=_PLANS)(lambda index: steps(self.project(index)))
        """Returns what happens to the project of a number."""
        self._journals = self.journals(steps)

    @property
    def now(self) -> datetime:
        """The time there."""
        return self.clock()

    def journal(self, ecosystem: Ecosystem) -> Journal:
        """Return everything that happens on one registry."""
        return self._journals[ecosystem]

    def beginning(self, at: datetime, clock: Clock) -> "World":
        """Return the same world, whose streams begin at `at`; its files are the same, and what was made is kept."""
        return World(replace(self.recipe, begin=at), clock=clock, contents=self.contents)

    def journals(self, told: Callable[[Project], tuple[Step, ...]]) -> dict[Ecosystem, Journal]:
        """Return a journal of each registry that has the steps that `told` returns."""
        return journals((plan(self.recipe, index) for index in range(self.recipe.projects)), told)

    def found(self, ecosystem: Ecosystem, name: str) -> Project | None:
        """Return the project that is called `name`, in any spelling, whether it exists yet or not."""
        candidates = (index_of(name), lookalike_index(name.lower(), self.recipe.projects, ecosystem))
        for index in candidates:
            if index is None or index >= self.recipe.projects:
                continue
            project = self.project(index)
            if project.ecosystem is ecosystem and _same(project.spelled, name, ecosystem):
                return project
        return None

    def blueprint(self, project: Project, release: Release, file: PlannedFile) -> Blueprint:
        """Return what the file is made from; it does not depend on when the world begins."""
        return Blueprint(
            ecosystem=project.ecosystem,
            form=file.form,
            kind=release.kind,
            name=project.spelled,
            version=release.version,
            author=project.author,
            mail=project.mail,
            at=BEGIN - timedelta(seconds=release.seed % _AGES),
            seed=release.seed,
            size=file.size,
        )

    def file_name(self, project: Project, release: Release, file: PlannedFile) -> str:
        """Return what the file is called."""
        return self.blueprint(project, release, file).file

    def content(self, key: tuple[int, int]) -> bytes:
        """Return the bytes of the file `key`; raises KeyError if there is none."""
        return self.contents.content(key, self._blueprint_of(key))

    def digests(self, key: tuple[int, int]) -> Digests:
        """Return size and hashes of the file `key`; raises KeyError if there is none."""
        return self.contents.digests(key, self._blueprint_of(key))

    def published(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[Published, ...]:
        """Return every file published from `since` (the recipe's beginning) to `until` (now), earliest first."""
        first = (since or self.recipe.begin).timestamp()
        last = (until or self.now).timestamp()
        found = (file for index in range(self.recipe.projects) for file in self._files(index, first, last))
        return tuple(sorted(found, key=lambda file: (file.at, file.key)))

    def _files(self, index: int, first: float, last: float) -> Iterator[Published]:
        project = self.project(index)
        removed = None if project.removed is None else _moment(project.removed)
        for release in project.releases:
            for file in release.files:
                gone = project.removed is not None and file.at >= project.removed
                if first <= file.at <= last and not gone:
                    yield Published(
                        ecosystem=project.ecosystem,
                        name=project.name,
                        version=release.version,
                        file=self.file_name(project, release, file),
                        at=_moment(file.at),
                        kind=release.kind,
                        key=(index, file.number),
                        removed_at=removed,
                    )

    def _blueprint_of(self, key: tuple[int, int]) -> Blueprint:
        if not 0 <= key[0] < self.recipe.projects:
            raise KeyError(key)
        project = self.project(key[0])
        return self.blueprint(project, *project.located(key[1]))

    def _key(self) -> str:
        """Return what tells this world's files from another's."""
        said = astuple(replace(self.recipe, begin=BEGIN, span=timedelta(1)))
        return hashlib.sha256(f"{__version__} {said}".encode()).hexdigest()[:16]


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _same(first: str, second: str, ecosystem: Ecosystem) -> bool:
    return project_name(first, ecosystem) == project_name(second, ecosystem)
