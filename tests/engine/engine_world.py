"""A flow over a real database and real workers, with artifacts that are nothing but their names."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select, text
from trivial_work import RULES

from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Publication
from watchhouse.model.verdict import Verdict
from watchhouse.pipeline.flow.context import Context, database_time
from watchhouse.pipeline.flow.run_worker import run_worker
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool
from watchhouse.registries.feeds.feed import Lister
from watchhouse.store import shards, verdicts
from watchhouse.store.blobs.folder import FolderBlobs
from watchhouse.store.database import Database, open_database
from watchhouse.store.schema import PUBLICATION, VERDICT

PRIORITY = 30


def content_of(publication: Publication) -> bytes:
    """Return what the file of `publication` holds: its own name."""
    return publication.ref.file.encode()


def hostile_content_of(publication: Publication) -> bytes:
    """Return the content, unless downloading the file ends whoever does it."""
    if publication.ref.file.startswith("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    return content_of(publication)


def a_file(name: str, project: str = "alpha", version: str = "1.0") -> Publication:
    """A publication called `name`."""
    return Publication(
        ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file=name, name=ProjectName(project), version=version),
        url=f"https://files.example/{name}",
        digests=frozenset(),
    )


def want(database: Database, *names: str, priority: int = PRIORITY) -> None:
    """Have files of these names examined."""
    with database.begin() as connection:
        at = connection.execute(select(func.clock_timestamp())).scalar_one()
        shards.want(connection, [a_file(name) for name in names], priority, at)


@contextmanager
def a_context(
    database: Database,
    folder: Path,
    *,
    work: str = "trivial_work:answer",
    rules: str = RULES,
    download: Callable[[Publication], bytes] = content_of,
    seconds: float = 30.0,
    slots: int = 4,
    listers: Mapping[Ecosystem, Lister] | None = None,
    clock: Callable[[Connection], datetime] = database_time,
) -> Iterator[Context]:
    """Yield what the flow stands on."""
    with WorkerPool(work, size=2, limits=WorkerLimits(seconds=seconds, files=False)) as pool:
        yield Context(
            database=database,
            blobs=FolderBlobs(folder),
            listers=listers or {},
            download=download,
            pool=pool,
            rules=rules,
            slots=slots,
            clock=clock,
        )


@contextmanager
def working(context: Context) -> Iterator[None]:
    """Run a worker service in this process for the length of the block."""
    stop = threading.Event()
    service = threading.Thread(target=run_worker, args=(context, stop))
    service.start()
    try:
        yield
    finally:
        stop.set()
        service.join(60)
        assert not service.is_alive()


class Service:
    """A worker service in a process of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self._process = subprocess.Popen(  # noqa: S603 - this module
            [sys.executable, "-m", "engine_world", url, str(folder)], env=environment, process_group=0
        )

    def kill(self) -> None:
        """End it at once, as the kernel does when memory is short."""
        self._process.kill()
        self._process.wait()

    def dead(self) -> bool:
        """Return whether it has ended."""
        return self._process.poll() is not None


def main(url: str, folder: str) -> None:
    """Serve until told to stop."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    database = open_database(url)
    with a_context(database, Path(folder), download=hostile_content_of) as context:
        run_worker(context, stop)


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Wait until `true()`; return whether it was within `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def count(database: Database, state: str) -> int:
    """Return how many publications are in `state`."""
    with database.read() as connection:
        statement = select(func.count()).select_from(PUBLICATION).where(PUBLICATION.c.state == state)
        return connection.execute(statement).scalar_one()


def answers(database: Database) -> int:
    """Return how many verdicts there are."""
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(VERDICT)).scalar_one()


def verdicts_by_name(database: Database) -> Mapping[str, Verdict]:
    """Return the newest verdict on each file."""
    with database.read() as connection:
        rows = connection.execute(select(PUBLICATION.c.id, PUBLICATION.c.file)).all()
        found = {row.file: verdicts.get(connection, row.id) for row in rows}
    return {name: verdict for name, verdict in found.items() if verdict is not None}


def hurry(database: Database) -> None:
    """Let no row wait for its next attempt."""
    with database.begin() as connection:
        connection.execute(text("UPDATE publication SET not_before = NULL WHERE not_before IS NOT NULL"))


if __name__ == "__main__":
    main(*sys.argv[1:])
