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
    from watchhouse.pipeline.overview import Overview, StoreReader
    from watchhouse.store.database import Database
    from watchhouse.store.embedded import EmbeddedServer

Tell = Callable[[Told], None]

_LOOK = 5.0
"""Seconds between two looks at whether the embedded server still answers."""


class House:
    """The database and the processes; made by `open_house`."""

    def __init__(
        self, server: "EmbeddedServer | None", supervisor: Supervisor, reader: "StoreReader", tell: Tell
    ) -> None:
        self._server = server
        self._supervisor = supervisor
        self._reader = reader
        self._tell = tell
        self._looked = time.monotonic()

    def tend(self) -> None:
        """Start again what has ended; call it a few times a second."""
        self._supervisor.tend()
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


@contextmanager
def open_house(
    settings: StoreSettings, commands: Mapping[str, tuple[str, ...]], *, demonstration: bool, tell: Tell
) -> Iterator[House]:
    """
    Yield the running house: its database made and migrated, and a `watchhouse` command for each of `commands`.

    Everything ends with the block, the commands first.
    """
    from watchhouse.pipeline.overview import StoreReader
    from watchhouse.store.database import open_database
    from watchhouse.store.migrate import migrate

    with ExitStack() as stack:
        server = None if settings.database_url else stack.enter_context(embedded_server(settings))
        url = settings.database_url if server is None else server.start()
        database = open_database(url, pool=2)
        stack.callback(database.close)
        migrate(database)
        if demonstration:
            _announce(database)
        environment = {
            **os.environ,
            "WATCHHOUSE_DATABASE_URL": url,
            "WATCHHOUSE_DATA": str(settings.data),
            "WATCHHOUSE_BLOBS": settings.blob_place,
        }
        children = tuple(
            Child(name=name, command=(sys.executable, "-m", "watchhouse", *command), environment=environment)
            for name, command in commands.items()
        )
        supervisor = stack.enter_context(Supervisor(children, tell=tell))
        yield House(server, supervisor, StoreReader(database), tell)


def _announce(database: "Database") -> None:
    """Write into the database itself that nothing in it comes from a registry, for whoever looks at it."""
    from watchhouse.pipeline.overview import DEMONSTRATION
    from watchhouse.store import conditions

    with database.begin() as connection:
        conditions.begin(
            connection,
            DEMONSTRATION,
            "this is the demonstration: a recorded stream of inert packages",
            datetime.now(UTC),
        )
