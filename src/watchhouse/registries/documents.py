"""
A registry's JSON documents: asked for, read, and every fault an InfrastructureError.

What a value in one of them is supposed to be is asked of these functions; another type is as if it were absent.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.registries.answers import NotFoundError, UnreadableError, host, shown
from watchhouse.registries.transport import Page, Transport

Table: TypeAlias = dict[str, object]
Pairs: TypeAlias = list[tuple[str, object]]

_JSON = "application/json"
TEXT = 500
"""Characters of a text that is kept: no registry allows a name, a version or a user's name of so many."""
_MOMENT = 64
"""Characters of a point in time: with nine digits of a second there are 35."""
_AHEAD = timedelta(hours=1)
"""How far clocks may differ; what is later than that has not happened."""


class MissingError(InfrastructureError):
    """The registry has no such document."""


def get_page(transport: Transport, url: str) -> Page:
    """Return the document at `url`; raises MissingError, UnreadableError or InfrastructureError."""
    with _faults():
        return transport.page(url, _JSON)


def get_changed(transport: Transport, url: str, etag: str) -> Page | None:
    """Return the document at `url`, or None if it is still the one that had `etag`; raises as `get_page`."""
    with _faults():
        return transport.page_if_changed(url, _JSON, etag)


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except NotFoundError as error:
        raise MissingError(str(error)) from error
    except RequestError as error:  # too large, or no URL that can be asked for
        raise UnreadableError(str(error)) from error


def get_table(transport: Transport, url: str, *, keep: Callable[[Pairs], Table] | None = None) -> Table:
    """Return the JSON object at `url`; `keep` makes each object of it from its members."""
    return read_table(get_page(transport, url).content, url, keep=keep)


def read_table(content: bytes, url: str, *, keep: Callable[[Pairs], Table] | None = None) -> Table:
    """Return the JSON object in `content`, which was served at `url`; raises UnreadableError."""
    try:
        document = json.loads(content, object_pairs_hook=keep)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"{host(url)} has a document that cannot be read: {shown(url)}") from error
    if not isinstance(document, dict):
        raise UnreadableError(f"{host(url)} has a document of another kind: {shown(url)}")
    return document


def table(value: object) -> Table:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[object]:
    """Return `value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: object, limit: int = TEXT) -> str:
    """Return the first `limit` characters of `value` if it is text, else nothing."""
    return value[:limit] if isinstance(value, str) else ""


def whole(value: object) -> int | None:
    """Return `value` if it is a number that counts something."""
    return value if type(value) is int and 0 <= value < 1 << 63 else None


def moment(value: object, now: datetime) -> datetime | None:
    """Return the point in time (UTC) that `value` names, or None if it names none or one in the future."""
    if not isinstance(value, str) or len(value) > _MOMENT:
        return None
    try:
        named = datetime.fromisoformat(value)
        at = named.replace(tzinfo=UTC) if named.tzinfo is None else named.astimezone(UTC)
        return at if at <= now + _AHEAD else None
    except (ValueError, OverflowError):
        return None


def fingerprint(value: object) -> str:
    """Return 64 characters that are the same for the same JSON value, whatever it is."""
    try:
        canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
    except RecursionError as error:
        raise UnreadableError("a registry's document is nested too deep") from error
    return hashlib.sha256(canonical.encode()).hexdigest()


def utc_now() -> datetime:
    """Return this machine's time."""
    return datetime.now(tz=UTC)
