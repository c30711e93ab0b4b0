"""What the user asks to have examined: one frozen value for each kind of target."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from watchhouse.model.identity import Ecosystem, ProjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """One file on this machine, examined as the artifact that its bytes are."""

    path: Path
    origin: str = ""
    """Where the user wrote it, such as "uv.lock: package[3]"; empty for the command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFolder:
    """One folder on this machine, examined as unpacked source."""

    path: Path
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What was told to the installer about which versions and formats it may take."""

    prereleases: bool = False
    wheels: bool = True
    sdists: bool = True
    prefer_binary: bool = False
    """An older wheel rather than a newer sdist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRequest:
    """One project to be found on an index: the file that an installer on this machine would take."""

    ecosystem: Ecosystem
    name: ProjectName
    specifier: str = ""
    """PyPI: a PEP 440 specifier; npm: an exact version or a dist-tag; empty for the newest."""
    hashes: frozenset[str] = frozenset()
    """`algorithm:hexadecimal` of every content that is accepted; empty if none was named."""
    origin: str = ""
    index: str = ""
    """The index that the manifest names for it; empty if it names none."""
    extra_indexes: tuple[str, ...] = ()
    """Further places that the manifest wants asked: extra indexes and find-links."""
    preference: Preference = field(default_factory=Preference)
    older_than: str = ""
    """Only a release before this version, the newest of them; empty if any will do."""
    like: str = ""
    """The file that it is to be compared with: one of that kind is taken, whatever an installer would take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledDistribution:
    """One distribution as it lies installed, judged from its files."""

    name: ProjectName | None
    """None for the files of an environment that no distribution claims."""
    version: str | None
    root: Path
    """The site-packages folder that `files` are relative to."""
    files: tuple[str, ...]
    """Paths with forward slashes; one may climb out of `root`, as a console script does."""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """One thing that the user named and that cannot be examined: never dropped in silence."""

    target: str
    """As written, at most 200 characters; hostile."""
    reason: str
    origin: str = ""
    needed: bool = True
    """False where an installer on this machine would not take it either: then nothing was missed."""


Request: TypeAlias = LocalFile | LocalFolder | IndexRequest | InstalledDistribution | Unresolved


def title(request: Request) -> str:
    """Return what a person calls `request`; hostile where it comes from a manifest or an environment."""
    match request:
        case LocalFile() | LocalFolder():
            return str(request.path)
        case IndexRequest(ecosystem=Ecosystem.NPM):
            return f"{request.name}@{request.specifier}" if request.specifier else request.name
        case IndexRequest():
            return f"{request.name}{request.specifier}"
        case InstalledDistribution(name=None):
            return f"files of no distribution in {request.root}"
        case InstalledDistribution():
            return f"{request.name} {request.version or ''}".rstrip()
        case Unresolved():
            return request.target
