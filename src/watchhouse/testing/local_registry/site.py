"""What every part of the local registry answers from, and how a document is given."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import FaultKind, FaultSwitch
from watchhouse.testing.world import World

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A world and what is wrong with its registries."""

    world: World
    switch: FaultSwitch

    def visible(self, ecosystem: Ecosystem, path: str, *, whole_seconds: bool = False) -> int:
        """Return how many rows of a journal the registry admits to; fewer while its serial is back."""
        now = self.world.now.timestamp()
        rows = self.world.journal(ecosystem).visible(int(now) if whole_seconds else now)
        back = sum(int(rule.much) for rule in self.switch.strikes(path, (FaultKind.SERIAL_BACK,)))
        return max(0, rows - back)


def base(request: Request) -> str:
    """Return the URL under which the registry was asked."""
    return f"{request.url.scheme}://{request.url.netloc}"


def document(
    request: Request,
    content: bytes,
    media: str = JSON,
    *,
    tag: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a document with its ETag, or 304 if the asker has it."""
    mark = f'"{tag or hashlib.blake2b(content, digest_size=16).hexdigest()}"'
    said = {**(headers or {}), "ETag": mark}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=said)
    return Response(content, media_type=media, headers=said)


def dumps(value: object) -> bytes:
    """Return JSON in ASCII: half a character stays half a character."""
    return json.dumps(value, separators=(",", ":")).encode()


def missing(why: str = "not found") -> Response:
    """Return 404."""
    return Response(dumps({"error": why}), 404, media_type=JSON)


def iso(seconds: float, places: int = 6) -> str:
    """Return a time as the registries write it, with `places` digits of a second's parts."""
    text = datetime.fromtimestamp(seconds, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
    return f"{text[: len(text) - 6 + places] if places <= 6 else text + '0' * (places - 6)}Z"
