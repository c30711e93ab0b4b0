"""The status page shows how the watch stands, and nothing on it can act."""

import asyncio
import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import httpx
import pytest
from hostile_reports import CONTROLS
from overviews import AT, Still, calm, hostile, overview

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.feed import Behind
from watchhouse.pipeline.overview import Found, Overview, Queue
from watchhouse.web.listen import free, listen
from watchhouse.web.status.app import create_app
from watchhouse.web.status.chart import HEIGHT, chart
from watchhouse.web.status.reader import Reader, Recent
from watchhouse.web.status.view import behind

ALLOWED_TAGS = frozenset(
    "html head meta title link body header a img p main section ul ol li small strong div b span h1 h2 svg "
    "rect polyline time table thead tbody tr th td footer article code pre dl dt dd".split()
)


class Gone:
    """A reader whose database is gone."""

    def overview(self) -> Overview:
        raise InfrastructureError("the database <at home> cannot be reached")

    def found(self, publication: int) -> Found | None:
        raise InfrastructureError(f"the database cannot be asked for {publication}")

    def complaint(self) -> str:
        raise InfrastructureError("the database cannot be reached")


class Counting:
    """A reader that counts how often it is asked."""

    asked = 0

    def overview(self) -> Overview:
        self.asked += 1
        return overview()

    def found(self, publication: int) -> Found | None:
        raise NotImplementedError

    def complaint(self) -> str:
        raise NotImplementedError


class Tags(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses |= {value or "" for name, value in attrs if name in ("href", "src")}


def get(reader: Reader, path: str = "/", host: str = "127.0.0.1:8700", method: str = "GET") -> httpx.Response:
    """The answer to one request."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(reader), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
            return await client.request(method, path)

    return asyncio.run(ask())


def test_the_page_says_what_arrived_what_was_found_and_what_is_wrong() -> None:
    """A person sees on one page everything that they have to know."""
    page = get(Still(shown=overview())).text
    for words in (
        "One thing needs attention.",
        "npm answers with status 429",
        "Sends environment variables to a web hook",
        "3 events, 12 seconds behind",
        "1,373 events arrived",
        "5 projects to be listed",
    ):
        assert words in page


def test_a_watch_without_trouble_says_so() -> None:
    """Quiet is shown as quiet."""
    page = get(Still(shown=calm())).text
    assert "Watching. Everything that arrived is judged." in page
    assert "Nothing waits." in page
    assert "attention" not in page


def test_a_demonstration_is_called_one() -> None:
    """Nobody takes the recorded stream for a registry."""
    assert "Demonstration." in get(Still(shown=replace(calm(), demonstration=True))).text
    assert "Demonstration." not in get(Still(shown=calm())).text


def test_a_verdict_has_a_page_with_its_reasons_lines_and_gaps() -> None:
    """What was found can be checked by reading."""
    page = get(Still(shown=overview()), "/verdicts/1").text
    for words in (
        "at install",
        "setup.py:7",
        "requests.post(hook",
        "discord.com.example",
        "blob.bin",
        "T1567.004",
    ):
        assert words in page


@pytest.mark.parametrize("path", ["/", "/verdicts/1"])
def test_hostile_text_is_only_ever_text(path: str) -> None:
    """No tag, attribute, address or invisible character comes from what is shown."""
    page = get(Still(shown=hostile()), path).text
    tags = Tags(page)
    assert tags.names <= ALLOWED_TAGS
    assert not {name for name in tags.attributes if name.startswith("on") or name == "style"}
    assert all(address.startswith(("/", "#")) for address in tags.addresses)
    assert not set(CONTROLS) & set(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    "path", ["/", "/verdicts/1", "/verdicts/999", "/healthz", "/metrics", "/api/status", "/static/status.css"]
)
def test_every_answer_forbids_scripts_and_frames(path: str) -> None:
    """The headers are on pages, documents and errors alike."""
    headers = get(Still(shown=overview()), path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_the_page_needs_nothing_from_elsewhere() -> None:
    """Each thing that it loads is served beside it."""
    reader = Still(shown=overview())
    loaded = {address for address in Tags(get(reader).text).addresses if address.startswith("/static/")}
    assert loaded == {"/static/status.css", "/static/icon.svg"}
    assert all(get(reader, address).status_code == 200 for address in loaded)


def test_the_page_refreshes_by_itself_unless_told_to_stand_still() -> None:
    """Somebody who reads is not interrupted."""
    assert 'http-equiv="refresh"' in get(Still(shown=overview())).text
    assert 'http-equiv="refresh"' not in get(Still(shown=overview()), "/?still").text


def test_a_name_that_only_points_here_is_not_answered() -> None:
    """A foreign page cannot read this one by rebinding its own name to the loopback address."""
    assert get(Still(shown=overview()), host="attacker.example").status_code == 400
    assert get(Still(shown=overview()), host="[::1]:8700").status_code == 200
    assert get(Still(shown=overview()), host="localhost:8700").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/verdicts/999", "/verdicts/99999999999999999999999", "/verdicts/x", "/nothing", "/static/../app.py"],
)
def test_what_is_not_there_is_404(path: str) -> None:
    """Also a number that no database could hold."""
    answer = get(Still(shown=overview()), path)
    assert answer.status_code == 404
    assert "Not here" in answer.text


def test_nothing_can_be_changed() -> None:
    """Only looking is possible."""
    assert get(Still(shown=overview()), method="POST").status_code == 405


def test_without_a_database_the_page_says_so_and_tries_again() -> None:
    """The server stays up and tells in one line what is missing."""
    answer = get(Gone())
    assert answer.status_code == 503
    assert "the database &lt;at home&gt; cannot be reached" in answer.text
    assert 'http-equiv="refresh"' in answer.text
    assert get(Gone(), "/api/status").json() == {"error": "the database <at home> cannot be reached"}


def test_a_watch_that_works_is_healthy() -> None:
    """Work that waits and a condition that is on do not make it ill."""
    answer = get(Still(shown=overview()), "/healthz")
    assert (answer.status_code, answer.json()) == (200, {"healthy": True, "complaints": []})


@pytest.mark.parametrize(
    ("shown", "wrong", "why"),
    [
        (replace(overview(), feeds=()), "", "no feed has answered yet"),
        (replace(overview(), at=AT + timedelta(hours=1)), "", "feed pypi has no reader"),
        (
            replace(
                overview(),
                judgements=(9,) * 45 + (0,) * 15,
                queues=(Queue(priority=0, count=2, since=AT - timedelta(minutes=16)),),
            ),
            "",
            "no worker judges: 2 files wait",
        ),
        (overview(), "the tables are older than this program", "the tables are older"),
    ],
)
def test_a_watch_that_does_not_work_is_not_healthy(shown: Overview, wrong: str, why: str) -> None:
    """The status is 503, and the document says why."""
    answer = get(Still(shown=shown, wrong=wrong), "/healthz")
    assert answer.status_code == 503
    assert any(line.startswith(why) for line in answer.json()["complaints"])


def test_old_work_alone_is_no_illness_while_something_is_judged() -> None:
    """A long back-scan waits long, and rightly so."""
    shown = replace(overview(), queues=(Queue(priority=0, count=2, since=AT - timedelta(hours=5)),))
    assert get(Still(shown=shown), "/healthz").status_code == 200


def test_without_a_database_it_is_not_healthy_and_metrics_say_so() -> None:
    """A monitor gets an answer from a watch that has lost its database."""
    assert get(Gone(), "/healthz").json()["complaints"] == ["the database cannot be reached"]
    assert "watchhouse_database_up 0.0" in get(Gone(), "/metrics").text


def test_metrics_carry_the_numbers_and_only_known_labels() -> None:
    """Prometheus reads every line; no label is made of text from a registry."""
    text = get(Still(shown=hostile()), "/metrics").text
    assert 'watchhouse_verdicts_last_day{level="malicious"} 6.0' in text
    assert 'watchhouse_files_waiting{priority="30"} 37.0' in text
    assert set(re.findall(r"[{,](\w+)=\"", text)) == {"level", "priority", "feed"}


def test_the_status_as_json_is_exact_and_harmless_in_a_page() -> None:
    """A program gets the very text; whoever puts the document into a page gets no markup."""
    answer = get(Still(shown=hostile()), "/api/status")
    document = json.loads(answer.text)
    assert document["conditions"][0]["count"] == 7
    assert document["found"][0]["level"] == "malicious"
    assert "<script>" not in answer.text
    assert "<script>" in document["found"][0]["name"]


def test_many_who_look_cost_one_question() -> None:
    """The overview is read once a second at most."""
    reader = Counting()
    recent = Recent(reader)
    assert {recent.overview().waiting for _ in range(50)} == {41}
    assert reader.asked == 1


def test_the_chart_keeps_to_its_frame() -> None:
    """The highest minute reaches the top, and an hour without anything is drawn as nothing."""
    drawn = chart((0, 4, 2), (1, 0, 8))
    assert [bar.height for bar in drawn.bars] == [HEIGHT / 2, HEIGHT / 4]
    assert drawn.line.endswith(",0.0")
    assert chart((0, 0), (0, 0)).bars == ()


@pytest.mark.parametrize(
    ("how_far", "words"),
    [
        (Behind(), "unknown"),
        (Behind(events=0), "up to date"),
        (Behind(events=0, seconds=3.0), "up to date"),
        (Behind(seconds=0.0), "up to date"),
        (Behind(seconds=61.0), "1 minute behind"),
        (Behind(events=1), "1 event behind"),
        (Behind(events=1_200, seconds=7_300.0), "1,200 events, 2 hours behind"),
    ],
)
def test_how_far_behind_in_words(how_far: Behind, words: str) -> None:
    """A registry that gives no way to know is not called up to date."""
    assert behind(how_far) == words


def test_other_machines_are_let_in_only_when_told() -> None:
    """A page without a password listens on loopback."""
    assert listen("[::1]:1", anywhere=False).url == "http://[::1]:1/"
    assert listen("192.0.2.1:1", anywhere=True).host == "192.0.2.1"
    with pytest.raises(RequestError, match="--listen-anywhere"):
        listen("192.0.2.1:1", anywhere=False)


@pytest.mark.parametrize(
    "text", ["", "8700", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:70000", "host name:1", "127.0.0.1:²"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """With one line that shows how to write one."""
    with pytest.raises(RequestError, match=r"127\.0\.0\.1"):
        listen(text, anywhere=True)


def test_a_port_that_is_taken_is_stepped_over_or_told() -> None:
    """The next one is taken where that is allowed."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = listen(f"127.0.0.1:{taken.getsockname()[1]}", anywhere=False)
        with pytest.raises(RequestError, match="give another by --listen"):
            free(place)
        assert free(place, tries=20).port > place.port
