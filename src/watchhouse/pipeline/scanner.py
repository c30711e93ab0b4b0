"""Targets to requests, requests to outcomes: what a scan does with the workers and the indexes it is given."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import assert_never

from watchhouse.evidence.delta.capabilities import Capabilities
from watchhouse.evidence.delta.gap import not_compared
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import RequestError, WatchhouseError
from watchhouse.model.evidence import Gap
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
from watchhouse.pipeline.against import Against, asks_index, earlier_request
from watchhouse.pipeline.fetch_local import Fetched, FetchedFile, FetchedFolder, fetch_local
from watchhouse.pipeline.job import ArtifactJob, FolderJob, Job
from watchhouse.pipeline.judge_in_worker import describe_in_worker, judge_in_worker
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

    def scan(
        self, requests: Sequence[Request], *, against: Against | None = None
    ) -> Iterator[tuple[int, Outcome]]:
        """
        Yield (position, outcome) for each of `requests` as it becomes known, compared with what `against` names.

        Raises RequestError if the settings for the indexes make no sense and one of them is to be asked.
        """
        asks = asks_index(against) or any(isinstance(request, IndexRequest) for request in requests)
        from_index = self._connect() if asks else _nowhere

        def judged(request: Request, fetched: Fetched) -> Judged:
            earlier = None if against is None else self._earlier(against, request, fetched, from_index)
            job = self._job(fetched, earlier)
            return Judged(target=title(request), verdict=judge_in_worker(self._pool, job))

        def examine(request: Request) -> Outcome:
            match request:
                case Unresolved(needed=True):
                    return Failed(target=request.target, cause=request.reason)
                case Unresolved():
                    return Skipped(target=request.target, cause=request.reason)
                case IndexRequest():
                    return judged(request, from_index(request))
                case LocalFile() | LocalFolder() | InstalledDistribution():
                    return judged(request, fetch_local(request))
                case _:
                    assert_never(request)

        return scan(requests, examine, title, threads=self._threads)

    def _earlier(
        self, against: Against, request: Request, fetched: Fetched, from_index: FromIndex
    ) -> Capabilities | Gap:
        """Return what the release to compare with can do; that it cannot be had costs the comparison and no more."""
        try:
            match earlier_request(against, request, fetched.ref):
                case IndexRequest() as asked:
                    found = from_index(asked)
                case LocalFile() | LocalFolder() as local:
                    found = fetch_local(local)
                case other:
                    raise RequestError(f"{title(other)} cannot be compared with")
        except WatchhouseError as error:
            return not_compared(str(error))
        return describe_in_worker(self._pool, self._job(found))

    def _job(self, fetched: Fetched, earlier: Capabilities | Gap | None = None) -> Job:
        match fetched:
            case FetchedFile():
                return ArtifactJob(
                    ref=fetched.ref, content=fetched.content, limits=self._limits, earlier=earlier
                )
            case FetchedFolder():
                return FolderJob(ref=fetched.ref, files=fetched.files, limits=self._limits, earlier=earlier)


def _nowhere(request: IndexRequest) -> Fetched:
    raise RequestError(f"no index was to be asked for {request.name}")
