"""The database gone and come back: told once each, and waited for with growing patience."""

import threading
from collections.abc import Callable

from watchhouse.model.errors import InfrastructureError
from watchhouse.pipeline.engine.worker import EngineLostError
from watchhouse.pipeline.log import note, warn
from watchhouse.store.database import StoreError

_FIRST, _LONGEST = 0.25, 5.0
"""Seconds between two tries."""


class Outage:
    """What one process knows of the database being away; used by all its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tries = 0

    def begin(self, error: InfrastructureError) -> float:
        """Hear that the database could not be used; return how many seconds to wait."""
        with self._lock:
            self._tries += 1
            tries = self._tries
        if tries == 1:
            # It cannot be written where everything else is.
            warn("the database is away", reason=error)
        return min(_LONGEST, _FIRST * float(2 ** min(tries, 10)))

    def end(self) -> None:
        """Hear that the database was used."""
        with self._lock:
            tries, self._tries = self._tries, 0
        if tries:
            note("the database is back", tries=tries)


def repeat(step: Callable[[], float], stop: threading.Event, outage: Outage) -> None:
    """
    Call `step` until `stop` is set, each time after as many seconds as it returned.

    A database that is away is waited for; any other error is raised.
    """
    while not stop.is_set():
        try:
            pause = step()
        except (StoreError, EngineLostError) as error:
            pause = outage.begin(error)
        else:
            outage.end()
        stop.wait(pause)
