"""Jobs inside our own transactions, and those of workers that died."""

from sqlalchemy import Connection, text

from watchhouse.pipeline.engine.jobs import (
    Job,
    assigned,
    defer,
    drop_ended,
    drop_stalled,
    waiting,
    workers,
)
from watchhouse.store.database import Database

A_JOB = Job(task="examine", priority=7, ids=(1, 2))


def begun(connection: Connection, silent_for: float) -> None:
    """Make a worker that was heard of `silent_for` seconds ago, and let it take the only job."""
    connection.execute(
        text(
            "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - make_interval(secs => :seconds)) RETURNING id) "
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM worker)"
        ),
        {"seconds": silent_for},
    )


def test_a_job_exists_if_its_transaction_is_committed(database: Database) -> None:
    """What is deferred in a transaction that fails was never deferred."""
    with database.begin() as connection:
        defer(connection, [A_JOB])
        connection.rollback()
    with database.begin() as connection:
        assert assigned(connection, "examine") == frozenset()
        defer(connection, [A_JOB, Job(task="examine", priority=3, ids=(3,))])
    with database.read() as connection:
        assert assigned(connection, "examine") == {1, 2, 3}
        assert waiting(connection, "examine") == {7: 1, 3: 1}


def test_no_jobs_are_no_statement(database: Database) -> None:
    """Nothing to defer is nothing done."""
    with database.begin() as connection:
        defer(connection, [])
        assert waiting(connection, "examine") == {}


def test_kinds_of_job_are_kept_apart(database: Database) -> None:
    """The rows of one table are not taken for those of another."""
    with database.begin() as connection:
        defer(connection, [A_JOB])
        assert assigned(connection, "list") == frozenset()
        assert waiting(connection, "list") == {}


def test_the_job_of_a_silent_worker_is_dropped(database: Database) -> None:
    """A worker that was not heard of for a while is dead, and its rows are nobody's."""
    with database.begin() as connection:
        defer(connection, [A_JOB])
        begun(connection, silent_for=60)
        assert drop_stalled(connection) == 1
        assert assigned(connection, "examine") == frozenset()


def test_the_job_of_a_worker_that_was_heard_is_left_alone(database: Database) -> None:
    """A worker whose heart beats may take as long as it likes."""
    with database.begin() as connection:
        defer(connection, [A_JOB])
        begun(connection, silent_for=1)
        assert drop_stalled(connection) == 0
        assert assigned(connection, "examine") == {1, 2}
        assert workers(connection) == 1


def test_the_job_of_a_worker_that_nobody_knows_is_dropped(database: Database) -> None:
    """A worker that others have removed for its silence has no jobs."""
    with database.begin() as connection:
        defer(connection, [A_JOB])
        begun(connection, silent_for=1)
        connection.execute(text("DELETE FROM procrastinate_workers"))
        assert drop_stalled(connection) == 1


def test_what_has_ended_is_removed(database: Database) -> None:
    """Jobs that ended without being removed do not pile up."""
    with database.begin() as connection:
        defer(connection, [A_JOB])
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'failed'"))
        assert drop_ended(connection) == 1
