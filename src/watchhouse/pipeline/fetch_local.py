"""What lies on this machine becomes bytes, or the files of a folder; nothing here knows of a network."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from watchhouse.artifacts.folder import FolderFile
from watchhouse.ecosystems.naming import reference
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem
from watchhouse.model.request import InstalledDistribution, LocalFile, LocalFolder
from watchhouse.pipeline.folder_files import listed, walk

FILE_BYTES = 1 << 30
"""The largest file that is read, wherever it comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """One artifact as published or as it lies there."""

    ref: ArtifactRef
    content: bytes
    source: str
    """Where it came from, for a person: a path, or the host of an index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFolder:
    """The files of a folder, not yet opened; they can be opened in another process of this machine."""

    ref: ArtifactRef
    files: tuple[FolderFile, ...]
    source: str


Fetched: TypeAlias = FetchedFile | FetchedFolder


def fetch_local(request: LocalFile | LocalFolder | InstalledDistribution, limit: int = FILE_BYTES) -> Fetched:
    """
    Return what `request` stands for.

    Raises RequestError if it is not there, cannot be read or is larger than `limit` bytes.
    """
    match request:
        case LocalFile():
            return _file(request.path, limit)
        case LocalFolder():
            ref = ArtifactRef(ecosystem=_ecosystem(request.path), file=request.path.resolve().name)
            return FetchedFolder(ref=ref, files=tuple(walk(request.path)), source=str(request.path))
        case InstalledDistribution():
            return _installed(request)


def _file(path: Path, limit: int) -> FetchedFile:
    try:
        with path.open("rb") as file:
            content = file.read(limit + 1)
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) > limit:
        raise RequestError(f"{path} is larger than {limit} bytes")
    return FetchedFile(ref=reference(path.name), content=content, source=str(path))


def _ecosystem(folder: Path) -> Ecosystem:
    """Return whose source lies in `folder`: npm's where there is a package.json and no sign of Python."""
    signs = ("pyproject.toml", "setup.py", "setup.cfg", "PKG-INFO")
    python = any((folder / name).is_file() for name in signs)
    return Ecosystem.NPM if not python and (folder / "package.json").is_file() else Ecosystem.PYPI


def _installed(request: InstalledDistribution) -> FetchedFolder:
    ref = ArtifactRef(
        ecosystem=Ecosystem.PYPI, file=request.root.name, name=request.name, version=request.version
    )
    return FetchedFolder(ref=ref, files=tuple(_as_known(request)), source=str(request.root))


def _as_known(request: InstalledDistribution) -> Iterator[FolderFile]:
    """Yield the files; one that lies elsewhere in the environment, such as a script, is told apart by a prefix."""
    for path, file in zip(request.files, listed(request.root, request.files), strict=True):
        inner = path.lstrip("./") if path.startswith("../") else ""
        known = f"(environment)/{inner}" if inner else path
        yield FolderFile(
            path=known,
            mode=file.mode,
            size=file.size,
            load=file.load,
            is_link=file.is_link,
            is_special=file.is_special,
        )
