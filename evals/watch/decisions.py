"""Rows for the audit log while everything is being killed: what was acknowledged must be there in the end."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import Self

from evals.watch.house import House
from watchhouse.model.errors import InfrastructureError
from watchhouse.store import audit
from watchhouse.store.database import open_database

_EVERY = 0.5


class Decisions:
    """Somebody who decides something twice a second, for the length of a block."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._decide, name="decisions", daemon=True)
        self.acknowledged = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _decide(self) -> None:
        while not self._stop.wait(_EVERY):
            with suppress(InfrastructureError):
                self._write()

    def _write(self) -> None:
        database = open_database(self._house.look().url, pool=1)
        try:
            with database.begin() as connection:
                audit.append(
                    connection,
                    actor="measurement",
                    action="test",
                    subject=f"decision {self.acknowledged}",
                    detail="",
                    at=datetime.now(UTC),
                )
            self.acknowledged += 1
        finally:
            database.close()
