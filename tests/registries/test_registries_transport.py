"""How a service asks: at which hosts, how often, and how it goes on where something broke."""

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_site import LIMITS, Answer, JournalSite, Question, journal_site

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem
from watchhouse.model.publication import Publication
from watchhouse.registries.cache import Cache
from watchhouse.registries.download import WrongHashError, download, publication_download
from watchhouse.registries.hosts import HostRefusedError, hosts_of
from watchhouse.registries.pace import BusyError, Pace
from watchhouse.registries.transport import NotFoundError, TooLargeError, Transport

CONTENT = bytes(range(256)) * 8192
"""Two megabytes."""
NO_CACHE = Cache(None)


class Clock:
    """A clock that sleepers move."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += seconds


@pytest.fixture
def index() -> Iterator[JournalSite]:
    with journal_site() as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def transport(index: JournalSite, clock: Clock) -> Iterator[Transport]:
    pace = Pace(clock=clock, sleep=clock.sleep)
    with Transport(LIMITS, hosts=hosts_of([index.url]), pace=pace, sleep=clock.sleep) as running:
        yield running


def publication(index: JournalSite, content: bytes = CONTENT, path: str = "/file") -> Publication:
    """Return a file of the index."""
    return Publication(
        ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file="demo-1.0.tar.gz"),
        url=index.url + path,
        digests=frozenset({f"sha256:{hashlib.sha256(content).hexdigest()}"}),
    )


def got(index: JournalSite, transport: Transport, content: bytes = CONTENT) -> bytes:
    """Download the file of the index, which should be `content`."""
    return download(publication_download(publication(index, content)), transport, NO_CACHE, LIMITS)


def part(question: Question, content: bytes, etag: str) -> Answer:
    """Answer as a file server does, and break off after 600,000 bytes."""
    headers = {"ETag": etag}
    first = int(question.headers.get("range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
    if first == 0 or question.headers["if-range"] != etag:
        return Answer(content=content, headers=headers, sent=600_000)
    headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
    return Answer(content=content[first:], status=206, headers=headers, sent=600_000)


def test_a_broken_download_goes_on(index: JournalSite, clock: Clock) -> None:
    """Each part once, and the whole is what it must be."""
    index.special["/file"] = lambda question: part(question, CONTENT, '"v1"')
    limits = replace(LIMITS, attempts=4)
    with Transport(limits, sleep=clock.sleep) as transport:
        assert got(index, transport) == CONTENT
    asked = [question.headers.get("range") for question in index.asked]
    assert asked == [None, "bytes=600000-", "bytes=1200000-", "bytes=1800000-"]


def test_a_download_that_gets_ahead_may_break_often(index: JournalSite, transport: Transport) -> None:
    """Two attempts are enough for any number of parts of a megabyte."""
    content = bytes(4 << 20)

    def answer(question: Question) -> Answer:
        return replace(part(question, content, '"v1"'), sent=(1 << 20) + 1)

    index.special["/file"] = answer
    assert got(index, transport, content) == content


def test_a_file_that_changed_is_begun_anew(index: JournalSite, transport: Transport) -> None:
    """The parts of two versions are not put together."""
    index.fail(
        "/file",
        Answer(content=b"old" * 400_000, headers={"ETag": '"v1"'}, sent=600_000),
        Answer(content=CONTENT, headers={"ETag": '"v2"'}),
    )
    assert got(index, transport) == CONTENT
    assert [question.headers.get("range") for question in index.asked] == [None, "bytes=600000-", None]


@pytest.mark.parametrize(
    "second",
    [
        Answer(content=CONTENT[600_000:], status=206, headers={"Content-Range": "bytes 5-9/10"}),
        Answer(content=CONTENT[600_000:], status=206),
        Answer(status=416),
    ],
)
def test_a_part_that_is_another_is_not_taken(
    index: JournalSite, transport: Transport, second: Answer
) -> None:
    """A server that does not do as it was asked: from the beginning."""
    index.fail(
        "/file",
        Answer(content=CONTENT, headers={"ETag": '"v"'}, sent=600_000),
        second,
        Answer(content=CONTENT),
    )
    assert got(index, transport) == CONTENT


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_without_a_validator_nothing_is_put_together(
    index: JournalSite, transport: Transport, headers: dict[str, str]
) -> None:
    """Nothing would say that it is still the same file."""
    index.fail("/file", Answer(content=CONTENT, headers=headers, sent=600_000), Answer(content=CONTENT))
    assert got(index, transport) == CONTENT
    assert ["range" in question.headers for question in index.asked] == [False, False]


def test_parts_that_do_not_fit_are_fetched_once_more(index: JournalSite, transport: Transport) -> None:
    """A server may be wrong about its file being the same; the hash decides."""
    index.fail(
        "/file",
        Answer(content=b"x" * len(CONTENT), headers={"ETag": '"v"'}, sent=600_000),
        Answer(
            content=CONTENT[600_000:],
            status=206,
            headers={"Content-Range": f"bytes 600000-{len(CONTENT) - 1}/{len(CONTENT)}"},
        ),
        Answer(content=CONTENT),
    )
    assert got(index, transport) == CONTENT
    assert index.count("/file") == 3


def test_what_has_another_hash_is_said_so(index: JournalSite, transport: Transport) -> None:
    """By an error of its own: asking again will not help."""
    index.pages["/file"] = Answer(content=b"another")
    with pytest.raises(WrongHashError):
        got(index, transport)
    assert index.count("/file") == 1


def test_what_is_gone_or_too_large_is_said_so(index: JournalSite, transport: Transport) -> None:
    """Each by an error of its own."""
    with pytest.raises(NotFoundError):
        got(index, transport)
    index.pages["/file"] = Answer(content=bytes(LIMITS.file_bytes + 1))
    with pytest.raises(TooLargeError):
        got(index, transport)


def test_a_part_does_not_lift_the_limit(index: JournalSite, transport: Transport) -> None:
    """A file that grows while it is resumed is too large all the same."""
    half = LIMITS.file_bytes // 2
    index.fail(
        "/file",
        Answer(content=bytes(LIMITS.file_bytes), headers={"ETag": '"v"'}, sent=half + 1000),
        Answer(
            content=bytes(LIMITS.file_bytes),
            status=206,
            headers={"Content-Range": f"bytes {half + 1000}-{LIMITS.file_bytes * 2}/*"},
        ),
    )
    with pytest.raises(TooLargeError):
        got(index, transport)


def test_a_download_that_always_breaks_ends(index: JournalSite, transport: Transport) -> None:
    """Also one that gets ahead each time and then begins anew."""
    versions = iter(range(100))
    index.special["/file"] = lambda _question: Answer(
        content=CONTENT, headers={"ETag": f'"{next(versions)}"'}, sent=1_500_000
    )
    with pytest.raises(InfrastructureError, match=r"^(cannot reach|127\.0\.0\.1:\d+ breaks off)"):
        got(index, transport)
    assert index.count("/file") < 10


def test_a_file_of_this_machine_is_nobodys_publication(index: JournalSite) -> None:
    """Whatever a database says."""
    with pytest.raises(RequestError):
        publication_download(replace(publication(index), url="file:///etc/passwd"))


def test_credentials_go_with_a_file_of_the_same_origin_only(index: JournalSite) -> None:
    """They are the index's, and no other host's."""
    private = index.simple.replace("http://", "http://user:secret@")
    ours, other = publication(index), replace(publication(index), url="https://files.example/file")
    assert publication_download(ours, [private]).url == ours.url.replace("http://", "http://user:secret@")
    assert publication_download(other, [private]).url == other.url


@pytest.mark.parametrize("target", ["http://192.0.2.1/", "https://files.example/x", "http://localhost:1/"])
def test_a_redirect_leads_to_no_other_host(index: JournalSite, transport: Transport, target: str) -> None:
    """Nothing is sent there."""
    index.pages["/file"] = Answer(status=302, headers={"Location": target})
    with pytest.raises(HostRefusedError, match="to which 127"):
        got(index, transport)
    assert len(index.asked) == 1


def test_a_redirect_on_the_same_host_is_followed(index: JournalSite, transport: Transport) -> None:
    """As indexes do for a name that is not in its normal form."""
    index.pages["/file"] = Answer(status=301, headers={"Location": "/other"})
    index.pages["/other"] = Answer(content=CONTENT)
    assert got(index, transport) == CONTENT


def test_another_host_is_not_asked_at_all(index: JournalSite) -> None:
    """Where the operator named file hosts, or where it looks like no public host."""
    with journal_site() as other, Transport(LIMITS, hosts=hosts_of([index.url])) as transport:
        with pytest.raises(HostRefusedError):
            transport.page(other.simple, "*/*")
        assert other.asked == []


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://index.example/simple/x/", True),
        ("https://index.example:443/x", True),
        ("https://INDEX.example./x", True),
        ("http://index.example/x", False),
        ("https://index.example:8443/x", False),
        ("https://files.example/x", True),
        ("http://files.example/x", False),
        ("https://files.example:8443/x", False),
        ("https://index.example@198.51.100.1/x", False),
        ("https://198.51.100.1/x", False),
        ("https://0x7f.1/x", False),
        ("https://2130706433/x", False),
        ("https://[2001:db8::1]/x", False),
        ("https://localhost/x", False),
        ("https://router.lan/x", False),
        ("https://metadata.internal/x", False),
        ("ftp://index.example/x", False),
        ("file:///etc/passwd", False),
        ("https://[/x", False),
        ("", False),
    ],
)
def test_links_are_followed_to_public_names_only(url: str, allowed: bool) -> None:  # noqa: FBT001 - a column of a table
    """Where the operator names no file host."""
    assert hosts_of(["https://index.example/simple/"]).may_ask(url) is allowed


def test_named_file_hosts_are_the_only_ones() -> None:
    """Over https unless named otherwise."""
    hosts = hosts_of(["http://index.example/simple"], ["files.example", "http://plain.example:8080"])
    urls = [
        "http://index.example/x",
        "https://index.example/x",
        "https://files.example/x",
        "http://files.example/x",
        "http://plain.example:8080/x",
        "https://other.example/x",
    ]
    assert [hosts.may_ask(url) for url in urls] == [True, True, True, False, True, False]


@pytest.mark.parametrize("place", ["", "https://", "://x", "file:///x", "https://[x"])
def test_a_host_that_is_none_is_the_operators_mistake(place: str) -> None:
    """Told at the start."""
    with pytest.raises(RequestError, match="names no host"):
        hosts_of([place])


@given(st.text(max_size=40))
def test_no_text_is_too_strange(text: str) -> None:
    """A link is allowed or not, and never anything else."""
    hosts = hosts_of(["https://index.example/"])
    assert isinstance(hosts.may_ask(text), bool)
    assert isinstance(hosts.may_follow(text, f"https://{text}/"), bool)


def test_one_429_quiets_everybody(index: JournalSite, clock: Clock) -> None:
    """Who asks next, also by another transport of this process, waits for what one was told."""
    index.fail("/a", Answer(status=429, headers={"Retry-After": "7"}))
    index.pages["/b"] = Answer(content=b"b")
    pace, once = Pace(clock=clock, sleep=clock.sleep), replace(LIMITS, attempts=1)
    with Transport(once, pace=pace) as first, Transport(LIMITS, pace=pace) as second:
        with pytest.raises(BusyError, match="429"):
            first.page(f"{index.url}/a", "*/*")
        assert clock.slept == []
        assert second.page(f"{index.url}/b", "*/*").content == b"b"
    assert clock.slept == [7.0]


def test_a_long_silence_is_an_error_at_once(index: JournalSite, transport: Transport, clock: Clock) -> None:
    """With how long it lasts; nobody asks until then, and afterwards everybody may."""
    index.fail("/a", Answer(status=503, headers={"Retry-After": "600"}), Answer(content=b"a"))
    with pytest.raises(BusyError) as first:
        transport.page(f"{index.url}/a", "*/*")
    with pytest.raises(BusyError, match="asked to be left alone for another 600 s") as second:
        transport.page(f"{index.url}/b", "*/*")
    assert (first.value.wait, second.value.wait, clock.slept) == (600.0, 600.0, [])
    assert len(index.asked) == 1
    clock.now = 600.0
    assert transport.page(f"{index.url}/a", "*/*").content == b"a"


def test_no_host_can_silence_us_for_ever(clock: Clock) -> None:
    """An hour is the most."""
    pace = Pace(clock=clock, sleep=clock.sleep)
    assert pace.quiet("h", 1e9) == 3600.0


def test_other_hosts_are_not_concerned(clock: Clock) -> None:
    """A silence is one host's."""
    pace = Pace(clock=clock, sleep=clock.sleep)
    pace.quiet("slow", 20)
    pace.wait("other", 30)
    assert clock.slept == []
    pace.wait("slow", 30)
    assert clock.slept == [20.0]


def test_requests_come_at_a_pace(index: JournalSite) -> None:
    """Ten threads, four requests a second: the last one goes out after nine quarters."""
    index.pages["/a"] = Answer(content=b"a")
    starts: list[float] = []
    pace = Pace(4.0, clock=lambda: 0.0, sleep=starts.append)
    with Transport(LIMITS, pace=pace) as transport, ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda _n: transport.page(f"{index.url}/a", "*/*"), range(10)))
    assert sorted(set(starts)) == [n / 4 for n in range(1, 10)]


def test_what_has_not_changed_is_not_sent(index: JournalSite, transport: Transport) -> None:
    """A conditional request is answered by nothing."""
    index.rows = [("demo", None, 0, "create", 1)]
    page = transport.page_if_changed(index.simple, "*/*", "")
    assert page is not None
    assert transport.page_if_changed(index.simple, "*/*", page.etag) is None
    index.rows.append(("demo", None, 0, "create", 2))
    assert transport.page_if_changed(index.simple, "*/*", page.etag) is not None


def test_a_question_is_posted(index: JournalSite, transport: Transport) -> None:
    """And tried again if that may pass."""
    index.fail("/pypi", Answer(status=500), Answer(content=b"<answer/>"))
    assert transport.ask(f"{index.url}/pypi", b"<question/>", "text/xml").content == b"<answer/>"
    assert [(one.method, one.content, one.headers["content-type"]) for one in index.asked] == [
        ("POST", b"<question/>", "text/xml")
    ] * 2
