"""Where everything is kept: the user's own folder with its own PostgreSQL, or an operator's server and bucket."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from watchhouse.model.errors import RequestError

if TYPE_CHECKING:
    from watchhouse.pipeline.overview import StoreReader
    from watchhouse.store.database import Database
    from watchhouse.store.embedded import EmbeddedServer

_TABLES = "the database's tables are not those of this version"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreSettings:
    """Where the state of the watch is kept."""

    data: Path
    """Folder of the embedded server and, unless `blobs` says otherwise, of the packages."""
    database_url: str = ""
    """An operator's PostgreSQL; empty: the embedded one."""
    blobs: str = ""
    """A folder or s3://bucket/prefix; empty: a folder in `data`."""

    @property
    def server_folder(self) -> Path:
        """Where the embedded server lives."""
        return self.data / "database"

    @property
    def blob_place(self) -> str:
        """Where downloaded packages lie."""
        return self.blobs or str(self.data / "blobs")

    @property
    def demonstration(self) -> "StoreSettings":
        """The same for the demonstration, which never mixes with what comes from a registry."""
        return replace(self, data=self.data / "demonstration", database_url="", blobs="")


def stored(settings: StoreSettings) -> bool:
    """Return whether there is anything to look at, without starting a server for it."""
    return bool(settings.database_url) or (settings.server_folder / "data").exists()


@contextmanager
def open_database(settings: StoreSettings) -> Iterator["Database"]:
    """
    Yield the database that is there; an embedded server runs at least as long as the block.

    Raises RequestError if there is none, or if its tables are those of another version.
    """
    from watchhouse.store.database import open_database as connect
    from watchhouse.store.migrate import at_head

    with open_url(settings) as url:
        database = connect(url)
        try:
            if not at_head(database):
                raise RequestError(f"{_TABLES}: watchhouse database migrate, or a newer Watchhouse")
            yield database
        finally:
            database.close()


@contextmanager
def open_url(settings: StoreSettings) -> Iterator[str]:
    """Yield the database's URL, its server running as long as the block; raises RequestError if there is none."""
    if settings.database_url:
        yield settings.database_url
        return
    if not stored(settings):
        raise RequestError(f"nothing is kept in {settings.data} yet: watchhouse up begins to watch")
    with embedded_server(settings) as server:
        yield server.start()


@contextmanager
def open_reader(settings: StoreSettings) -> Iterator["StoreReader"]:
    """Yield what reads how the watch stands; raises RequestError if there is nothing to look at."""
    from watchhouse.pipeline.overview import StoreReader

    with open_database(settings) as database:
        yield StoreReader(database)


@contextmanager
def embedded_server(settings: StoreSettings, *, any_major: bool = False) -> Iterator["EmbeddedServer"]:
    """Yield the embedded server of `settings`, not started; our share of it ends with the block."""
    from watchhouse.store.embedded import EmbeddedServer

    server = EmbeddedServer(settings.server_folder, any_major=any_major)
    try:
        yield server
    finally:
        server.stop()


def forget(settings: StoreSettings) -> None:
    """Remove everything that `settings` keeps in its folder; a server that still runs is stopped first."""
    if stored(settings):
        with embedded_server(settings) as server:
            server.start()
    shutil.rmtree(settings.data)
