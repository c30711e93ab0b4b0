"""What runs until it is stopped: the watch of the feeds, and the workers that examine what was published."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from watchhouse.bootstrap.machine import own_index
from watchhouse.bootstrap.scanning import WORK
from watchhouse.bootstrap.sources import Registries, RegistrySettings, open_registries
from watchhouse.bootstrap.storing import StoreSettings, open_database
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.publication import Publication
from watchhouse.pipeline.flow.context import SLOTS_A_PROCESSOR, Context
from watchhouse.pipeline.flow.run_worker import run_worker
from watchhouse.pipeline.flow.watch import INTERVAL, run_watch
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool
from watchhouse.registries.feeds.feed import Feed
from watchhouse.registries.feeds.pypi_place import Place, write_place
from watchhouse.registries.settings import Limits
from watchhouse.store import feeds
from watchhouse.store.blobs import open_blobs
from watchhouse.store.retention import Retention
from watchhouse.verdicts.judge import rules_version

_SECONDS = 120.0
"""Wall time for one artifact."""
_LOOK = 0.2
_PATIENCE = 2.0
"""Seconds that a thread may go on waiting for its registry when the watch is told to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """What one process of the watch works with."""

    store: StoreSettings
    registries: RegistrySettings
    jobs: int = 1
    """Worker processes."""
    retention: Retention = field(default_factory=Retention)
    interval: float = INTERVAL
    """Seconds between two questions to a registry that had nothing more to tell."""


class Service:
    """One process of the watch; made by `open_service`."""

    def __init__(self, context: Context, registries: Registries, settings: ServiceSettings) -> None:
        self.context = context
        self._registries = registries
        self._settings = settings

    def watch(self, stop: threading.Event) -> bool:
        """
        Read every feed until `stop` is set; return whether all of their threads have ended then.

        One that breaks takes the others with it, and its error is raised: who started us starts all anew.
        """
        known = self._registries.feeds
        self._begin_since(known)
        threads = ThreadPoolExecutor(len(known), thread_name_prefix="feed")
        reading = {
            threads.submit(run_watch, self.context, feed, stop, interval=self._settings.interval)
            for feed in known
        }
        broken = False
        while not (broken or stop.wait(_LOOK)):
            broken = any(one.done() for one in reading)
        stop.set()
        ended, waiting = wait(reading, timeout=_PATIENCE)
        threads.shutdown(wait=False, cancel_futures=True)
        for one in ended:
            one.result()
        return not waiting

    def work(self, stop: threading.Event) -> None:
        """Do jobs until `stop` is set."""
        self.context.pool.warm(self._settings.jobs)
        run_worker(self.context, stop)

    def _begin_since(self, known: tuple[Feed, ...]) -> None:
        """Begin the feed `pypi` where the user says, if it was never read."""
        since = self._settings.registries.since
        for feed in known:
            if since is None or feed.name != "pypi":
                continue
            with self.context.database.begin() as connection:
                if feeds.cursor(connection, feed.name) is None:
                    cursor = write_place(Place(serial=since))
                    at = self.context.clock(connection)
                    feeds.start(connection, feed.name, cursor, _first_event(feed, cursor) or at)


@contextmanager
def open_service(settings: ServiceSettings) -> Iterator[Service]:
    """Yield one process of the watch, its workers not yet started; all of it ends with the block."""
    known = own_index(settings.store.data)
    limits = WorkerLimits(seconds=_SECONDS, files=False, warm=True, known=known)
    with (
        open_database(settings.store) as database,
        open_registries(settings.registries) as registries,
        WorkerPool(WORK, size=settings.jobs, limits=limits) as pool,
    ):
        context = Context(
            database=database,
            blobs=open_blobs(settings.store.blob_place),
            listers=registries.listers,
            download=registries.download,
            pool=pool,
            rules=rules_version(),
            limits=ReadLimits(seconds=_SECONDS / 2),
            slots=settings.jobs * SLOTS_A_PROCESSOR,
            retention=settings.retention,
        )
        yield Service(context, registries, settings)


@contextmanager
def open_orders(settings: StoreSettings) -> Iterator[Context]:
    """Yield what an order to the watch is written down with: it reaches the database, and no registry or worker."""
    with open_database(settings) as database, WorkerPool(WORK, size=1, limits=WorkerLimits()) as pool:
        yield Context(
            database=database,
            blobs=open_blobs(settings.blob_place),
            listers={},
            download=_nowhere,
            pool=pool,
            rules=rules_version(),
        )


def answers(settings: RegistrySettings) -> str:
    """
    Ask each feed once where it stands; return nothing if any answers, otherwise why the first does not.

    Raises RequestError for what is not or wrongly configured.
    """
    complaint = ""
    with open_registries(settings, Limits(attempts=1, connect_seconds=5.0)) as registries:
        for feed in registries.feeds:
            try:
                feed.start()
            except InfrastructureError as error:
                # A feed with several ways to be read names what fails in each.
                complaint = complaint or "; ".join(dict.fromkeys(str(error).split("; ")))
            else:
                return ""
    return complaint


def _nowhere(publication: Publication) -> bytes:
    raise RequestError(f"{publication.ref.file} is not downloaded here")


def _first_event(feed: Feed, cursor: str) -> datetime | None:
    """Return when what the feed tells first happened: what is older is not examined unasked."""
    with suppress(InfrastructureError):
        return min((event.at for event in feed.poll(cursor).events if event.at is not None), default=None)
    return None
