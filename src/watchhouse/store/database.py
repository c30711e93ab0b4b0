"""Connections to PostgreSQL: the embedded server's or the operator's own, through the same code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.errors import AdminShutdown, CannotConnectNow, CrashShutdown
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from watchhouse.model.errors import InfrastructureError, RequestError

_SCHEMES = frozenset({"postgres", "postgresql", "postgresql+psycopg"})

_SESSION: dict[str, object] = {
    "application_name": "watchhouse",
    "connect_timeout": 10,
    # A server behind a cut wire is noticed within half a minute, not when TCP gives up.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "options": "-c timezone=UTC",
}


class StoreError(InfrastructureError):
    """PostgreSQL could not do now what it was asked."""


class StoreUnreachableError(StoreError):
    """PostgreSQL does not answer, or the connection was lost on the way; whether a commit was made is not known."""


class Database:
    """A pool of connections that heals by itself; made by `open_database` and used from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = engine.execution_options(postgresql_readonly=True)

    @property
    def url(self) -> str:
        """The URL as libpq takes it, with its password."""
        return _libpq(self._engine.url)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that is committed at the end of the block, or rolled back."""
        with _named_errors(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that can change nothing."""
        with _named_errors(), self._reading.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()


def open_database(url: str, *, pool: int = 8) -> Database:
    """
    Return the database at `url` (`postgresql://…`); nothing is connected yet.

    At most `pool` connections are open at once. Raises RequestError if `url` is no such URL.
    """
    engine = create_engine(
        _parsed(url),
        pool_size=pool,
        max_overflow=0,
        pool_timeout=60,
        pool_pre_ping=True,
        connect_args=_SESSION,
    )
    return Database(engine)


def driver_session(connection: Connection) -> psycopg.Connection[Any]:
    """Return the driver's connection, in the same transaction: for scripts of many statements, without placeholders."""
    session = connection.connection.driver_connection
    if not isinstance(session, psycopg.Connection):
        raise TypeError("a connection in use has its driver's connection")
    return session


def libpq_url(url: str) -> str:
    """Return `url` as PostgreSQL's own programs take it; raises RequestError if it is no PostgreSQL URL."""
    return _libpq(_parsed(url))


def rendered(url: URL) -> str:
    """Return `url` with its password, so that libpq reads what was meant."""
    address, mark, query = url.render_as_string(hide_password=False).partition("?")
    # SQLAlchemy writes a blank as forms do; to libpq a plus sign is a plus sign.
    return address + mark + query.replace("+", "%20")


def _libpq(url: URL) -> str:
    return rendered(url.set(drivername="postgresql"))


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # The text itself may hold a password.
        raise RequestError("the database's URL cannot be read: postgresql://… is expected") from error
    if parsed.drivername not in _SCHEMES:
        raise RequestError(f"the database must be PostgreSQL (postgresql://…), not {parsed.drivername}")
    return parsed.set(drivername="postgresql+psycopg")


@contextmanager
def _named_errors() -> Iterator[None]:
    """Raise what is the machine's fault as a StoreError; a wrong statement of ours stays what it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise StoreError("every connection to the database is in use") from error
    except (OperationalError, InterfaceError) as error:
        message = str(error.orig).strip().splitlines()[:1]
        if _is_lost(error):
            raise StoreUnreachableError(f"the database cannot be reached: {' '.join(message)}") from error
        raise StoreError(f"the database cannot do that now: {' '.join(message)}") from error


def _is_lost(error: DBAPIError) -> bool:
    """Whether the connection is gone: told by the driver, by the server's last words, or by a failed connect."""
    last_words = isinstance(error.orig, AdminShutdown | CrashShutdown | CannotConnectNow)
    return error.connection_invalidated or last_words or getattr(error.orig, "sqlstate", None) is None
