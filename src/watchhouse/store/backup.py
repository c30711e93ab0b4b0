"""The whole database as one file, and back: also from one major version of PostgreSQL to another."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from watchhouse.model.errors import RequestError
from watchhouse.store.database import StoreUnreachableError, libpq_url, rendered
from watchhouse.store.postgres_programs import newest_programs, run_program
from watchhouse.store.swapped_schema import Session, swapped_schema

_OTHERS = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def backup(url: str, path: Path) -> None:
    """
    Write the database at `url` into the file `path`, as it is at one moment; it may be in use.

    The blobs are not in it. The file is there whole or not at all, and for its owner only. Raises ProgramError, or
    RequestError if the file cannot be written.
    """
    address, environment = _connection(url)
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}-")
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror}") from error
    part = Path(name)
    try:
        os.close(handle)
        run_program(
            newest_programs().path("pg_dump"), "--format", "custom", "--no-owner", "--no-privileges",
            "--schema", "public", "--no-password", "--file", str(part), "--dbname", address,
            environment=environment,
        )  # fmt: skip
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, path: Path) -> None:
    """
    Replace the database at `url` by what `backup` wrote into `path`.

    If that fails, what was there is there again. Raises RequestError if the database is in use or `path` is no file,
    and ProgramError if the file is not a backup. Migrate afterwards: the backup may be of an older version.
    """
    if not path.is_file():
        raise RequestError(f"{path} is no file")
    address, environment = _connection(url)
    with _alone(libpq_url(url)) as session, swapped_schema(session):
        run_program(
            newest_programs().path("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction",
            "--exit-on-error", "--no-password", "--dbname", address, str(path), environment=environment,
        )  # fmt: skip


@contextmanager
def _alone(url: str) -> Iterator[Session]:
    """Yield a connection to a database that nobody else uses."""
    try:
        session = psycopg.connect(url, autocommit=True, application_name="watchhouse restore")
    except psycopg.OperationalError as error:
        raise StoreUnreachableError(f"the database cannot be reached: {error}") from error
    with session:
        if session.execute(_OTHERS).fetchone() is not None:
            raise RequestError("the database is in use: stop Watchhouse first")
        yield session


def _connection(url: str) -> tuple[str, dict[str, str]]:
    """Return `url` without its password, which goes through the environment: others can see a command line."""
    parsed = make_url(libpq_url(url))
    address = rendered(parsed.set(password=None))
    return address, {"PGPASSWORD": parsed.password} if parsed.password else {}
