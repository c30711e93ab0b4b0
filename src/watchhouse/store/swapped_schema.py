"""
The schema that is in use put out of the way, for as long as a restore makes another one.

The restore is one transaction: the new schema is not there or complete. So whoever finds the old one under its other
name, after a crash, knows which of the two counts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from psycopg import Connection, sql

Session: TypeAlias = Connection[Any]

_PUBLIC = sql.Identifier("public")

_BEFORE = sql.Identifier("public_before_restore")

_LEFT_BEHIND = "SELECT 1 FROM pg_namespace WHERE nspname = 'public_before_restore'"

_FILLED = "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"


@contextmanager
def swapped_schema(session: Session) -> Iterator[None]:
    """Put the schema out of the way; afterwards it is dropped if the block made another one, or put back."""
    settle(session)
    _rename(session, _PUBLIC, _BEFORE)
    try:
        yield
    finally:
        settle(session)


def settle(session: Session) -> None:
    """Finish a restore that was complete, or undo one that was not; does nothing if there was none."""
    with session.transaction():
        if session.execute(_LEFT_BEHIND).fetchone() is None:
            return
        if session.execute(_FILLED).fetchone() is None:
            session.execute(sql.SQL("DROP SCHEMA IF EXISTS {}").format(_PUBLIC))
            _rename(session, _BEFORE, _PUBLIC)
        else:
            session.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(_BEFORE))


def _rename(session: Session, old: sql.Identifier, new: sql.Identifier) -> None:
    session.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(old, new))
