"""One place for HTTP: time-outs, bounded retries, size limits, and errors that say whose fault it is."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urlsplit

import httpx

from watchhouse import __version__
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.registries.settings import Limits

_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 520, 527})
"""What pip tries again, and the two that ask for it."""
_REDIRECTS = 10
_PIECE = 1 << 18
_SHOWN = 200
"""Characters of a URL or a reason that a person is shown."""

_Result = TypeVar("_Result")


class NotFoundError(RequestError):
    """The registry says that there is no such thing."""


class RefusedError(InfrastructureError):
    """The registry says that it will not answer this question (400 and its like)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document of a registry."""

    url: str
    """After redirects: relative links start here."""
    content: bytes
    media_type: str
    charset: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case."""


class Transport:
    """
    HTTP for one kind of registry; may be used from many threads.

    Credentials are only those in the URL itself, and go to no other host (httpx drops them at a redirect).
    """

    def __init__(
        self, limits: Limits, *, certificate: str = "", sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._limits = limits
        self._sleep = sleep
        try:
            self._client = httpx.Client(
                verify=_trust(certificate),
                follow_redirects=True,
                max_redirects=_REDIRECTS,
                timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
                headers={"User-Agent": f"watchhouse/{__version__}"},
            )
        except (
            ImportError,
            ValueError,
            httpx.InvalidURL,
        ) as error:  # a proxy of a kind that httpx cannot speak to
            raise RequestError(f"the proxy in the environment cannot be used: {_reason(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def page(self, url: str, accept: str) -> Page:
        """Return the document at `url`; raises NotFoundError, InfrastructureError or RequestError."""
        return self._tried(url, lambda: self._page(url, accept))

    def pieces(self, url: str, take: Callable[[Iterator[bytes]], bytes]) -> bytes:
        """
        Return what `take` makes of the pieces of the file at `url`, exactly as they are served.

        `take` is called anew at each attempt. No more than the limit is read, and for no longer than it says.
        """
        return self._tried(url, lambda: self._file(url, take))

    def _page(self, url: str, accept: str) -> Page:
        with self._answer(url, {"Accept": accept}) as answer:
            content = b"".join(self._bounded(url, answer.iter_bytes(_PIECE), self._limits.page_bytes))
            kind = answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
            return Page(
                url=str(answer.url),
                content=content,
                media_type=kind,
                charset=answer.charset_encoding,
                headers=dict(answer.headers),
            )

    def _file(self, url: str, take: Callable[[Iterator[bytes]], bytes]) -> bytes:
        # `identity` and raw bytes: a .tar.gz must not be unpacked on the way, or its hash is another.
        with self._answer(url, {"Accept-Encoding": "identity"}) as answer:
            stated = answer.headers.get("content-length", "")
            if stated.isdecimal() and int(stated[:20]) > self._limits.file_bytes:
                raise _too_large(url, self._limits.file_bytes)
            return take(self._bounded(url, answer.iter_raw(_PIECE), self._limits.file_bytes))

    @contextmanager
    def _answer(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        with self._client.stream("GET", url, headers=headers) as answer:
            status = answer.status_code
            if status in {404, 410}:
                raise NotFoundError(f"{shown(url)} is not there ({status})")
            if status in _AGAIN:
                raise _BusyError(f"{host(url)} answers {status} {answer.reason_phrase[:80]}", _wait(answer))
            if status != httpx.codes.OK:
                fault = RefusedError if httpx.codes.is_client_error(status) else InfrastructureError
                raise fault(f"{host(url)} answers {status} {answer.reason_phrase[:80]} to {shown(url)}")
            yield answer

    def _bounded(self, url: str, pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
        total, end = 0, time.monotonic() + self._limits.total_seconds
        for piece in pieces:
            total += len(piece)
            if total > limit:
                raise _too_large(url, limit)
            if time.monotonic() > end:
                raise InfrastructureError(
                    f"{host(url)} is too slow: {shown(url)} took longer than {self._limits.total_seconds:.0f} s"
                )
            yield piece

    def _tried(self, url: str, attempt: Callable[[], _Result]) -> _Result:
        """Return what `attempt` returns, trying again what may pass, and no more than `attempts` times."""
        wait = self._limits.first_wait
        for left in range(self._limits.attempts - 1, -1, -1):
            try:
                return attempt()
            except _BusyError as error:
                pause = wait if error.wait is None else error.wait
                if not left or pause > self._limits.longest_wait:
                    raise InfrastructureError(str(error)) from error
            except (httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL) as error:
                raise RequestError(f"{shown(url)} cannot be asked for: {_reason(error)}") from error
            except httpx.TransportError as error:
                pause = wait
                if not left:
                    raise InfrastructureError(f"cannot reach {host(url)}: {_reason(error)}") from error
            except httpx.HTTPError as error:
                raise InfrastructureError(f"{host(url)} cannot be understood: {_reason(error)}") from error
            self._sleep(pause)
            wait *= 2
        raise InfrastructureError(f"{host(url)} was not asked")  # attempts is 0


class _BusyError(InfrastructureError):
    """An answer that may be another one later."""

    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message)
        self.wait = wait


def host(url: str) -> str:
    """Return the host of `url`, with its port if that is stated: what a person may be told of it."""
    try:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:
        return "an index whose URL cannot be read"
    return (place or parts.path)[:_SHOWN]


def shown(url: str) -> str:
    """Return `url` for a person, without credentials, query and fragment."""
    path = url.partition("#")[0].partition("?")[0]
    scheme, separator, rest = path.partition("://")
    authority, slash, tail = rest.partition("/")
    return f"{scheme}{separator}{authority.rpartition('@')[2]}{slash}{tail}"[:_SHOWN]


def _wait(answer: httpx.Response) -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110: a number or a date), or None."""
    stated = answer.headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return float(stated[:9])
    try:
        return max(0.0, (parsedate_to_datetime(stated) - datetime.now(tz=UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _reason(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:_SHOWN]


def _trust(certificate: str) -> ssl.SSLContext | bool:
    if not certificate:
        return True
    try:
        return ssl.create_default_context(cafile=certificate)
    except (OSError, ssl.SSLError) as error:
        raise RequestError(f"the certificates in {certificate} cannot be read: {error}") from error


def _too_large(url: str, limit: int) -> RequestError:
    return RequestError(f"{shown(url)} is larger than {limit} bytes")
