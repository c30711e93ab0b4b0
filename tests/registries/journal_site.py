"""A Python index with a journal on loopback, whose every answer a test can replace."""

import threading
import xmlrpc.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from json import dumps
from typing import Any

from watchhouse.model.event import RegistryEvent
from watchhouse.model.feed import Loss
from watchhouse.registries.feeds.feed import Feed
from watchhouse.registries.settings import Limits

JSON = "application/vnd.pypi.simple.v1+json"
LIMITS = Limits(
    connect_seconds=2,
    read_seconds=2,
    total_seconds=20,
    attempts=2,
    first_wait=0,
    page_bytes=1 << 20,
    feed_bytes=1 << 25,
    file_bytes=1 << 22,
)
"""Of little patience."""

NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)
T = 1_780_000_000
"""Seconds, some weeks before."""

JournalRow = tuple[Any, ...]
"""Project, version, seconds, action, serial."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer of the site."""

    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    """Bytes after which the connection breaks."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes


Special = Callable[[Question], Answer | None]


@dataclass
class JournalSite:
    """What the site has; change it between requests."""

    url: str = ""
    rows: list[JournalRow] = field(default_factory=list)
    most: int = 50_000
    """Rows of one answer."""
    pages: dict[str, Answer] = field(default_factory=dict)
    special: dict[str, Special] = field(default_factory=dict)
    """By path: asked first; None leaves the question to the site."""
    asked: list[Question] = field(default_factory=list, repr=False)

    @property
    def simple(self) -> str:
        """The URL of the index."""
        return f"{self.url}/simple/"

    @property
    def head(self) -> int:
        """The newest serial."""
        return max((row[4] for row in self.rows), default=0)

    def count(self, path: str) -> int:
        """Return how often `path` was asked for."""
        return sum(question.path == path for question in self.asked)

    def fail(self, path: str, *answers: Answer) -> None:
        """Give `answers` at `path`, the last again and again."""
        left = list(answers)
        self.special[path] = lambda _question: left.pop(0) if len(left) > 1 else left[0]

    def heal(self, path: str) -> None:
        """Answer at `path` as usual."""
        del self.special[path]

    def answer(self, question: Question) -> Answer:
        """Return what there is."""
        self.asked.append(question)
        special = self.special.get(question.path)
        replaced = special(question) if special else None
        if replaced is not None:
            return replaced
        if question.path == "/pypi":
            return self._rpc(question)
        if question.path == "/simple/":
            return self._list(question)
        return self.pages.get(question.path, Answer(status=404))

    def _rpc(self, question: Question) -> Answer:
        arguments, method = xmlrpc.client.loads(question.content)
        if method == "changelog_last_serial":
            return rpc_answer(self.head)
        (since,) = arguments
        after = sorted((row for row in self.rows if row[4] > since), key=lambda row: row[4])
        return rpc_answer([list(row) for row in after[: self.most]])

    def _list(self, question: Question) -> Answer:
        serials: dict[str, int] = {}
        for row in self.rows:
            serials[row[0]] = max(row[4], serials.get(row[0], 0))
        tag = f'"{self.head}"'
        if question.headers.get("if-none-match") == tag:
            return Answer(status=304)
        projects = [{"name": name, "_last-serial": serial} for name, serial in serials.items()]
        page = {"meta": {"api-version": "1.4", "_last-serial": self.head}, "projects": projects}
        return json_answer(page, ETag=tag)


def row(serial: int, project: str = "demo", action: str = "create", version: str | None = None) -> JournalRow:
    """Return a row of the journal."""
    return (project, version, T + serial, action, serial)


def followed(feed: Feed, cursor: str) -> tuple[list[RegistryEvent], list[Loss], str]:
    """Poll until there is no more."""
    events: list[RegistryEvent] = []
    losses: list[Loss] = []
    more = True
    while more:
        page = feed.poll(cursor)
        events += page.events
        losses += page.losses
        cursor, more = page.cursor, page.more
    return events, losses, cursor


def serials(events: tuple[RegistryEvent, ...] | list[RegistryEvent]) -> list[int]:
    """Return the serials of events."""
    return [int(dict(event.detail)["serial"]) for event in events]


def rpc_answer(value: object) -> Answer:
    """Return `value` as XML-RPC."""
    document = xmlrpc.client.dumps((value,), methodresponse=True, allow_none=True)  # type: ignore[arg-type] # any value
    return xml_answer(document)


def xml_answer(document: str) -> Answer:
    """Return an XML document."""
    return Answer(content=document.encode(), headers={"Content-Type": "text/xml"})


def json_answer(page: object, **headers: str) -> Answer:
    """Return a page of the simple API."""
    return Answer(content=dumps(page).encode(), headers={"Content-Type": JSON, **headers})


def rss_answer(items: list[tuple[str, str]]) -> Answer:
    """Return RSS of links and dates, newest first."""
    body = "".join(f"<item><link>{link}</link><pubDate>{date}</pubDate></item>" for link, date in items)
    return xml_answer(
        f'<?xml version="1.0"?><rss version="2.0"><channel><link>x</link>{body}</channel></rss>'
    )


@contextmanager
def journal_site() -> Iterator[JournalSite]:
    """Run a site for as long as the context lasts."""
    running = JournalSite()
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


def _handler(running: JournalSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            question = Question(
                method=self.command,
                path=self.path,
                headers={name.lower(): value for name, value in self.headers.items()},
                content=self.rfile.read(length),
            )
            reply = running.answer(question)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.content)))
            self.end_headers()
            try:
                self.wfile.write(reply.content[: reply.sent])
            except OSError:
                self.close_connection = True
            self.close_connection = self.close_connection or reply.sent is not None

        do_POST = do_GET  # noqa: N815 - the name that the base class calls

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gave
            """Say nothing."""

    return Handler
