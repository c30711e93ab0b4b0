"""One project of a generated world: everything that will ever be published of it."""

from dataclasses import dataclass

from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.testing.generate.blueprint import Form, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file; `at` is in seconds since 1970, as everywhere in a plan."""

    number: int
    """Its place among all files of the project."""
    form: Form
    at: float
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One release and its files; the first file makes it."""

    version: str
    kind: Kind
    seed: int
    files: tuple[PlannedFile, ...]
    yanked: float | None = None
    """When it is yanked, if ever."""

    @property
    def at(self) -> float:
        """When it is made."""
        return self.files[0].at


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project; what happens to it follows."""

    index: int
    ecosystem: Ecosystem
    spelled: str
    author: str
    user: str
    releases: tuple[Release, ...]
    removed: float | None = None
    """When it is removed, if ever."""

    @property
    def name(self) -> ProjectName:
        """The name's normal form."""
        return project_name(self.spelled, self.ecosystem)

    @property
    def mail(self) -> str:
        """The author's address."""
        return f"{self.author.lower().replace(' ', '.')}@post.example"

    @property
    def created(self) -> float:
        """When it is created."""
        return self.releases[0].at

    def located(self, number: int) -> tuple[Release, PlannedFile]:
        """Return the file `number` and the release that it belongs to; raises KeyError."""
        for release in self.releases:
            for file in release.files:
                if file.number == number:
                    return release, file
        raise KeyError(number)
