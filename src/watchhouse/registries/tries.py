"""The attempts of one request: what is tried again, after which pause, and what the asker is told at the end."""

import time
from collections.abc import Callable
from http import HTTPStatus

import httpx

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.registries.answers import host, reason, shown
from watchhouse.registries.pace import BusyError, Pace
from watchhouse.registries.settings import Limits

MAY_PASS = (httpx.HTTPError, httpx.InvalidURL, BusyError)
"""What `Tries.failed` takes."""


class Tries:
    """Counts the failures of one request; used by one thread."""

    def __init__(
        self, url: str, limits: Limits, pace: Pace, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._url = url
        self._limits = limits
        self._pace = pace
        self._sleep = sleep
        self._left = limits.attempts - 1
        self._wait = limits.first_wait
        self.served = 0.0
        """Until when a silence has been waited for, on the pace's clock."""

    def renew(self) -> None:
        """Begin to count anew: the request has got ahead."""
        self._left = self._limits.attempts - 1
        self._wait = self._limits.first_wait

    def failed(self, error: Exception) -> None:
        """Pause before another attempt; raises what the asker is to be told if there is to be none."""
        match error:
            case BusyError():
                pause = self._busy(error)
            case httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | httpx.InvalidURL():
                raise RequestError(f"{shown(self._url)} cannot be asked for: {reason(error)}") from error
            case httpx.TransportError():
                pause = self._wait
                if self._left <= 0:
                    raise InfrastructureError(f"cannot reach {host(self._url)}: {reason(error)}") from error
            case _:
                raise InfrastructureError(
                    f"{host(self._url)} cannot be understood: {reason(error)}"
                ) from error
        self._sleep(pause)
        self._left -= 1
        self._wait *= 2

    def _busy(self, error: BusyError) -> float:
        """Let everybody heed what the host asked for, and return how long this request is to wait."""
        pause = self._wait if error.wait is None else error.wait
        if error.wait is not None or error.status == HTTPStatus.TOO_MANY_REQUESTS:
            self.served = self._pace.quiet(error.host, pause)
        if self._left <= 0 or pause > self._limits.longest_wait:
            raise error
        return pause
