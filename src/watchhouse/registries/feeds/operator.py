"""
The operator's own event feed: what a registry knows and no public feed tells.

Registrations, e-mail verifications, tokens, projects and files, as JSON over HTTP. `docs/operator-feed.md` describes
the format for whoever serves it, `operator_page.schema.json` states it.

The request is `GET URL?after=CURSOR&limit=N`; without `after` it asks for the cursor of now. The answer carries
`Watchhouse-Signature: ed25519=BASE64`, a detached signature over exactly the bytes of the body; without a good one
nothing of the body is read. The body:

    {"format": "watchhouse-events/1", "feed": "main", "ecosystem": "pypi",
     "issued": "2026-01-01T00:00:00Z", "after": "17", "next": "19", "total": 19, "head": 19, "events": [
      {"id": "18", "kind": "user-registered", "at": "2026-01-01T00:00:00Z", "user": "ada",
       "hashes": {"email": "64 or more hexadecimal digits", "address": "…"}},
      {"id": "19", "kind": "file-published", "at": "2026-01-01T00:00:00Z", "user": "ada", "project": "demo",
       "version": "1.0", "file": "demo-1.0.tar.gz",
       "publication": {"url": "https://files.example/demo-1.0.tar.gz", "digests": {"sha256": "…"}, "size": 900}}]}

`feed`, `after` and `issued` bind an answer to its question: an old one, or another feed's, is no answer. `total`
counts the events up to `next` since the feed began, `head` all that there are: a step that does not fit is a loss.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.answers import host
from watchhouse.registries.documents import fingerprint, get_page, read_table, table, utc_now, whole
from watchhouse.registries.feeds.operator_page import Asked, OperatorPage, read_page
from watchhouse.registries.feeds.operator_signature import HEADER, check_signature
from watchhouse.registries.file_url import only
from watchhouse.registries.transport import Transport

_LIMIT = 5_000
"""Events in one answer: a busy registry's hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorFeed:
    """One operator's feed of events."""

    label: str
    """What operator and reader call it: the answers must carry it."""
    url: str
    """May hold a name and a password, which are sent to its host as HTTP's Basic authentication."""
    keys: tuple[Ed25519PublicKey, ...]
    """Any of which may have signed: during a change of keys there are two."""
    ecosystem: Ecosystem
    transport: Transport
    file_hosts: tuple[str, ...] = ()
    """Where published files may lie, besides the feed's own host: host, host:port or URL."""
    limit: int = _LIMIT
    now: Callable[[], datetime] = field(default=utc_now)

    @property
    def name(self) -> str:
        """What its cursor is kept under."""
        return f"operator:{self.label}"

    def start(self) -> str:
        """Return a cursor for what happens from now on."""
        page = self._ask(None)
        return _cursor(page.next, page.total)

    def poll(self, cursor: str) -> FeedPage:
        """Return what happened after `cursor`; raises InfrastructureError, and then nothing was consumed."""
        after, told = _place(cursor)
        page = self._ask(after)
        if page.next == after and page.count:
            raise InfrastructureError(f"the feed {self.name} tells events and does not move on")
        return FeedPage(
            events=tuple({event.key: event for event in page.events}.values()),
            cursor=_cursor(page.next, page.total),
            behind=_behind(page),
            more=page.total < page.head and page.next != after,
            publications=page.publications,
            losses=(*self._missed(page, after, told), *self._refused(page)),
        )

    def _ask(self, after: str | None) -> OperatorPage:
        parts = urlsplit(self.url)
        query = urlencode(({} if after is None else {"after": after}) | {"limit": str(self.limit)})
        url = urlunsplit(parts._replace(query=f"{parts.query}&{query}" if parts.query else query))
        page = get_page(self.transport, url)
        # 1. Nothing is read before its signature is good. 2. What is read must answer this very question.
        check_signature(page.content, page.headers.get(HEADER.lower(), ""), self.keys, host(url))
        asked = Asked(
            feed=self.label,
            ecosystem=self.ecosystem,
            after=after,
            now=self.now(),
            hosts=only(self.url, *self.file_hosts),
        )
        return read_page(read_table(page.content, url), asked)

    def _missed(self, page: OperatorPage, after: str, told: int) -> tuple[Loss, ...]:
        missing = page.total - told - page.count
        if not missing:
            return ()
        what = (
            f"{missing} events were missed" if missing > 0 else "it counts anew, events may have been missed"
        )
        key = f"{self.name} {fingerprint([after, told])[:16]}"
        return (Loss(key=key, message=f"the feed {self.name} did not go on where it was left: {what}"),)

    def _refused(self, page: OperatorPage) -> tuple[Loss, ...]:
        return tuple(
            Loss(
                key=f"{self.name} refused {name}",
                message=f"the feed {self.name} sends a {name} that is, or may be, personal data: it is not kept",
            )
            for name in page.refused
        )


def _behind(page: OperatorPage) -> Behind:
    events = max(0, page.head - page.total)
    if not events:
        return Behind(events=0, seconds=0.0)
    last = max((event.at for event in page.events if event.at is not None), default=None)
    seconds = None if last is None else max(0.0, (page.issued - last).total_seconds())
    return Behind(events=events, seconds=seconds)


def _cursor(after: str, told: int) -> str:
    return json.dumps({"after": after, "told": told})


def _place(cursor: str) -> tuple[str, int]:
    try:
        kept = table(json.loads(cursor))
    except (ValueError, RecursionError):
        kept = {}
    after, told = kept.get("after"), whole(kept.get("told"))
    if not isinstance(after, str) or told is None:
        raise InfrastructureError("the cursor that was kept for an operator's feed cannot be read")
    return after, told
