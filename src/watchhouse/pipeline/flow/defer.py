"""
What is wanted becomes jobs, in the transaction that says so: as many as the workers have use for, the urgent first.

The engine's queue is kept short. It cannot then be old when something urgent comes, and what asks whether a job is
still there looks at a few hundred rows, however many millions are wanted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sqlalchemy import Connection, text

from watchhouse.pipeline.engine.jobs import Job, defer, waiting, workers
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.priority import Priority
from watchhouse.store import projects, publications, shards

EXAMINE_BATCH = 8
"""Publications that one job examines; one that was tried before has a job of its own."""

LIST_BATCH = 8
"""Projects that one job lists."""

_AHEAD, _AHEAD_A_WORKER = 32, 16
"""Jobs of one kind and urgency that may wait: this many, and this many more for each worker process."""

_GLANCE = 4
"""Jobs for which rows are read though the queue is full: some may be more urgent than all that waits."""

_BACKSCAN_AHEAD = 4_000
"""Files of back-scans that may wait to be examined before another shard is opened."""

_TRY_LOCK = text("SELECT pg_try_advisory_xact_lock(:key)")
_LOCK = 0x77617463_64656672
"""Number of the advisory lock under which one process at a time turns rows into jobs."""


class Task(StrEnum):
    """The kinds of job."""

    LIST = "list"
    EXAMINE = "examine"
    SHARD = "shard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A row that waits for a job."""

    id: int
    priority: int
    tried: bool


def only_one_defers(connection: Connection) -> bool:
    """Take the lock of this transaction's length; return whether nobody else has it."""
    return bool(connection.execute(_TRY_LOCK, {"key": _LOCK}).scalar_one())


def defer_due(context: Context, connection: Connection) -> int:
    """Give the engine jobs for what is wanted and due; return how many. Does nothing while somebody else does it."""
    if not only_one_defers(connection):
        return 0
    at = context.clock(connection)
    room = _AHEAD + _AHEAD_A_WORKER * workers(connection)
    queued = waiting(connection, Task.LIST)
    # A listing tells what else is urgent, so that it goes before the examinations of its kind.
    unlisted = [
        Wanted(id=one.id, priority=one.priority + 1, tried=False)
        for one in projects.unlisted(connection, at, _rows(room, queued, LIST_BATCH))
    ]
    listing = batches(unlisted, Task.LIST, LIST_BATCH, queued, room)
    queued = waiting(connection, Task.EXAMINE)
    wanted = [
        Wanted(id=one.id, priority=one.priority, tried=one.attempts > 0)
        for one in publications.wanted(connection, at, _rows(room, queued, EXAMINE_BATCH))
    ]
    examining = batches(wanted, Task.EXAMINE, EXAMINE_BATCH, queued, room)
    opening = _shards(context, connection, room)
    projects.mark_deferred(connection, _ids(listing), at)
    publications.mark_deferred(connection, _ids(examining), at)
    shards.mark_deferred(connection, _ids(opening), at)
    jobs = (*listing, *examining, *opening)
    defer(connection, jobs)
    return len(jobs)


def batches(rows: Sequence[Wanted], task: Task, size: int, queued: Mapping[int, int], room: int) -> list[Job]:
    """
    Return jobs for `rows`, which come in the order of their priority, as many as there is room for.

    A job counts against the room of its own priority and of every lower one, so that however much of little
    importance waits, there is room for what is urgent.
    """
    jobs: list[Job] = []
    for priority, group in groupby(rows, key=lambda row: row.priority):
        taken = sum(count for other, count in queued.items() if other >= priority) + len(jobs)
        kept = list(group)
        fresh = [row.id for row in kept if not row.tried]
        parts: list[tuple[int, ...]] = [(row.id,) for row in kept if row.tried]
        parts += [tuple(fresh[start : start + size]) for start in range(0, len(fresh), size)]
        jobs += [Job(task=task, priority=priority, ids=ids) for ids in parts[: max(0, room - taken)]]
    return jobs


def _rows(room: int, queued: Mapping[int, int], size: int) -> int:
    """Return how many rows to read: enough to fill the queue, and where it is full, enough to see what is urgent."""
    return size * max(_GLANCE, room - sum(queued.values()))


def _shards(context: Context, connection: Connection, room: int) -> list[Job]:
    """Return a job for the next shards of back-scans, unless enough of them waits already."""
    if sum(waiting(connection, Task.SHARD).values()) or shards.backlog(
        connection, Priority.BACKSCAN, _BACKSCAN_AHEAD
    ):
        return []
    due = shards.wanted(connection, context.clock(connection), max(1, room // _AHEAD))
    return [Job(task=Task.SHARD, priority=Priority.BACKSCAN, ids=(shard,)) for shard in due]


def _ids(jobs: Sequence[Job]) -> list[int]:
    return [row for job in jobs for row in job.ids]
