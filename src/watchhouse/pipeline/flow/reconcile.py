"""
See to it that nothing wanted is forgotten: jobs of dead workers are dropped, rows without a job get one.

Any number of processes may do it. Nothing here needs to know what happened; it compares what is wanted with what
somebody does.
"""

import threading
import time

from sqlalchemy import Connection

from watchhouse.pipeline.engine.jobs import assigned, drop_ended, drop_stalled
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.defer import Task, defer_due, only_one_defers
from watchhouse.pipeline.flow.delays import retry_delay
from watchhouse.pipeline.flow.outage import repeat
from watchhouse.pipeline.flow.rescan import JudgingAgain
from watchhouse.pipeline.flow.troubles import fade
from watchhouse.pipeline.log import note
from watchhouse.store import projects, publications, shards

_DEFER_EVERY = 0.5
_SWEEP_EVERY = 3.0
_ROWS = 10_000


def run_reconcile(context: Context, stop: threading.Event) -> None:
    """Keep the engine supplied with what is wanted until `stop` is set."""
    repeat(_Reconciler(context).step, stop, context.outage)


def reconcile(context: Context) -> None:
    """Do once all that there is to do, as a process that has just started does."""
    with context.database.begin() as connection:
        sweep(context, connection)
    with context.database.begin() as connection:
        defer_due(context, connection)


class _Reconciler:
    """The loop, and when it last swept."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._swept = float("-inf")
        self._again = JudgingAgain(context)

    def step(self) -> float:
        now = time.monotonic()
        if now - self._swept >= _SWEEP_EVERY:
            self._swept = now
            with self._context.database.begin() as connection:
                sweep(self._context, connection)
            self._again.step()
        with self._context.database.begin() as connection:
            defer_due(self._context, connection)
        return _DEFER_EVERY


def sweep(context: Context, connection: Connection) -> int:
    """Drop what dead workers left, and take back the rows that nobody has a job for; return how many rows."""
    if not only_one_defers(connection):
        return 0
    at = context.clock(connection)
    dropped = drop_stalled(connection)
    if dropped:
        note("jobs of dead workers are done again", jobs=dropped)
    drop_ended(connection)
    fade(connection, at)
    # The rows are read before the jobs: a job ends after its rows, so that no row is taken for an orphan wrongly.
    rows = {row.id for row in publications.deferred(connection, at, _ROWS)}
    orphans = rows - assigned(connection, Task.EXAMINE)
    unlisted = {row.id for row in projects.deferred(connection, at, _ROWS)}
    unlisted -= assigned(connection, Task.LIST)
    unopened = shards.deferred(connection) - assigned(connection, Task.SHARD)
    for one in publications.get_many(connection, orphans) if orphans else ():
        if one.state == "wanted" and one.attempts:
            publications.failed(connection, one.id, at + retry_delay(one.id, one.attempts))
    publications.forget_deferred(connection, orphans)
    projects.forget_deferred(connection, unlisted)
    shards.forget_deferred(connection, unopened)
    return len(orphans) + len(unlisted) + len(unopened)
