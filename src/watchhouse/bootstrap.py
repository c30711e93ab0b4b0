"""Settings to wired functions: the one module that knows every side of the house."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
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
from watchhouse.pipeline.fetch_local import Fetched, FetchedFile, FetchedFolder, fetch_local
from watchhouse.pipeline.job import ArtifactJob, FolderJob, Job
from watchhouse.pipeline.judge_in_worker import judge_in_worker
from watchhouse.pipeline.scan import Failed, Judged, Outcome, Skipped, scan
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

WORK = "watchhouse.pipeline.judge_artifact:answer"
"""Named, not imported: the detectors load in the workers only."""

_AHEAD = 2
"""Threads for each worker: while one artifact is judged, the next one is fetched."""

FromIndex = Callable[[IndexRequest], Fetched]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a scan may do and how."""

    index_url: str = ""
    """Empty: as configured for pip."""
    npm_registry: str = ""
    """Empty: as configured for npm."""
    jobs: int = 1
    seconds: float = 120.0
    cached: bool = True


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def open_scanner(settings: Settings) -> Iterator["Scanner"]:
    """Yield a scanner whose first worker is already loading; its processes end with the block."""
    with WorkerPool(WORK, size=settings.jobs, limits=WorkerLimits(seconds=settings.seconds)) as pool:
        pool.warm(1)
        with ExitStack() as connections:
            yield Scanner(settings, pool, connections)


def _nowhere(request: IndexRequest) -> Fetched:
    raise RequestError(f"no index was to be asked for {request.name}")


class Scanner:
    """Turns targets into requests, and requests into outcomes."""

    def __init__(self, settings: Settings, pool: WorkerPool, connections: ExitStack) -> None:
        self._settings = settings
        self._pool = pool
        self._connections = connections
        # Half of the time, so that what was read can still be judged.
        self._limits = ReadLimits(seconds=min(ReadLimits().seconds, settings.seconds / 2))

    def expand(
        self, targets: Sequence[str], *, environment: bool = False, python: Path | None = None
    ) -> tuple[Request, ...]:
        """
        Return what `targets` stand for, each once, with all that is installed if `environment` is asked for.

        Raises RequestError if a target makes no sense.
        """
        from watchhouse.pipeline.targets import expand
        from watchhouse.pipeline.this_machine import this_machine

        machine = this_machine()
        found: dict[Request, None] = {}
        for target in targets:
            found |= dict.fromkeys(expand(target, machine))
        if environment:
            from watchhouse.pipeline import installed

            found |= dict.fromkeys(installed.environment(python))
        return tuple(found)

    def scan(self, requests: Sequence[Request]) -> Iterator[tuple[int, Outcome]]:
        """
        Yield (position, outcome) for each of `requests` as it becomes known.

        Raises RequestError if the settings for the indexes make no sense and one of them is to be asked.
        """
        asks = any(isinstance(request, IndexRequest) for request in requests)
        from_index = self._fetcher() if asks else _nowhere

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

        return scan(requests, examine, title, threads=self._settings.jobs * _AHEAD)

    def _judged(self, request: Request, fetched: Fetched) -> Judged:
        return Judged(target=title(request), verdict=judge_in_worker(self._pool, self._job(fetched)))

    def _job(self, fetched: Fetched) -> Job:
        match fetched:
            case FetchedFile():
                return ArtifactJob(ref=fetched.ref, content=fetched.content, limits=self._limits)
            case FetchedFolder():
                return FolderJob(ref=fetched.ref, files=fetched.files, limits=self._limits)

    def _fetcher(self) -> FromIndex:
        """Return what asks the indexes; its libraries load only when there is something to ask."""
        from watchhouse.pipeline.fetch import Fetcher
        from watchhouse.pipeline.this_machine import this_machine
        from watchhouse.registries.cache import cache_folder
        from watchhouse.registries.settings import read_settings

        settings = read_settings(
            os.environ,
            Path.cwd(),
            index_url=self._settings.index_url,
            npm_registry=self._settings.npm_registry,
            cache=cache_folder(os.environ) if self._settings.cached else None,
        )
        return self._connections.enter_context(Fetcher(settings, this_machine())).fetch
