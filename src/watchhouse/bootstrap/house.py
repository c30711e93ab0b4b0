"""Everything that `watchhouse up` keeps running: the database, and the processes that work on it."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from watchhouse.bootstrap.storing import StoreSettings, embedded_server
from watchhouse.model.errors import InfrastructureError
from watchhouse.pipeline.supervisor import Child, Said, Supervisor, Told

if TYPE_CHECKING:
    from watchhouse.pipeline.overview import Overview
    from watchhouse.store.database import Database
    from watchhouse.store.embedded import EmbeddedServer

Tell = Callable[[Told], None]

_LOOK = 5.0
"""Seconds between two looks at whether the embedded server still answers."""


class House:
    """The database and the processes; made by `open_house`."""

    def __init__(
        self, settings: StoreSettings, server: "EmbeddedServer | None", database: "Database", tell: Tell
    ) -> None:
        from watchhouse.pipeline.overview import StoreReader

        self._settings = settings
        self._server = server
        self._database = database
        self._reader = StoreReader(database)
        self._tell = tell
        self._looked = time.monotonic()

    @contextmanager
    def running(self, commands: Mapping[str, tuple[str, ...]]) -> Iterator["Running"]:
        """Yield a `watchhouse` command running for each of `commands`; they end with the block."""
        environment = {
            **os.environ,
            "WATCHHOUSE_DATABASE_URL": self._database.url,
            "WATCHHOUSE_DATA": str(self._settings.data),
            "WATCHHOUSE_BLOBS": self._settings.blob_place,
        }
        children = tuple(
            Child(name=name, command=(sys.executable, "-m", "watchhouse", *command), environment=environment)
            for name, command in commands.items()
        )
        with Supervisor(children, tell=self._tell) as supervisor:
            yield Running(self, supervisor)

    def announce_demonstration(self) -> None:
        """Write into the database itself that nothing in it comes from a registry, for whoever looks at it."""
        from watchhouse.pipeline.overview import DEMONSTRATION
        from watchhouse.store import conditions

        told = "this is the demonstration: a recorded stream of inert packages"
        with self._database.begin() as connection:
            conditions.begin(connection, DEMONSTRATION, told, datetime.now(UTC))

    def tend(self) -> None:
        """Start the embedded server again if it has ended; it is looked at now and then."""
        now = time.monotonic()
        if self._server is None or now - self._looked < _LOOK:
            return
        self._looked = now
        if not self._server.running():
            self._tell(Said(child="database", line="the database does not answer: it is started again"))
            try:
                self._server.start()
            except InfrastructureError as error:
                self._tell(Said(child="database", line=str(error)))

    def overview(self) -> "Overview | None":
        """Return how the watch stands, or None while the database does not answer."""
        try:
            return self._reader.overview()
        except InfrastructureError:
            return None


class Running:
    """A house whose processes run."""

    def __init__(self, house: House, supervisor: Supervisor) -> None:
        self._house = house
        self._supervisor = supervisor

    def tend(self) -> None:
        """Start again what has ended; call it a few times a second."""
        self._supervisor.tend()
        self._house.tend()


@contextmanager
def open_house(settings: StoreSettings, *, tell: Tell) -> Iterator[House]:
    """Yield the house, its database made and migrated; an embedded server ends with the block."""
    from watchhouse.store.database import open_database
    from watchhouse.store.migrate import migrate

    with ExitStack() as stack:
        server = None if settings.database_url else stack.enter_context(embedded_server(settings))
        url = settings.database_url if server is None else server.start()
        database = open_database(url, pool=2)
        stack.callback(database.close)
        migrate(database)
        yield House(settings, server, database, tell)
