"""A real embedded PostgreSQL for tests: one server for each test process, one fresh database for each test."""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from watchhouse.store.database import Database, open_database
from watchhouse.store.embedded import EmbeddedServer
from watchhouse.store.migrate import migrate

_ROOM = 4 << 30

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder for an embedded server that the account which runs it may enter, also where the tests are root's."""
    folder = Path(tempfile.mkdtemp(prefix="watchhouse-test-", dir=_memory()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url(server_folder: Path) -> Iterator[str]:
    """The URL of a running server whose one database is migrated; take `database` unless you know why not."""
    server = EmbeddedServer(server_folder / "server")
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        # Nobody cuts the power of a test; many databases are made.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    database = open_database(url, pool=1)
    migrate(database)
    database.close()
    yield url
    server.stop()


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """The URL of a migrated, empty database of the test's own."""
    name = f"test_{next(_NUMBERS)}"
    url = make_url(server_url)
    with psycopg.connect(_administration(server_url), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(url.database or "")
            )
        )
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated, empty database of the test's own."""
    opened = open_database(database_url)
    yield opened
    opened.close()


def _memory() -> str | None:
    """Return a file system in memory if there is room in it: many small databases are made and thrown away."""
    place = Path("/dev/shm")  # noqa: S108 - only a place for a folder of our own with a name that nobody guesses
    return str(place) if place.is_dir() and shutil.disk_usage(place).free > _ROOM else None


def _administration(url: str) -> str:
    return make_url(url).set(database="postgres").render_as_string(hide_password=False)
