"""What `watchhouse known` takes into an index: the archives of folders or of a list, and what is learnt of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from watchhouse.ecosystems.naming import reference
from watchhouse.evidence.likeness.known_files import KnownFiles, know, write_known
from watchhouse.evidence.likeness.releases import Established, read_releases
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ArtifactRef, Sha256
from watchhouse.pipeline.learnt import Learnt
from watchhouse.verdicts.words import counted

if TYPE_CHECKING:
    from watchhouse.bootstrap import Learner

_ARCHIVES = (".whl", ".tar.gz", ".tgz", ".zip", ".nupkg")


@dataclass(slots=True)
class Taken:
    """What was taken so far."""

    releases: list[Established] = field(default_factory=list)
    files: set[Sha256] = field(default_factory=set)

    def take(self, release: Established, learnt: Learnt) -> None:
        """Take what was learnt of `release`."""
        self.releases.append(replace(release, sha256=learnt.sha256))
        self.files.update(learnt.files)

    def index(self, day: date, before: KnownFiles | None = None) -> bytes:
        """Return the index of what was taken, and of what one held `before`."""
        projects = len({one.project for one in self.releases})
        source = f"{counted(len(self.releases), 'archive')} of {counted(projects, 'project')}"
        return write_known(know(self.files, day=day, source=source, before=before))


def established(ref: ArtifactRef) -> Established:
    """Return what `ref` says of a release; its digest is known once it was read."""
    return Established(
        project=ref.name or "-",
        version=ref.version or "-",
        file=ref.file.replace(" ", "_"),
        sha256=Sha256(""),
    )


def wanted(folders: Sequence[Path], listed: str | None) -> Iterator[tuple[Path, Established]]:
    """
    Yield each archive to take and what it is: all that `folders` hold, or those that a list pins.

    Raises RequestError if a folder lacks what the list pins, or the list is none.
    """
    found = {path.name: path for path in _archives(folders)}
    if listed is None:
        yield from ((path, established(reference(name))) for name, path in sorted(found.items()))
        return
    for one in read_releases(listed):
        if one.file not in found:
            raise RequestError(f"{one.file} is on the list and in no folder")
        yield found[one.file], one


def learn(learner: "Learner", path: Path, one: Established) -> Learnt:
    """Return what is learnt of the archive at `path`; raises RequestError if it is not what was pinned."""
    learnt = learner.archive(path, reference(path.name))
    if one.sha256 and one.sha256 != learnt.sha256:
        raise RequestError(f"{path.name} has another digest than the list pins")
    return learnt


def _archives(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.name.endswith(_ARCHIVES) and path.is_file())
