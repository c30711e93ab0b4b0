"""Nobody can change the audit log without breaking it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from store_values import NOW, later

from watchhouse.store import audit
from watchhouse.store.audit import Broken, Verified
from watchhouse.store.database import Database

ROWS = 5

CHANGES = (
    "UPDATE audit SET at = at + interval '1 microsecond' WHERE id = :row",
    "UPDATE audit SET actor = actor || ' ' WHERE id = :row",
    "UPDATE audit SET action = 'something else' WHERE id = :row",
    "UPDATE audit SET subject = actor, actor = subject WHERE id = :row",
    "UPDATE audit SET detail = '' WHERE id = :row",
    "UPDATE audit SET previous = hash WHERE id = :row",
    "UPDATE audit SET hash = previous WHERE id = :row",
    "UPDATE audit SET id = id + 100 WHERE id = :row",
    "DELETE FROM audit WHERE id = :row",
    "INSERT INTO audit SELECT id - 100, at, actor, action, subject, detail, previous, hash FROM audit WHERE id = :row",
    "UPDATE audit SET detail = (SELECT detail FROM audit WHERE id = :row % 5 + 1) WHERE id = :row",
)


def fill(database: Database) -> Verified:
    with database.begin() as connection:
        for number in range(ROWS):
            audit.append(
                connection,
                actor=f"user-{number}",
                action="rescan",
                subject=f"pypi/{number}",
                detail=f"because {number}",
                at=later(number),
            )
        found = audit.verify(connection)
    assert isinstance(found, Verified)
    return found


def test_an_untouched_log_verifies(database: Database) -> None:
    """Also with hostile text in it; the newest row's hash stands for everything before it."""
    with database.begin() as connection:
        assert audit.verify(connection) == Verified(rows=0, last="00" * 32)
        text_in = {"actor": "\x00", "action": "\ud800", "subject": "ü", "detail": "'\n"}
        assert audit.append(connection, at=NOW, **text_in) == 1
        (entry,) = audit.newest(connection, 5)
        assert (entry.actor, entry.action, entry.subject, entry.detail) == tuple(text_in.values())
        found = audit.verify(connection)
    assert isinstance(found, Verified)
    assert (found.rows, len(found.last)) == (1, 64)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit"])
def test_the_database_refuses_changes(database: Database, statement: str) -> None:
    """By a trigger, also where the statement would change nothing."""
    with pytest.raises(ProgrammingError, match="append-only"), database.begin() as connection:
        connection.execute(text(statement))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(CHANGES), st.integers(1, ROWS))
def test_any_change_of_any_row_is_seen(database: Database, change: str, row: int) -> None:
    """By whoever can switch the trigger off; the loss of the newest rows by whoever kept an earlier answer."""
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER append_only"))
        connection.execute(text("DELETE FROM audit"))
    before = fill(database)
    with database.begin() as connection:
        connection.execute(text(change), {"row": row})
    with database.read() as connection:
        assert isinstance(audit.verify(connection, before), Broken)


def test_a_log_that_was_cut_and_grew_again_is_seen(database: Database) -> None:
    """By an earlier answer: the row of that number has another hash now."""
    before = fill(database)
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER append_only"))
        connection.execute(text("DELETE FROM audit WHERE id > 2"))
    after = fill(database)
    with database.read() as connection:
        assert audit.verify(connection) == after
        assert audit.verify(connection, before) == Broken(
            row=ROWS, why="is not what it was when the log was verified before"
        )
        assert audit.verify(connection, after) == after


def test_many_append_at_once(database: Database) -> None:
    """One after the other, and a transaction that fails leaves no hole."""

    def append(number: int) -> None:
        with database.begin() as connection:
            audit.append(connection, actor="me", action="rescan", subject=str(number), at=NOW)
            assert number % 5, "rolled back"

    with ThreadPoolExecutor(6) as threads:
        done = [threads.submit(append, number) for number in range(30)]
    assert sum(one.exception() is None for one in done) == 24
    with database.read() as connection:
        found = audit.verify(connection)
    assert isinstance(found, Verified)
    assert found.rows == 24
