"""Everything that the flow stands on, handed to each of its functions; made once a process, in bootstrap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, select

from watchhouse.model.artifact import ReadLimits
from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Publication
from watchhouse.pipeline.flow.outage import Outage
from watchhouse.pipeline.flow.reach import Reach
from watchhouse.pipeline.flow.troubles import Troubles
from watchhouse.pipeline.flow.turns import Turns
from watchhouse.pipeline.workers import WorkerPool
from watchhouse.registries.feeds.feed import Lister
from watchhouse.store.blobs.blob import Blobs
from watchhouse.store.database import Database
from watchhouse.store.retention import Retention

SLOTS_A_PROCESSOR = 2
"""Jobs at once for each processor: while one artifact is judged, another is downloaded."""


def database_time(connection: Connection) -> datetime:
    """Return the database's own time: the one clock of all machines that share it."""
    at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return at


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What watches, lists, downloads, judges and remembers."""

    database: Database
    blobs: Blobs
    listers: Mapping[Ecosystem, Lister]
    download: Callable[[Publication], bytes]
    """
    Called from many threads; as `registries.download.download` it raises NotFoundError, TooLargeError, WrongHashError
    and BusyError for what they say, another WatchhouseError for all else, and never returns what is not the file.
    """
    pool: WorkerPool
    """Of `pipeline.judge_artifact:answer`, sealed: with WorkerLimits(files=False)."""
    rules: str
    """Version of the rules and model that the workers judge by."""
    limits: ReadLimits = field(default_factory=ReadLimits)
    slots: int = SLOTS_A_PROCESSOR
    """Jobs that this process does at once."""
    judges_again: bool = True
    """Whether what other rules judged is examined again, in the background."""
    retention: Retention = field(default_factory=Retention)
    """What is thrown away, once an hour by one of all processes."""
    clock: Callable[[Connection], datetime] = database_time
    reach: Reach = field(default_factory=Reach)
    turns: Turns = field(default_factory=Turns)
    troubles: Troubles = field(default_factory=Troubles)
    outage: Outage = field(default_factory=Outage)
