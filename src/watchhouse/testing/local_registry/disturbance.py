"""The faults that strike whole answers, around everything else that the registry says."""

import asyncio
from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from watchhouse.testing.faults import OF_STREAMS, FaultKind, FaultRule, FaultSwitch

_OF_ANSWERS = tuple(kind for kind in FaultKind if kind not in OF_STREAMS)
_PIECE = 1 << 20
_SLOW_PIECES = 10
_OK = 200
_CONTROL = "/-/"


class Disturbance:
    """An ASGI app around another one, which it makes fail."""

    def __init__(self, app: ASGIApp, switch: FaultSwitch) -> None:
        self._app = app
        self._switch = switch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or spoil the answer to it."""
        if scope["type"] != "http" or scope["path"].startswith(_CONTROL):
            await self._app(scope, receive, send)
            return
        struck = {rule.kind: rule for rule in self._switch.strikes(scope["path"], _OF_ANSWERS)}
        refusal = _refusal(struck)
        if refusal is not None:
            await _answer(send, *refusal)
        elif FaultKind.GIANT in struck:
            await _giant(send, int(struck[FaultKind.GIANT].much))
        elif struck:
            await self._app(scope, receive, _Spoiled(send, struck))
        else:
            await self._app(scope, receive, send)


def _refusal(struck: dict[FaultKind, FaultRule]) -> tuple[int, bytes, tuple[tuple[str, str], ...]] | None:
    """Return status, body and headers of an answer that takes the place of the true one."""
    for kind, rule in struck.items():
        match kind:
            case FaultKind.TOO_MANY:
                return 429, b"too many requests", (("retry-after", f"{rule.much:.0f}"),)
            case FaultKind.ERROR:
                return 500, b"internal server error", ()
            case FaultKind.GONE:
                return 404, b"not found", ()
            case FaultKind.REDIRECT:
                return 302, b"", (("location", "https://elsewhere.invalid/moved"),)
            case FaultKind.NONSENSE:
                return 200, b"<html><p>Please log in to the network", (("content-type", "text/html"),)
            case _:
                pass
    return None


async def _answer(send: Send, status: int, body: bytes, headers: Iterable[tuple[str, str]]) -> None:
    said = [("content-length", str(len(body))), *headers]
    raw = [(name.encode(), value.encode()) for name, value in said]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _giant(send: Send, size: int) -> None:
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(size).encode())]}
    )
    await _padding(send, size, b"\0")


async def _padding(send: Send, size: int, of: bytes) -> None:
    """Send `size` bytes in pieces; nothing large is ever in memory."""
    piece = of * _PIECE
    while size > 0:
        part = piece[: min(size, _PIECE)]
        size -= len(part)
        await send({"type": "http.response.body", "body": part, "more_body": size > 0})
        await asyncio.sleep(0)


class _Spoiled:
    """Takes an answer apart on its way out."""

    def __init__(self, send: Send, struck: dict[FaultKind, FaultRule]) -> None:
        self._send = send
        self._struck = struck
        self._padding = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(self._head(message))
        else:
            await self._body(message)

    def _head(self, message: Message) -> Message:
        huge = self._struck.get(FaultKind.HUGE)
        if huge is None or message["status"] != _OK:
            return message
        headers = dict(message["headers"])
        size = int(headers.get(b"content-length", b"0"))
        self._padding = max(0, int(huge.much) - size)
        headers[b"content-length"] = str(size + self._padding).encode()
        return {**message, "headers": list(headers.items())}

    async def _body(self, message: Message) -> None:
        """Every answer of the registry has one piece of body."""
        body: bytes = message.get("body", b"")
        if FaultKind.WRONG_HASH in self._struck and body:
            middle = len(body) // 2
            body = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
        if FaultKind.TRUNCATE in self._struck:
            # Half of what Content-Length promises; the server then closes the connection.
            await self._send(
                {"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True}
            )
            return
        slow = self._struck.get(FaultKind.SLOW)
        if slow is not None:
            body = await self._slowly(body, slow.much)
        await self._send({"type": "http.response.body", "body": body, "more_body": self._padding > 0})
        await _padding(self._send, self._padding, b" ")

    async def _slowly(self, body: bytes, seconds: float) -> bytes:
        """Send all but the last part of `body` and return that."""
        width = max(1, -(-len(body) // _SLOW_PIECES))
        while len(body) > width:
            await self._send({"type": "http.response.body", "body": body[:width], "more_body": True})
            body = body[width:]
            await asyncio.sleep(seconds / _SLOW_PIECES)
        await asyncio.sleep(seconds / _SLOW_PIECES)
        return body
