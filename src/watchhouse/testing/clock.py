"""The time of a generated world: real time made faster, or time that stands until it is told to move."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the world's time, in UTC; never an earlier one than before."""


class RunningClock:
    """Begins at a moment and runs `speed` times as fast as real time."""

    def __init__(self, begin: datetime, speed: float = 1.0) -> None:
        self._begin = begin
        self._speed = speed
        self._started = time.monotonic()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._begin + timedelta(seconds=(time.monotonic() - self._started) * self._speed)


class HeldClock:
    """Stands until it is advanced."""

    def __init__(self, begin: datetime) -> None:
        self._now = begin
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """Return the time."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on by `by` and return the time then."""
        with self._lock:
            self._now += max(by, timedelta())
            return self._now


def this_second() -> datetime:
    """Return the real time, without parts of a second."""
    return datetime.now(tz=UTC).replace(microsecond=0)
