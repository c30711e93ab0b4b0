"""The database's schema, brought to what this version of Watchhouse needs."""

from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from watchhouse.model.errors import RequestError
from watchhouse.store.database import Database, driver_session
from watchhouse.store.engine_schema import apply_engine_schema, engine_at_head
from watchhouse.store.swapped_schema import settle

_LOCK = 0x77617463_68686F75
"""Number of the advisory lock under which one process at a time migrates."""


class NewerSchemaError(RequestError):
    """The database was migrated by a newer Watchhouse than this one."""


def migrate(database: Database) -> None:
    """
    Make or change the tables, all in one transaction; does nothing if they are as they should be.

    Any number of processes may call it at once. Raises NewerSchemaError if a newer version was here.
    """
    script = _script()
    with database.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        settle(driver_session(connection))
        context = MigrationContext.configure(connection)
        seen = context.get_current_heads()
        if not set(seen) <= {revision.revision for revision in script.walk_revisions()}:
            raise NewerSchemaError("this database was made by a newer Watchhouse; update this one")
        missing = tuple(script.iterate_revisions("heads", seen or "base"))
        with Operations.context(context):
            for revision in reversed(missing):
                revision.module.upgrade()
        if missing:
            context.stamp(script, "heads")
        apply_engine_schema(connection)


def at_head(database: Database) -> bool:
    """Return whether the database has the schema of this version."""
    with database.read() as connection:
        current = set(MigrationContext.configure(connection).get_current_heads())
        return current == set(_script().get_heads()) and engine_at_head(connection)


def _script() -> ScriptDirectory:
    return ScriptDirectory(str(Path(__file__).with_name("migrations")))
