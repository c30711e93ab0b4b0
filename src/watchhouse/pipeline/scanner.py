"""Targets to requests, requests to outcomes: what a scan does with the workers and the indexes it is given."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import assert_never

from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import RequestError
from watchhouse.model.request import (
    IndexRequest,
    InstalledDistribution,
    LocalFile,
    LocalFolder,
    Request,
    Unresolved,
    title,
)
from watchhouse.pipeline import installed
from watchhouse.pipeline.fetch_local import Fetched, FetchedFile, FetchedFolder, fetch_local
from watchhouse.pipeline.job import ArtifactJob, FolderJob, Job
from watchhouse.pipeline.judge_in_worker import judge_in_worker
from watchhouse.pipeline.scan import Failed, Judged, Outcome, Skipped, scan
from watchhouse.pipeline.targets import expand
from watchhouse.pipeline.this_machine import this_machine
from watchhouse.pipeline.workers import WorkerPool

FromIndex = Callable[[IndexRequest], Fetched]


class Scanner:
    """
    One scan's machinery.

    `connect` is called when an index is to be asked, and only then: its libraries load slowly.
    """

    def __init__(
        self, pool: WorkerPool, connect: Callable[[], FromIndex], limits: ReadLimits, *, threads: int
    ) -> None:
        self._pool = pool
        self._connect = connect
        self._limits = limits
        self._threads = threads

    def expand(
        self, targets: Sequence[str], *, environment: bool = False, python: Path | None = None
    ) -> tuple[Request, ...]:
        """
        Return what `targets` stand for, each once, with all that is installed if `environment` is asked for.

        Raises RequestError if a target makes no sense.
        """
        machine = this_machine()
        found: dict[Request, None] = {}
        for target in targets:
            found |= dict.fromkeys(expand(target, machine))
        if environment:
            found |= dict.fromkeys(installed.environment(python))
        return tuple(found)

    def scan(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """
        Yield (position, outcome) for each of `requests` as it becomes known.

        Raises RequestError if the settings for the indexes make no sense and one of them is to be asked.
        """
        asks = any(isinstance(request, IndexRequest) for request in requests)
        from_index = self._connect() if asks else _nowhere

        def examine(request: Request) -> Outcome:
            match request:
                case Unresolved(needed=True):
                    return Failed(target=request.target, cause=request.reason)
                case Unresolved():
                    return Skipped(target=request.target, cause=request.reason)
                case IndexRequest():
                    return self._judged(request, from_index(request))
                case LocalFile() | LocalFolder() | InstalledDistribution():
                    return self._judged(request, fetch_local(request))
                case _:
                    assert_never(request)

        return scan(requests, examine, title, threads=self._threads)

    def _judged(self, request: Request, fetched: Fetched) -> Judged:
        return Judged(target=title(request), verdict=judge_in_worker(self._pool, self._job(fetched)))

    def _job(self, fetched: Fetched) -> Job:
        match fetched:
            case FetchedFile():
                return ArtifactJob(ref=fetched.ref, content=fetched.content, limits=self._limits)
            case FetchedFolder():
                return FolderJob(ref=fetched.ref, files=fetched.files, limits=self._limits)


def _nowhere(request: IndexRequest) -> Fetched:
    raise RequestError(f"no index was to be asked for {request.name}")
