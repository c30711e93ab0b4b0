"""The pool takes any PostgreSQL URL, names errors by whose fault they are, and heals."""

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError, ProgrammingError

from watchhouse.model.errors import RequestError
from watchhouse.store.database import Database, StoreError, StoreUnreachableError, libpq_url, open_database
from watchhouse.store.embedded import EmbeddedServer


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_scheme_is_taken(scheme: str) -> None:
    """Whatever others call the URL, PostgreSQL's programs get their own form."""
    assert libpq_url(f"{scheme}://me:pw@db.example:5433/w?sslmode=require") == (
        "postgresql://me:pw@db.example:5433/w?sslmode=require"
    )


@pytest.mark.parametrize(
    "url", ["sqlite:///secret.db", "no url: secret", "", "postgresql+asyncpg://a/secret"]
)
def test_other_urls_are_refused(url: str) -> None:
    """The message does not repeat what may be a password."""
    with pytest.raises(RequestError) as refusal:
        open_database(url)
    assert "secret" not in str(refusal.value)


def test_nobody_there_is_said_so() -> None:
    """A server that does not answer is the machine's fault, not ours."""
    database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnreachableError), database.read():
        pass


def test_reading_changes_nothing(database: Database) -> None:
    """A connection for reading refuses to write, and the next one may write again."""
    with pytest.raises(InternalError), database.read() as connection:
        connection.execute(text("DELETE FROM event"))
    with database.begin() as connection:
        connection.execute(text("DELETE FROM event"))


def test_an_error_in_the_block_undoes_it(database: Database) -> None:
    """Nothing of a transaction that failed is kept, and our own mistakes keep their type."""

    def fail() -> None:
        with database.begin() as connection:
            connection.execute(text("INSERT INTO engine_version VALUES ('x')"))
            connection.execute(text("SELECT nonsense"))

    with pytest.raises(ProgrammingError):
        fail()
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM engine_version WHERE migration = 'x'")) == 0


def test_a_deadlock_may_be_tried_again(database: Database) -> None:
    """Of two transactions that wait for each other one fails as the machine's fault, and the other one ends."""

    def lock(order: tuple[int, int]) -> str:
        try:
            with database.begin() as connection:
                for number in order:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
                    time.sleep(0.2)
        except StoreUnreachableError:
            return "unreachable"
        except StoreError:
            return "failed"
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(lock, [(1, 2), (2, 1)])) == ["done", "failed"]


@pytest.fixture
def server(server_folder: Path) -> Iterator[EmbeddedServer]:
    """A server that may be stopped without harm to other tests."""
    own = EmbeddedServer(server_folder / "restarted")
    yield own
    own.stop()


def test_the_pool_heals_when_the_server_comes_back(server: EmbeddedServer) -> None:
    """Connections of a server that was restarted are replaced without an error; one in use fails as unreachable."""
    database = open_database(server.start(), pool=3)
    with database.read() as one, database.read() as two:
        assert [one.scalar(text("SELECT 1")), two.scalar(text("SELECT 2"))] == [1, 2]

    def lose() -> None:
        with database.begin() as connection:
            connection.execute(text("CREATE TABLE lost (id int)"))
            server.stop()
            connection.execute(text("SELECT 1"))

    with pytest.raises(StoreUnreachableError):
        lose()
    with pytest.raises(StoreUnreachableError), database.read():
        pass

    server.start()
    with database.read() as one, database.read() as two:
        assert one.scalar(text("SELECT to_regclass('lost')")) is None
        assert two.scalar(text("SELECT 2")) == 2
    database.close()


def test_what_was_told_to_be_kept_is_kept_over_restarts(server: EmbeddedServer) -> None:
    """Threads that write while the server goes away and comes back see no other error than the machine's fault."""
    database = open_database(server.start(), pool=4)
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE told (id int PRIMARY KEY)"))
    end = threading.Event()

    def write(first: int) -> tuple[list[int], int]:
        kept: list[int] = []
        failures = 0
        numbers = itertools.count(first, 4)
        while not end.is_set():
            number = next(numbers)
            try:
                with database.begin() as connection:
                    connection.execute(text("INSERT INTO told VALUES (:number)"), {"number": number})
            except StoreError:
                failures += 1
                time.sleep(0.05)
            else:
                kept.append(number)
        return kept, failures

    with ThreadPoolExecutor(4) as threads:
        writers = [threads.submit(write, first) for first in range(4)]
        for _ in range(3):
            time.sleep(0.3)
            server.stop()
            time.sleep(0.2)
            server.start()
        time.sleep(0.3)
        end.set()
        done = [writer.result() for writer in writers]
    with database.read() as connection:
        found = set(connection.scalars(text("SELECT id FROM told")))
    database.close()
    assert set().union(*(kept for kept, _ in done)) <= found
    assert sum(failures for _, failures in done) >= 1
    assert all(kept[-1] > kept[0] for kept, _ in done)
