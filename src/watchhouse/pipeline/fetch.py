"""A request becomes bytes, or the files of a folder: from the disk, the cache or the network."""

from collections.abc import Callable
from contextlib import ExitStack
from time import sleep
from types import TracebackType
from typing import Self

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
from watchhouse.pipeline.fetch_local import Fetched, FetchedFile, fetch_local
from watchhouse.registries.cache import Cache
from watchhouse.registries.constraints import read_constraints
from watchhouse.registries.download import Download, download
from watchhouse.registries.npm_index import NpmIndex
from watchhouse.registries.pypi_index import PypiIndex
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport, host


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
            case LocalFile() | LocalFolder() | InstalledDistribution():
                return fetch_local(request, self._settings.limits.file_bytes)
            case IndexRequest(ecosystem=Ecosystem.PYPI):
                return self._from_pypi(request)
            case IndexRequest(ecosystem=Ecosystem.NPM):
                return self._from_npm(request)
            case IndexRequest():
                raise RequestError(f"packages of {request.ecosystem} are not fetched: name a file")
            case Unresolved():
                raise RequestError(f"{request.target!r}: {request.reason}")

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
