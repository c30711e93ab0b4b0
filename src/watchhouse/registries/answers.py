"""What a registry's answer means by its status and headers, and what a person may be told of its URL."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.registries.pace import BusyError

_AGAIN = frozenset({408, 429, 500, 502, 503, 504, 520, 527})
"""What pip tries again, and the two that ask for it."""
_SHOWN = 200
"""Characters of a URL or a reason that a person is shown."""
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(?:\d{1,18}|\*)")


class NotFoundError(RequestError):
    """The registry says that there is no such thing."""


class TooLargeError(RequestError):
    """The registry sends more than a document or a file may have."""


class UnreadableError(InfrastructureError):
    """The registry answers, and the answer makes no sense."""


class RefusedError(InfrastructureError):
    """The registry says that the question makes no sense (400)."""


def check(answer: httpx.Response, url: str, accepted: frozenset[int]) -> None:
    """Raise the error that the status of `answer` stands for, unless it is one of those `accepted`."""
    status = answer.status_code
    if status in accepted:
        return
    if status in {404, 410}:
        raise NotFoundError(f"{shown(url)} is not there ({status})")
    said = f"{host(url)} answers {status} {answer.reason_phrase[:80]}"
    if status in _AGAIN:
        raise BusyError(said, host=host(str(answer.url)), wait=retry_after(answer), status=status)
    refused = status == httpx.codes.BAD_REQUEST
    raise (RefusedError if refused else InfrastructureError)(f"{said} to {shown(url)}")


def retry_after(answer: httpx.Response) -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110: a number or a date), or None."""
    stated = answer.headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return float(stated[:9])
    try:
        return max(0.0, (parsedate_to_datetime(stated) - datetime.now(tz=UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def validator(answer: httpx.Response) -> str:
    """Return what If-Range takes: a strong ETag, or the date of the last change; empty if there is neither."""
    etag: str = answer.headers.get("etag", "")
    return etag if etag.startswith('"') else str(answer.headers.get("last-modified", ""))


def range_start(answer: httpx.Response) -> int | None:
    """Return where the part that a 206 `answer` holds begins, or None if it does not say."""
    stated = _CONTENT_RANGE.fullmatch(answer.headers.get("content-range", "").strip())
    return int(stated[1]) if stated and answer.status_code == httpx.codes.PARTIAL_CONTENT else None


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


def reason(error: Exception) -> str:
    """Return why a request failed, in a few words."""
    return (str(error) or type(error).__name__)[:_SHOWN]
