"""A web site on loopback whose answers a test makes up, and a transport that does not wait."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from watchhouse.registries.settings import Limits
from watchhouse.registries.transport import Transport

PAGE_BYTES = 1 << 20
"""The largest document that a test's transport takes."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer of the site."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def as_json(document: Any) -> Answer:
    """Return `document` as an answer."""
    return Answer(content=json.dumps(document).encode(), headers={"Content-Type": "application/json"})


MISSING = Answer(status=404)


def nothing(_path: str, _query: dict[str, str]) -> Answer:
    """Have nothing at all."""
    return MISSING


class Site:
    """A running site; set `answer` to what it is to say to a path and a query."""

    def __init__(self) -> None:
        self.url = ""
        self.answer: Callable[[str, dict[str, str]], Answer] = nothing
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []


@contextmanager
def site() -> Iterator[Site]:
    """Run a site for as long as the context lasts."""
    running = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(running))
    server.daemon_threads = True
    running.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def quick_transport() -> Transport:
    """Return a transport of little patience."""
    limits = Limits(
        connect_seconds=2, read_seconds=2, total_seconds=5, attempts=2, page_bytes=PAGE_BYTES, first_wait=0
    )
    return Transport(limits, sleep=lambda _seconds: None)


def _handler(running: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            running.asked.append(self.path)
            running.headers.append({name.lower(): value for name, value in self.headers.items()})
            parts = urlsplit(self.path)
            reply = running.answer(parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)))
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            self.wfile.write(reply.content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gave
            """Say nothing."""

    return Handler
