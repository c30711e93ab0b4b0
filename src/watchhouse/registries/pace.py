"""How often each host is asked, and its silence when it has asked for one: shared by all threads."""

import time
from collections.abc import Callable
from threading import Lock

from watchhouse.model.errors import InfrastructureError

_LONGEST = 3600.0
"""Seconds that a host can silence us: a larger number is a mistake or malice, and would end a watch."""
_LOOKS = 3
"""How often one that has waited looks whether it must wait again."""


class BusyError(InfrastructureError):
    """A host answers that it will answer later."""

    def __init__(self, message: str, *, host: str, wait: float | None, status: int = 0) -> None:
        super().__init__(message)
        self.host = host
        self.wait = wait
        """Seconds, if the host says how many."""
        self.status = status
        """Of its answer; 0 if it was not asked, because it wants to be left alone."""


class Pace:
    """
    The pace of all requests of one process to each host.

    Where one thread is told `429` or given a Retry-After, every thread leaves that host alone until then.
    """

    def __init__(
        self,
        per_second: float = 0.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1 / per_second if per_second > 0 else 0.0
        self._clock = clock
        self._sleep = sleep
        self._lock = Lock()
        self._quiet: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def quiet(self, host: str, seconds: float) -> float:
        """Let nobody ask `host` for `seconds`; return until when, on this pace's clock."""
        with self._lock:
            until = max(self._quiet.get(host, 0.0), self._clock() + min(seconds, _LONGEST))
            self._quiet[host] = until
            return until

    def wait(self, host: str, patience: float, served: float = 0.0) -> None:
        """
        Wait until `host` may be asked; a silence that ends no later than `served` has been waited for.

        Raises BusyError at once if that takes longer than `patience` seconds.
        """
        for look in range(_LOOKS):
            seconds = self._left(host, patience, served, first=look == 0)
            if seconds <= 0:
                return
            self._sleep(seconds)

    def _left(self, host: str, patience: float, served: float, *, first: bool) -> float:
        with self._lock:
            now, until = self._clock(), self._quiet.get(host, 0.0)
            left = until - now if until > served else 0.0
            if left > patience:
                raise BusyError(
                    f"{host} asked to be left alone for another {left:.0f} s", host=host, wait=left
                )
            start = max(now, now + left)
            if self._gap and first:  # the turn is taken once, whatever comes between
                start = max(start, self._next.get(host, 0.0))
                self._next[host] = start + self._gap
            return start - now
