"""An operator of a registry on loopback, who signs what is said."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from feed_site import MISSING, Answer, Site

from watchhouse.model.feed import FeedPage
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.feeds.operator import OperatorFeed
from watchhouse.registries.feeds.operator_signature import HEADER, signature
from watchhouse.registries.transport import Transport

NOW = datetime(2026, 1, 1, 12, 0, 10, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYED = "c9" * 32


@dataclass(repr=False)
class Operator:
    """An operator who tells events and forgets none; `changed` is said instead of the right thing."""

    events: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)
    skipped: int = 0
    """Events that are no more held: a reader is taken behind them."""
    key: Ed25519PrivateKey = KEY
    answers: list[bytes] = field(default_factory=list)

    def tell(self, kind: str = "user-registered", **said: Any) -> str:
        """Tell one event and return its id."""
        identifier = f"e{len(self.events)}"
        self.events.append({"id": identifier, "kind": kind, "at": "2026-01-01T12:00:00Z"} | said)
        return identifier

    def body(self, query: dict[str, str]) -> bytes:
        """Return the answer to a question."""
        after = query.get("after")
        start = len(self.events) if after is None else max(int(after), self.skipped)
        found = self.events[start : start + int(query["limit"])]
        end = start + len(found)
        page = {
            "format": "watchhouse-events/1",
            "feed": "main",
            "ecosystem": "pypi",
            "issued": "2026-01-01T12:00:05Z",
            "after": after,
            "next": str(end),
            "total": end,
            "head": len(self.events),
            "events": found,
        }
        return json.dumps(page | self.changed).encode()

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        """Answer, signed."""
        if path != "/events":
            return MISSING
        self.answers.append(self.body(query))
        return Answer(content=self.answers[-1], headers={HEADER: signature(self.answers[-1], self.key)})


def connect(running: Site, transport: Transport, operator: Operator, limit: int = 100) -> OperatorFeed:
    """Return a feed of `operator`."""
    running.answer = operator.answer
    return OperatorFeed(
        label="main",
        url=f"{running.url}/events",
        keys=(KEY.public_key(),),
        ecosystem=Ecosystem.PYPI,
        transport=transport,
        file_hosts=("files.example",),
        limit=limit,
        now=lambda: NOW,
    )


def drain(feed: OperatorFeed, cursor: str) -> list[FeedPage]:
    """Poll until there is no more."""
    pages = [feed.poll(cursor)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(feed.poll(pages[-1].cursor))
    return pages
