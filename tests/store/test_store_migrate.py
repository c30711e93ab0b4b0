"""Every database gets the schema of this version, whoever migrates it and how often."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import make_url

from watchhouse.store.database import Database, open_database
from watchhouse.store.migrate import NewerSchemaError, at_head, migrate
from watchhouse.store.schema import METADATA


@pytest.fixture
def empty(server_url: str) -> Iterator[Database]:
    url = make_url(server_url)
    administration = url.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
        opened = open_database(url.set(database="empty").render_as_string(hide_password=False))
        yield opened
        opened.close()
        connection.execute("DROP DATABASE empty WITH (FORCE)")


def _is_ours(name: str | None, _kind: str, _parents: object) -> bool:
    return not (name or "").startswith(("procrastinate_", "alembic_"))


def test_the_migrated_tables_are_those_of_the_code(database: Database) -> None:
    """The revisions, one after the other, make what `schema.METADATA` says."""
    options = {"include_name": _is_ours, "compare_type": True, "compare_server_default": True}
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []


def test_the_engine_has_its_tables(database: Database) -> None:
    """Procrastinate's own schema is a part of every database."""
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
    assert at_head(database)


def test_any_number_may_migrate_at_once(empty: Database) -> None:
    """One does it, the others wait and find it done."""
    assert not at_head(empty)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(migrate, [empty] * 6))
    assert at_head(empty)


def test_a_newer_database_is_left_alone(database: Database) -> None:
    """A revision that this version does not know is a reason to stop."""
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not at_head(database)
    with pytest.raises(NewerSchemaError):
        migrate(database)


def test_a_newer_engine_brings_its_own_migrations(database: Database) -> None:
    """What the engine's tables lack is applied, and only that: here its last step, taken back by hand."""
    name = "procrastinate_trigger_status_events_update_v1"
    lacking = text(f"DROP TRIGGER {name} ON procrastinate_jobs")
    with database.begin() as connection:
        newest = connection.scalar(text("SELECT migration FROM engine_version"))
        connection.execute(lacking)
        connection.execute(text("UPDATE engine_version SET migration = '03.04.00_02'"))
    assert not at_head(database)

    migrate(database)

    with database.read() as connection:
        made = text("SELECT count(*) FROM pg_trigger WHERE tgname = :name")
        assert connection.scalar(made, {"name": name}) == 1
        assert connection.scalar(text("SELECT migration FROM engine_version")) == newest
    assert at_head(database)
