"""What learning known files is wired from: workers that open the archives, the user's package indexes."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from pathlib import Path

from watchhouse.bootstrap.scanning import Settings, connect
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ArtifactRef
from watchhouse.model.request import IndexRequest, LocalFile
from watchhouse.pipeline.fetch_local import Fetched, FetchedFile, fetch_local
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.learnt import Learnt, learn
from watchhouse.pipeline.scanner import FromIndex
from watchhouse.pipeline.targets import expand
from watchhouse.pipeline.this_machine import this_machine
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

LEARN = "watchhouse.pipeline.learn_artifact:answer"
"""Named, not imported: archives are opened in the workers only."""


class Learner:
    """Learns known files from archives and packages; made by `open_learner`."""

    def __init__(self, pool: WorkerPool, from_index: Callable[[], FromIndex]) -> None:
        self._pool = pool
        self._from_index = from_index

    def archive(self, path: Path, ref: ArtifactRef) -> Learnt:
        """Return what is learnt of the archive at `path`, which is `ref`; raises RequestError if that is nothing."""
        return self._learnt(fetch_local(LocalFile(path=path)), ref)

    def target(self, target: str) -> Iterator[tuple[ArtifactRef, Learnt]]:
        """Yield what is learnt of all that `target` means; raises RequestError if that is nothing."""
        for request in expand(target, this_machine()):
            match request:
                case IndexRequest():
                    fetched = self._from_index()(request)
                case LocalFile():
                    fetched = fetch_local(request)
                case _:
                    raise RequestError(f"{target!r} is neither a package nor an archive")
            yield fetched.ref, self._learnt(fetched, fetched.ref)

    def _learnt(self, fetched: Fetched, ref: ArtifactRef) -> Learnt:
        if not isinstance(fetched, FetchedFile):
            raise RequestError(f"{fetched.source} is no archive")
        return learn(self._pool, ArtifactJob(ref=ref, content=fetched.content))


@contextmanager
def open_learner(settings: Settings) -> Iterator[Learner]:
    """Yield what learns; its processes and connections end with the block."""
    limits = WorkerLimits(seconds=settings.seconds, files=False)
    with WorkerPool(LEARN, size=1, limits=limits) as pool, ExitStack() as connections:
        yield Learner(pool, cache(partial(connect, settings, connections)))
