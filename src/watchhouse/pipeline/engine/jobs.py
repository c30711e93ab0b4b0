"""
The engine's queue, from inside our own transactions.

A job is deferred by the SQL function that Procrastinate itself calls, so that it exists if and only if the rows
that ask for it were written. All times here are the database's: no clock of ours can make a job late or a worker dead.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

QUEUE = "watchhouse"

SILENCE = 10.0
"""Seconds without a heartbeat after which a worker is taken for dead; its heart beats every two."""

_DEFER = text(
    """
    SELECT procrastinate_defer_jobs_v1(array_agg(
        ROW(:queue, job.task, job.priority, NULL, NULL, jsonb_build_object('ids', job.ids), NULL)
        ::procrastinate_job_to_defer_v1 ORDER BY job.place))
    FROM ROWS FROM (jsonb_to_recordset(CAST(:jobs AS jsonb)) AS (task varchar, priority integer, ids jsonb))
        WITH ORDINALITY AS job (task, priority, ids, place)
    """
)

_WAITING = text(
    """
    SELECT priority, count(*) AS jobs FROM procrastinate_jobs
    WHERE status = 'todo' AND queue_name = :queue AND task_name = :task GROUP BY priority
    """
)

_WORKERS = text("SELECT count(*) FROM procrastinate_workers")

_ASSIGNED = text(
    """
    SELECT CAST(wanted.row AS bigint)
    FROM procrastinate_jobs AS job, jsonb_array_elements_text(job.args -> 'ids') AS wanted (row)
    WHERE job.status IN ('todo', 'doing') AND job.queue_name = :queue AND job.task_name = :task
    """
)

_STALLED = text(
    """
    SELECT procrastinate_finish_job_v1(stalled.id, 'failed', true) FROM (
        SELECT job.id FROM procrastinate_jobs AS job
        LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
        WHERE job.status = 'doing' AND job.queue_name = :queue
            AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => :silence))
        FOR UPDATE OF job SKIP LOCKED
    ) AS stalled
    """
)

_ENDED = text(
    """
    DELETE FROM procrastinate_jobs
    WHERE queue_name = :queue AND status NOT IN ('todo', 'doing')
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work for whoever is free: what to do, with which rows, how urgent."""

    task: str
    priority: int
    """The highest is done first."""
    ids: tuple[int, ...]


def defer(connection: Connection, jobs: Sequence[Job]) -> None:
    """Give `jobs` to the engine, in one statement, when the transaction of `connection` is committed."""
    if jobs:
        told = [{"task": job.task, "priority": job.priority, "ids": job.ids} for job in jobs]
        connection.execute(_DEFER, {"queue": QUEUE, "jobs": json.dumps(told)})


def waiting(connection: Connection, task: str) -> Mapping[int, int]:
    """Return how many jobs of `task` nobody has taken, by priority."""
    rows = connection.execute(_WAITING, {"queue": QUEUE, "task": task})
    return {row.priority: row.jobs for row in rows}


def workers(connection: Connection) -> int:
    """Return how many worker processes are registered, of which the dead are removed in time."""
    return int(connection.execute(_WORKERS).scalar_one())


def assigned(connection: Connection, task: str) -> frozenset[int]:
    """Return the rows that jobs of `task` stand for, waiting or under way."""
    return frozenset(connection.execute(_ASSIGNED, {"queue": QUEUE, "task": task}).scalars())


def drop_stalled(connection: Connection, silence: float = SILENCE) -> int:
    """
    Take from the queue what dead workers had begun; return how many jobs that were.

    Nothing is lost by it: the rows that the jobs stood for are still wanted, and no longer assigned. A worker that
    only seemed dead, and finishes after all, writes an answer that is kept if it is the first.
    """
    return len(connection.execute(_STALLED, {"queue": QUEUE, "silence": silence}).all())


def drop_ended(connection: Connection) -> int:
    """Remove jobs that ended without being removed, as an older or another worker may have left them."""
    return connection.execute(_ENDED, {"queue": QUEUE}).rowcount
