"""`watchhouse database`: where it is, its tables, and a copy of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from watchhouse import bootstrap
from watchhouse.bootstrap.storing import embedded_server
from watchhouse.cli.person import person
from watchhouse.cli.store_options import store_options, store_settings

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(name="database", short_help="Back up, restore or migrate the database.")
def command() -> None:
    """
    Back up, restore or migrate the database; say where it is.

    Without --database-url this is the embedded PostgreSQL in the data folder.

    \b
    To another major version of PostgreSQL, or to another machine:
      watchhouse database backup watchhouse.dump
      watchhouse database restore watchhouse.dump
    """  # noqa: D301 - \b tells click to keep these lines as they are


@command.command(name="backup", short_help="Write the whole database into a file.")
@store_options
@click.argument("file", type=_FILE)
def backup(*, database_url: str, data: Path | None, file: Path) -> None:
    """
    Write the whole database into FILE, as it is at one moment; the watch may go on meanwhile.

    The packages themselves (the blobs) are not in it: verdicts outlive them.
    """
    from watchhouse.store.backup import backup as write

    with _url(store_settings(database_url, data), any_major=True) as url:
        write(url, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes")


@command.command(name="restore", short_help="Replace the database by a backup.")
@store_options
@click.argument("file", type=_FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore(*, database_url: str, data: Path | None, file: Path, yes: bool) -> None:
    """
    Replace the database by what FILE holds; stop the watch first.

    What is in it now is lost, unless it was made by another major version of PostgreSQL: then it is moved aside.
    """
    from watchhouse.store import audit
    from watchhouse.store.backup import restore as read
    from watchhouse.store.database import open_database
    from watchhouse.store.migrate import migrate

    if not file.is_file():
        raise click.UsageError(f"{file} is no file")
    settings = store_settings(database_url, data)
    if not yes and bootstrap.stored(settings):
        click.confirm("This replaces everything that the database holds. Go on?", abort=True)
    with _empty_or_same_major(settings) as url:
        read(url, file)
        restored = open_database(url, pool=1)
        try:
            migrate(restored)
            with restored.begin() as connection:
                audit.append(
                    connection,
                    actor=person(),
                    action="restore",
                    subject="database",
                    detail=f"from {file.name}",
                    at=datetime.now(UTC),
                )
        finally:
            restored.close()
    click.echo("restored; watchhouse up goes on from there")


@command.command(name="migrate", short_help="Bring the tables to this version.")
@store_options
def migrate_command(*, database_url: str, data: Path | None) -> None:
    """Make the tables, or bring them to what this version needs; does nothing if they are so already."""
    from watchhouse.store.database import open_database
    from watchhouse.store.migrate import migrate

    with _url(store_settings(database_url, data), make=True) as url:
        database = open_database(url, pool=1)
        try:
            migrate(database)
        finally:
            database.close()
    click.echo("the tables are those of this version")


@command.command(name="url", short_help="Say where the database is.")
@store_options
def url_command(*, database_url: str, data: Path | None) -> None:
    """
    Print the database's URL, for psql and others; an embedded one answers while the watch runs.

    It may hold a password.
    """
    with _url(store_settings(database_url, data)) as url:
        click.echo(url)


@contextmanager
def _url(settings: bootstrap.StoreSettings, *, make: bool = False, any_major: bool = False) -> Iterator[str]:
    if settings.database_url or not (make or any_major):
        with bootstrap.open_url(settings) as url:
            yield url
        return
    if not make and not bootstrap.stored(settings):
        raise click.UsageError(f"nothing is kept in {settings.data} yet")
    with embedded_server(settings, any_major=any_major) as server:
        yield server.start()


@contextmanager
def _empty_or_same_major(settings: bootstrap.StoreSettings) -> Iterator[str]:
    """Yield the URL of a database that a backup may replace."""
    from watchhouse.store.embedded import WrongMajorError

    if settings.database_url:
        yield settings.database_url
        return
    with embedded_server(settings) as server:
        try:
            url = server.start()
        except WrongMajorError:
            click.echo(f"the old data lies in {server.set_aside()} now")
            url = server.start()
        yield url
