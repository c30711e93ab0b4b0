"""A backup is the whole database in one file, also from one major version to the next."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from store_values import NOW, a_page, an_event

from watchhouse.model.errors import RequestError
from watchhouse.store import audit, feeds, projects
from watchhouse.store.backup import backup, restore
from watchhouse.store.database import Database, StoreUnreachableError, open_database, rendered
from watchhouse.store.embedded import EmbeddedServer, WrongMajorError
from watchhouse.store.migrate import at_head, migrate
from watchhouse.store.postgres_programs import ProgramError, all_programs, reachable, run_program
from watchhouse.store.server_account import server_account
from watchhouse.store.swapped_schema import settle


def fill(database: Database, *keys: str) -> None:
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        events = (an_event(key, f"project-{key}") for key in keys)
        feeds.record_page(connection, "pypi", "0", a_page(*events, cursor="0"), NOW)
        audit.append(connection, actor="me", action="fill", subject="\x00\ud800", at=NOW)


def names(database: Database) -> list[str]:
    with database.read() as connection:
        assert isinstance(audit.verify(connection), audit.Verified)
        return sorted(one.name for one in projects.unlisted(connection, NOW, 100))


@pytest.fixture
def other(server_url: str) -> Iterator[Database]:
    """An empty database, not migrated."""
    url = make_url(server_url)
    with psycopg.connect(rendered(url.set(database="postgres")), autocommit=True) as connection:
        connection.execute("CREATE DATABASE other")
        opened = open_database(rendered(url.set(database="other")))
        yield opened
        opened.close()
        connection.execute("DROP DATABASE other WITH (FORCE)")


@pytest.fixture
def saved(database: Database, tmp_path: Path) -> Path:
    """A backup of a database with the projects 1 and 2, which has the project 3 as well by now."""
    path = tmp_path / "saved.backup"
    fill(database, "1", "2")
    backup(database.url, path)
    fill(database, "3")
    return path


def test_a_backup_comes_back(database: Database, saved: Path) -> None:
    """In the place of what is there now, with triggers, counters and the engine's tables."""
    assert saved.stat().st_mode & 0o777 == 0o600
    database.close()
    restore(database.url, saved)

    assert names(database) == ["project-1", "project-2"]
    assert at_head(database)
    migrate(database)
    fill(database, "4")
    assert names(database) == ["project-1", "project-2", "project-4"]
    with database.read() as connection:
        engine = connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname LIKE 'procrastinate%'"))
    assert engine
    restore_again = saved.with_suffix(".again")
    backup(database.url, restore_again)
    database.close()
    restore(database.url, restore_again)
    assert names(database) == ["project-1", "project-2", "project-4"]


def test_a_backup_goes_into_an_empty_database(other: Database, saved: Path) -> None:
    """Of another name, on another server: nothing of where it came from is in it."""
    restore(other.url, saved)
    assert names(other) == ["project-1", "project-2"]


def test_a_database_in_use_is_not_replaced(database: Database, saved: Path) -> None:
    """Whoever works in it would go on in what was thrown away."""
    with pytest.raises(RequestError, match="in use"), database.read():
        restore(database.url, saved)
    assert len(names(database)) == 3


@pytest.mark.parametrize("content", [b"", b"no backup", b"PGDMP\x01\x10\x00\x04"])
def test_what_is_no_backup_changes_nothing(database: Database, saved: Path, content: bytes) -> None:
    """What was there is there again."""
    saved.write_bytes(content)
    database.close()
    with pytest.raises(ProgramError):
        restore(database.url, saved)
    assert len(names(database)) == 3


def test_a_damaged_backup_changes_nothing(database: Database, saved: Path) -> None:
    """However much of it was read before the damage showed."""
    content = bytearray(saved.read_bytes())
    del content[len(content) * 2 // 3 :]
    saved.write_bytes(content)
    database.close()
    with pytest.raises(ProgramError):
        restore(database.url, saved)
    assert len(names(database)) == 3


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("SELECT 1", 3),
        ("CREATE SCHEMA public", 3),
        ("CREATE SCHEMA public; CREATE TABLE public.engine_version (migration text)", 0),
    ],
)
def test_a_restore_that_was_killed_is_settled(database: Database, statement: str, left: int) -> None:
    """By the next migration: undone if nothing was restored, finished if everything was."""
    fill(database, "1", "2", "3")
    database.close()
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER SCHEMA public RENAME TO public_before_restore")
        connection.execute(statement.encode())
    for _ in range(2):
        with psycopg.connect(database.url) as connection:
            settle(connection)
            found = connection.execute("SELECT to_regclass('public.event') IS NOT NULL").fetchone()
            before = connection.execute("SELECT to_regnamespace('public_before_restore')").fetchone()
        assert (found, before) == ((left > 0,), (None,))


def test_a_migration_settles_what_a_killed_restore_left(database: Database) -> None:
    """Before it looks for the tables: they are not made a second time."""
    fill(database, "1")
    database.close()
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER SCHEMA public RENAME TO public_before_restore")
    migrate(database)
    assert names(database) == ["project-1"]


def test_a_backup_that_fails_leaves_no_file(database: Database, tmp_path: Path) -> None:
    """And not the one that was there half overwritten."""
    path = tmp_path / "old.backup"
    path.write_bytes(b"old")
    with pytest.raises(ProgramError):
        backup("postgresql://nobody:secret@127.0.0.1:1/nothing", path)
    with pytest.raises(RequestError):
        backup(database.url, tmp_path / "absent" / "file")
    assert [each.name for each in tmp_path.iterdir()] == ["old.backup"]
    assert path.read_bytes() == b"old"


def test_restoring_needs_a_file_and_a_server(database: Database, saved: Path, tmp_path: Path) -> None:
    """Each says what is missing."""
    with pytest.raises(RequestError, match="no file"):
        restore(database.url, tmp_path / "absent")
    with pytest.raises(StoreUnreachableError):
        restore("postgresql://nobody@127.0.0.1:1/nothing", saved)


@pytest.fixture
def old_folder(server_folder: Path) -> Iterator[Path]:
    """An embedded server's folder with data of the oldest major version that the wheel brings."""
    folder = server_folder / "old-major"
    (folder / "data").mkdir(parents=True, mode=0o700)
    account = server_account(folder / "absent")
    shutil.chown(folder / "data", account.user if account else os.getuid())
    oldest = all_programs()[-1]
    run_program(
        reachable(oldest, account, folder).path("initdb"), "--pgdata", str(folder / "data"), "--username",
        "watchhouse", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", account=account,
    )  # fmt: skip
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(len(all_programs()) < 2, reason="the wheel brings one major version only")
def test_data_moves_to_the_next_major(old_folder: Path, tmp_path: Path) -> None:
    """By the commands that the refusal names: backup, then restore."""
    old = EmbeddedServer(old_folder, any_major=True)
    database = open_database(old.start())
    migrate(database)
    fill(database, "1", "2")
    with database.read() as connection:
        assert connection.scalar(text("SHOW server_version")).startswith(f"{all_programs()[-1].major}.")
    database.close()
    with pytest.raises(WrongMajorError, match="watchhouse database backup FILE"):
        EmbeddedServer(old_folder).start()
    backup(database.url, tmp_path / "moved.backup")
    old.stop()
    assert old.set_aside() is not None

    new = EmbeddedServer(old_folder)
    database = open_database(new.start())
    restore(database.url, tmp_path / "moved.backup")

    with database.read() as connection:
        assert connection.scalar(text("SHOW server_version")).startswith(f"{all_programs()[0].major}.")
    assert names(database) == ["project-1", "project-2"]
    assert at_head(database)
    database.close()
    new.stop()
