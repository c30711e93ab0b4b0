"""A worker of the engine: order, an end in good time, and a database that goes away."""

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from watchhouse.pipeline.engine.jobs import Job, assigned, defer, workers
from watchhouse.pipeline.engine.worker import EngineLostError, work
from watchhouse.store.database import Database


def run_until(
    database: Database, done: Callable[[], bool], task: Callable[[tuple[int, ...]], None], *, slots: int
) -> None:
    """Work until `done()`."""
    stop = threading.Event()

    def look() -> None:
        while not done():
            time.sleep(0.05)
        stop.set()

    watcher = threading.Thread(target=look)
    watcher.start()
    work(database.url, {"do": task}, slots=slots, stop=stop)
    watcher.join()


def test_the_urgent_comes_first(database: Database) -> None:
    """Jobs are done in the order of their priority, and those of one priority as they came."""
    seen: list[int] = []
    jobs = [Job(task="do", priority=row % 3, ids=(row,)) for row in range(30)]
    with database.begin() as connection:
        defer(connection, jobs)
    run_until(database, lambda: len(seen) == 30, seen.extend, slots=1)
    assert seen == sorted(range(30), key=lambda row: (-(row % 3), row))


def test_what_is_done_leaves_no_trace(database: Database) -> None:
    """The queue holds what is to be done and nothing else; a worker that ends is no worker."""
    seen: list[int] = []
    with database.begin() as connection:
        defer(connection, [Job(task="do", priority=0, ids=(1,))])
    run_until(database, lambda: len(seen) == 1, seen.extend, slots=2)
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
        assert workers(connection) == 0


def test_a_job_that_fails_is_gone_like_one_that_succeeds(database: Database) -> None:
    """Whether something is still to be done is not the engine's to say."""
    seen: list[int] = []

    def fail(ids: tuple[int, ...]) -> None:
        seen.extend(ids)
        raise ZeroDivisionError

    with database.begin() as connection:
        defer(connection, [Job(task="do", priority=0, ids=(row,)) for row in range(3)])
    run_until(database, lambda: len(seen) == 3, fail, slots=2)
    with database.read() as connection:
        assert assigned(connection, "do") == frozenset()


def test_slots_work_at_once(database: Database) -> None:
    """Each of four jobs waits for the other three."""
    barrier = threading.Barrier(4, timeout=20)
    met: list[int] = []

    def meet(ids: tuple[int, ...]) -> None:
        barrier.wait()
        met.extend(ids)

    with database.begin() as connection:
        defer(connection, [Job(task="do", priority=0, ids=(row,)) for row in range(4)])
    run_until(database, lambda: len(met) == 4, meet, slots=4)
    assert sorted(met) == [0, 1, 2, 3]


def test_a_job_that_comes_later_is_begun_at_once(database: Database) -> None:
    """A worker that has nothing to do is woken, and does not look every few seconds only."""
    waited: list[float] = []
    deferred_at: list[float] = []

    def defer_later() -> None:
        time.sleep(1.0)
        deferred_at.append(time.monotonic())
        with database.begin() as connection:
            defer(connection, [Job(task="do", priority=0, ids=(1,))])

    threading.Thread(target=defer_later).start()
    run_until(
        database,
        lambda: len(waited) == 1,
        lambda _: waited.append(time.monotonic() - deferred_at[0]),
        slots=1,
    )
    assert waited[0] < 2.0


@pytest.mark.parametrize("kept", ["procrastinate_fetch_job_v2", "procrastinate_update_heartbeat_v1"])
def test_a_worker_that_loses_the_engine_says_so(database: Database, kept: str) -> None:
    """Neither its next job nor its heartbeat fails unnoticed."""
    with database.begin() as connection:
        connection.execute(text(f"ALTER FUNCTION {kept} RENAME TO gone"))
    with pytest.raises(EngineLostError):
        work(database.url, {}, slots=1, stop=threading.Event())


def test_a_database_that_is_not_there_is_said_to_be_lost() -> None:
    """Nobody waits for ever for a server that does not answer."""
    with pytest.raises(EngineLostError):
        work("postgresql://nobody@127.0.0.1:9/none", {}, slots=1, stop=threading.Event())
