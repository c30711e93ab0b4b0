"""
The engine's own tables, which Procrastinate defines.

They are not part of our revisions: a new version of Procrastinate brings its own migrations, and which of them a
database has seen is written down in `engine_version`.
"""

from importlib import resources
from pathlib import Path

from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, insert, select, update

from watchhouse.store.database import driver_session
from watchhouse.store.schema import ENGINE_VERSION


def apply_engine_schema(connection: Connection) -> None:
    """Make the engine's tables, or bring them to the installed version."""
    seen = connection.scalar(select(ENGINE_VERSION.c.migration))
    migrations = _migrations()
    if seen is None:
        driver_session(connection).execute(SchemaManager.get_schema())
        connection.execute(insert(ENGINE_VERSION).values(migration=migrations[-1].name))
        return
    for migration in migrations:
        if migration.name > seen:
            driver_session(connection).execute(migration.read_bytes())
            connection.execute(update(ENGINE_VERSION).values(migration=migration.name))


def engine_at_head(connection: Connection) -> bool:
    """Return whether the engine's tables are those of the installed version."""
    return connection.scalar(select(ENGINE_VERSION.c.migration)) == _migrations()[-1].name


def _migrations() -> tuple[Path, ...]:
    """Return the installed migrations in order; their names begin with the version."""
    with resources.as_file(resources.files("procrastinate.sql").joinpath("migrations")) as folder:
        return tuple(sorted(folder.glob("*.sql")))
