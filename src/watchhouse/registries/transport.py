"""
One place for HTTP: time-outs, bounded retries, size limits, and errors that say whose fault it is.

What a long-lived service needs besides: a silence that a registry asks for holds for every thread, requests come
no faster than is polite, a download that breaks goes on where it broke, what has not changed is not sent
again, and nothing is asked of a host that nobody configured, not by a redirect either.
"""

import ssl
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

import httpx

from watchhouse import __version__
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.registries.answers import (
    NotFoundError,
    TooLargeError,
    UnreadableError,
    check,
    host,
    range_start,
    reason,
    shown,
    validator,
)
from watchhouse.registries.hosts import HostRefusedError, Hosts
from watchhouse.registries.pace import BusyError, Pace
from watchhouse.registries.settings import Limits
from watchhouse.registries.tries import MAY_PASS, Tries

__all__ = [
    "BusyError",
    "HostRefusedError",
    "NotFoundError",
    "Page",
    "Progress",
    "TooLargeError",
    "Transport",
    "UnreadableError",
    "host",
    "shown",
]

_REDIRECTS = 10
_PIECE = 1 << 18
_AHEAD = 1 << 20
"""Bytes after which a download that breaks again has got ahead."""
_OK = frozenset({200})
_OK_OR_PART = frozenset({200, 206, 416})
_OK_OR_SAME = frozenset({200, 304})
_ASKED, _SERVED = "watchhouse.asked", "watchhouse.served"
"""Under which a request carries, over its redirects, what was asked for and the silence that was waited for."""

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One document of a registry."""

    url: str
    """After redirects: relative links start here."""
    content: bytes
    media_type: str
    charset: str | None
    etag: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By name in lower case."""


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a download is."""

    bytes: int = 0
    validator: str = ""
    """Names the version of the file that the bytes are of; empty if the server names none."""
    resumed: int = 0
    """How often it went on where it had broken."""
    resumable: bool = True
    """Whether it may."""


class _StartOverError(Exception):
    """The server does not go on where the download broke."""


class _SameError(Exception):
    """The document is still the one that we had."""


class Transport:
    """
    HTTP for one kind of registry; may be used from many threads.

    Credentials are only those in the URL itself, and go to no other host (httpx drops them at a redirect).
    With `hosts`, no other host is asked; without, any that a link names, as an installer does.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        certificate: str = "",
        hosts: Hosts | None = None,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits
        self._hosts = hosts
        self._pace = pace or Pace(limits.requests_per_second, sleep=sleep)
        self._sleep = sleep
        try:
            self._client = httpx.Client(
                verify=_trust(certificate),
                follow_redirects=True,
                max_redirects=_REDIRECTS,
                timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
                headers={"User-Agent": f"watchhouse/{__version__}"},
                event_hooks={"request": [self._before]},
            )
        except (
            ImportError,
            ValueError,
            httpx.InvalidURL,
        ) as error:  # a proxy of a kind that httpx cannot speak to
            raise RequestError(f"the proxy in the environment cannot be used: {reason(error)}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def page(self, url: str, accept: str, *, limit: int | None = None) -> Page:
        """Return the document at `url`; raises NotFoundError, InfrastructureError or RequestError."""
        return self._tried(url, lambda tries: self._page(tries, self._get(url, {"Accept": accept}), limit))

    def page_if_changed(self, url: str, accept: str, etag: str, *, limit: int | None = None) -> Page | None:
        """Return the document at `url`, or None if it is still the one that had `etag`."""
        headers = {"Accept": accept} | ({"If-None-Match": etag} if etag else {})
        try:
            return self._tried(url, lambda tries: self._page(tries, self._get(url, headers), limit))
        except _SameError:
            return None

    def ask(self, url: str, question: bytes, media_type: str, *, limit: int | None = None) -> Page:
        """Return the answer to `question`, which is posted; it is tried again, so it must change nothing."""
        headers = {"Content-Type": media_type, "Accept": media_type}

        def attempt(tries: Tries) -> Page:
            request = self._client.build_request("POST", url, content=question, headers=headers)
            return self._page(tries, request, limit)

        return self._tried(url, attempt)

    def pieces(
        self, url: str, take: Callable[[Iterator[bytes]], bytes], progress: Progress | None = None
    ) -> bytes:
        """
        Return what `take` makes of the pieces of the file at `url`, exactly as they are served.

        A download that breaks goes on where it broke if the server says that the file is still the same (RFC 9110:
        Range with If-Range); otherwise `take` is called anew. What came must be checked by its digest all the
        same: `progress` tells whether it came in parts. No more than the limit is read, and for no longer than
        it says.
        """
        tries, end = self._tries(url), self._end()
        progress = progress or Progress()
        for _ in range(self._limits.attempts):
            try:
                with closing(self._continued(url, tries, progress)) as stream:
                    return take(self._bounded(url, stream, self._limits.file_bytes, end))
            except _StartOverError:
                progress.bytes, progress.validator = 0, ""
        raise InfrastructureError(f"{host(url)} breaks off {shown(url)} again and again")

    def _continued(self, url: str, tries: Tries, progress: Progress) -> Generator[bytes, None, None]:
        """Yield the file's pieces, over as many requests as that takes."""
        failed_at = 0
        while True:
            try:
                yield from self._file(url, tries, progress)
            except MAY_PASS as error:
                if progress.bytes - failed_at >= _AHEAD:
                    tries.renew()
                failed_at = progress.bytes
                tries.failed(error)
                if progress.bytes and not progress.validator:
                    raise _StartOverError from error
            else:
                return

    def _file(self, url: str, tries: Tries, progress: Progress) -> Iterator[bytes]:
        # `identity` and raw bytes: a .tar.gz must not be unpacked on the way, or its hash is another.
        headers = {"Accept-Encoding": "identity"}
        if progress.bytes:
            headers |= {"Range": f"bytes={progress.bytes}-", "If-Range": progress.validator}
        accepted = _OK_OR_PART if progress.bytes else _OK
        with self._answer(tries, self._get(url, headers), accepted) as answer:
            if progress.bytes and range_start(answer) != progress.bytes:
                raise _StartOverError
            if progress.bytes:
                progress.resumed += 1
            else:
                progress.validator = validator(answer) if progress.resumable else ""
            stated = answer.headers.get("content-length", "")
            if stated.isdecimal() and progress.bytes + int(stated[:20]) > self._limits.file_bytes:
                raise _too_large(url, self._limits.file_bytes)
            # As they come: of pieces of one size the last would be lost where the connection breaks.
            for piece in answer.iter_raw():
                progress.bytes += len(piece)
                yield piece

    def _page(self, tries: Tries, request: httpx.Request, limit: int | None) -> Page:
        url, limit = str(request.url), limit or self._limits.page_bytes
        accepted = _OK_OR_SAME if "If-None-Match" in request.headers else _OK
        with self._answer(tries, request, accepted) as answer:
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                raise _SameError
            content = b"".join(self._bounded(url, answer.iter_bytes(_PIECE), limit, self._end()))
            kind = answer.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
            return Page(
                url=str(answer.url),
                content=content,
                media_type=kind,
                charset=answer.charset_encoding,
                etag=answer.headers.get("etag", ""),
                headers=dict(answer.headers),
            )

    def _get(self, url: str, headers: dict[str, str]) -> httpx.Request:
        return self._client.build_request("GET", url, headers=headers)

    @contextmanager
    def _answer(
        self, tries: Tries, request: httpx.Request, accepted: frozenset[int]
    ) -> Iterator[httpx.Response]:
        url = str(request.url)
        request.extensions = {**request.extensions, _ASKED: url, _SERVED: tries.served}
        answer = self._client.send(request, stream=True)
        with closing(answer):
            check(answer, url, accepted)
            yield answer

    def _before(self, request: httpx.Request) -> None:
        """Let only that request go out, and each of its redirects, which may be made and is not too early."""
        url, asked = str(request.url), request.extensions[_ASKED]
        if self._hosts and not (
            self._hosts.may_ask(url) if url == asked else self._hosts.may_follow(asked, url)
        ):
            led = "" if url == asked else f", to which {host(asked)} leads,"
            raise HostRefusedError(f"{host(url)}{led} is none of the hosts that may be asked")
        self._pace.wait(host(url), self._limits.longest_wait, request.extensions[_SERVED])

    def _end(self) -> float:
        return time.monotonic() + self._limits.total_seconds

    def _bounded(self, url: str, pieces: Iterator[bytes], limit: int, end: float) -> Iterator[bytes]:
        total = 0
        for piece in pieces:
            total += len(piece)
            if total > limit:
                raise _too_large(url, limit)
            if time.monotonic() > end:
                raise InfrastructureError(
                    f"{host(url)} is too slow: {shown(url)} took longer than {self._limits.total_seconds:.0f} s"
                )
            yield piece

    def _tries(self, url: str) -> Tries:
        return Tries(url, self._limits, self._pace, self._sleep)

    def _tried(self, url: str, attempt: Callable[[Tries], _Result]) -> _Result:
        """Return what `attempt` returns, trying again what may pass, and no more than `attempts` times."""
        tries = self._tries(url)
        while True:
            try:
                return attempt(tries)
            except MAY_PASS as error:
                tries.failed(error)


def _trust(certificate: str) -> ssl.SSLContext | bool:
    if not certificate:
        return True
    try:
        return ssl.create_default_context(cafile=certificate)
    except (OSError, ssl.SSLError) as error:
        raise RequestError(f"the certificates in {certificate} cannot be read: {error}") from error


def _too_large(url: str, limit: int) -> TooLargeError:
    return TooLargeError(f"{shown(url)} is larger than {limit} bytes")
