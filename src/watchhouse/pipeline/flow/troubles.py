"""
What is wrong, told once: written down as conditions, and logged when one begins and when it ends.

What happens ten thousand times in a minute is not written ten thousand times: each process writes a condition that
lasts no more often than every few seconds.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watchhouse.pipeline.log import note, warn
from watchhouse.store import conditions
from watchhouse.store.database import Database, StoreError

_AGAIN = 5.0
"""Seconds between two writings of one condition by one process."""

_LOOK = 60.0
"""Seconds after which a process that thinks all is well looks whether another one thinks so, too."""

FADING = "seen "
"""How the key of a condition begins that is a thing that happened: it ends when it has not happened for a while."""

_FADES_AFTER = timedelta(hours=1)


@dataclass(slots=True)
class _Known:
    """What this process knows of one condition."""

    failures: int = 0
    on: bool | None = None
    written: float = float("-inf")


class Troubles:
    """The conditions that one process meets; used by all its threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}

    def begin(self, database: Database, key: str, message: str, at: "_Clock", *, after: int = 1) -> bool:
        """
        Hear that `key` is wrong; it counts once it was heard `after` times in a row.

        Return whether it has just begun, for everybody, and was logged.
        """
        if self._worth_writing(key, after):
            began = False
            # If the database is away, that is told elsewhere, and this will be heard again.
            with suppress(StoreError), database.begin() as connection:
                began = conditions.begin(connection, key, message, at(connection))
            if began:
                warn(message, key=key)
            return began
        return False

    def end(self, database: Database, key: str, at: "_Clock") -> None:
        """Hear that `key` is not wrong."""
        if self._worth_ending(key):
            with suppress(StoreError), database.begin() as connection:
                if conditions.end(connection, key, at(connection)):
                    note("no longer", key=key)

    def _worth_writing(self, key: str, after: int) -> bool:
        with self._lock:
            known = self._known.setdefault(key, _Known())
            known.failures += 1
            now = self._monotonic()
            if known.failures < after or (known.on and now - known.written < _AGAIN):
                return False
            known.on, known.written = True, now
            return True

    def _worth_ending(self, key: str) -> bool:
        with self._lock:
            known = self._known.setdefault(key, _Known())
            known.failures = 0
            now = self._monotonic()
            if known.on is False and now - known.written < _LOOK:
                return False
            known.on, known.written = False, now
            return True


def fade(connection: Connection, at: datetime) -> None:
    """End the conditions that stand for what happened, where it has not happened again for an hour."""
    for condition in conditions.current(connection):
        if condition.key.startswith(FADING) and at - condition.last_at > _FADES_AFTER:
            conditions.end(connection, condition.key, at)


_Clock = Callable[[Connection], datetime]
