"""A request becomes bytes, or the files of a folder: from the disk, the cache or the network."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Self, TypeAlias

from watchhouse.artifacts.folder import FolderFile
from watchhouse.ecosystems.naming import reference
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem
from watchhouse.model.request import (
    IndexRequest,
    InstalledDistribution,
    LocalFile,
    LocalFolder,
    Request,
    Unresolved,
)
from watchhouse.pipeline.folder_files import listed, walk
from watchhouse.registries.cache import Cache
from watchhouse.registries.constraints import read_constraints
from watchhouse.registries.download import Download, download
from watchhouse.registries.npm_index import NpmIndex
from watchhouse.registries.pypi_index import PypiIndex
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport, host


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


class Fetcher:
    """
    Fetches requests for one user; may be used from many threads, and is to be closed.

    No connection is made before something is asked for.
    """

    def __init__(
        self, settings: Settings, machine: Machine, *, wait: Callable[[float], None] = sleep
    ) -> None:
        self._settings = settings
        self._cache = Cache(settings.cache)
        self._open = ExitStack()
        self._python = self._open.enter_context(
            Transport(settings.limits, certificate=settings.certificate, sleep=wait)
        )
        self._node = self._open.enter_context(
            Transport(settings.limits, certificate=settings.npm.get("cafile", ""), sleep=wait)
        )
        self._pypi = PypiIndex(
            settings=settings,
            transport=self._python,
            machine=machine,
            limits=read_constraints(settings.constraints, machine),
        )
        self._npm = NpmIndex(settings=settings, transport=self._node)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._open.close()

    def fetch(self, request: Request) -> Fetched:
        """
        Return what `request` stands for.

        Raises RequestError if there is no such thing or it cannot be examined, InfrastructureError if it
        cannot be had now or is not what its index or lock file says.
        """
        match request:
            case LocalFile():
                return self._file(request.path)
            case LocalFolder():
                ref = ArtifactRef(ecosystem=_ecosystem(request.path), file=request.path.name)
                return FetchedFolder(ref=ref, files=tuple(walk(request.path)), source=str(request.path))
            case InstalledDistribution():
                return _installed(request)
            case IndexRequest(ecosystem=Ecosystem.PYPI):
                return self._from_pypi(request)
            case IndexRequest(ecosystem=Ecosystem.NPM):
                return self._from_npm(request)
            case IndexRequest():
                raise RequestError(f"packages of {request.ecosystem} are not fetched: name a file")
            case Unresolved():
                raise RequestError(f"{request.target!r}: {request.reason}")

    def _file(self, path: Path) -> FetchedFile:
        limit = self._settings.limits.file_bytes
        try:
            with path.open("rb") as file:
                content = file.read(limit + 1)
        except OSError as error:
            raise RequestError(f"{path} cannot be read: {error.strerror}") from error
        if len(content) > limit:
            raise RequestError(f"{path} is larger than {limit} bytes")
        return FetchedFile(ref=reference(path.name), content=content, source=str(path))

    def _from_pypi(self, request: IndexRequest) -> FetchedFile:
        chosen = self._pypi.find(request)
        wanted = Download(
            url=chosen.url,
            file=chosen.file,
            stated=chosen.hashes,
            accepted=request.hashes,
            origin=request.origin,
        )
        ref = ArtifactRef(
            ecosystem=request.ecosystem,
            file=chosen.file,
            name=request.name,
            version=str(chosen.release.version),
        )
        return FetchedFile(ref=ref, content=self._got(wanted, self._python), source=host(chosen.url))

    def _from_npm(self, request: IndexRequest) -> FetchedFile:
        chosen = self._npm.find(request)
        ref = ArtifactRef(
            ecosystem=request.ecosystem,
            file=chosen.download.file,
            name=request.name,
            version=chosen.version,
        )
        content = self._got(chosen.download, self._node)
        return FetchedFile(ref=ref, content=content, source=host(chosen.download.url))

    def _got(self, wanted: Download, transport: Transport) -> bytes:
        try:
            return download(wanted, transport, self._cache, self._settings.limits)
        except MemoryError as error:
            raise InfrastructureError(f"{wanted.file} does not fit into this machine's memory") from error


def _ecosystem(folder: Path) -> Ecosystem:
    """Return whose source lies in `folder`: npm's where there is a package.json and no sign of Python."""
    python = any(
        (folder / name).is_file() for name in ("pyproject.toml", "setup.py", "setup.cfg", "PKG-INFO")
    )
    return Ecosystem.NPM if not python and (folder / "package.json").is_file() else Ecosystem.PYPI


def _installed(request: InstalledDistribution) -> FetchedFolder:
    ref = ArtifactRef(
        ecosystem=Ecosystem.PYPI, file=request.root.name, name=request.name, version=request.version
    )
    return FetchedFolder(ref=ref, files=tuple(_as_known(request)), source=str(request.root))


def _as_known(request: InstalledDistribution) -> Iterator[FolderFile]:
    """Yield the files; one that lies elsewhere in the environment, such as a script, is told apart by a prefix."""
    for path, file in zip(request.files, listed(request.root, request.files), strict=True):
        outside = path.startswith("../")
        known = f"(environment)/{path.rpartition('../')[2]}" if outside else path
        yield FolderFile(
            path=known,
            mode=file.mode,
            size=file.size,
            load=file.load,
            is_link=file.is_link,
            is_special=file.is_special,
        )
