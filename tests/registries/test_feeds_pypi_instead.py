"""What stands in for PyPI's changelog when it cannot be read, and how the changelog comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from journal_site import (
    LIMITS,
    NOW,
    Answer,
    JournalSite,
    T,
    followed,
    journal_site,
    json_answer,
    row,
    rss_answer,
    serials,
    xml_answer,
)

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.event import EventKind
from watchhouse.registries.feeds.pypi import PypiFeed
from watchhouse.registries.transport import Transport


@pytest.fixture
def index() -> Iterator[JournalSite]:
    with journal_site() as running:
        yield running


@pytest.fixture
def transport() -> Iterator[Transport]:
    with Transport(LIMITS, sleep=lambda _seconds: None) as open_transport:
        yield open_transport


@pytest.fixture
def feed(index: JournalSite, transport: Transport) -> PypiFeed:
    return PypiFeed(index.simple, transport, LIMITS, now=lambda: NOW)


def test_a_limit_is_heeded(index: JournalSite, transport: Transport) -> None:
    """Too many questions are answered by a fault: the changelog is left alone for as long as it says."""
    moments = [NOW]
    feed = PypiFeed(index.simple, transport, LIMITS, now=lambda: moments[-1])
    index.rows = [row(1)]
    cursor = feed.start()
    index.rows.append(row(2))
    limited = (
        "<methodResponse><fault><value><struct>"
        "<member><name>faultCode</name><value><int>-32500</int></value></member>"
        "<member><name>faultString</name><value><string>HTTPTooManyRequests: there were too many requests by the "
        "client. Limit may reset in 300 seconds.</string></value></member>"
        "</struct></value></fault></methodResponse>"
    )
    index.fail("/pypi", xml_answer(limited))
    page = feed.poll(cursor)
    asked = index.count("/pypi")
    index.heal("/pypi")
    assert [event.kind for event in page.events] == [EventKind.PROJECT_CHANGED]
    moments.append(NOW.replace(minute=4))
    feed.poll(page.cursor)
    assert index.count("/pypi") == asked
    moments.append(NOW.replace(minute=6))
    assert serials(feed.poll(page.cursor).events) == [2]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=403),
        Answer(status=503),
        Answer(content=b"<html>maintenance</html>", headers={"Content-Type": "text/html"}),
        xml_answer(
            "<methodResponse><fault><value><struct>"
            "<member><name>faultCode</name><value><int>-32601</int></value></member>"
            "<member><name>faultString</name><value><string>gone</string></value></member>"
            "</struct></value></fault></methodResponse>"
        ),
        xml_answer("<broken"),
    ],
)
def test_the_list_of_projects_stands_in(index: JournalSite, feed: PypiFeed, answer: Answer) -> None:
    """Without a changelog the projects that changed are told, one Loss with it; then the changelog goes on."""
    index.rows = [row(1, "old"), row(2, "Two"), row(3, "three")]
    cursor = feed.start()
    index.rows += [row(4, "Two", "new release", "1"), row(5, "gone", "remove project"), row(6, "five")]
    index.fail("/pypi", answer)
    events, losses, cursor = followed(feed, cursor)
    assert [(event.kind, event.name) for event in events] == [
        (EventKind.PROJECT_CHANGED, "two"),
        (EventKind.PROJECT_CHANGED, "gone"),
        (EventKind.PROJECT_CHANGED, "five"),
    ]
    (loss,) = losses
    again = feed.poll(cursor)
    assert (again.events, [one.key for one in again.losses]) == ((), [loss.key])
    index.heal("/pypi")
    events, losses, _ = followed(feed, again.cursor)
    assert ([event.kind for event in events], losses) == (
        [EventKind.RELEASE_CREATED, EventKind.PROJECT_REMOVED, EventKind.PROJECT_CREATED],
        [],
    )


def test_the_list_of_projects_is_sent_again_only_if_it_changed(
    index: JournalSite, transport: Transport
) -> None:
    """It has tens of megabytes."""
    feed = PypiFeed(index.simple, transport, LIMITS, changelog=False, now=lambda: NOW)
    index.rows = [row(1)]
    cursor = feed.start()
    index.rows.append(row(2, "new"))
    page = feed.poll(cursor)
    assert ([event.name for event in page.events], page.losses) == (["new"], ())
    assert feed.poll(page.cursor).events == ()
    assert index.asked[-1].headers["if-none-match"] == '"2"'
    index.rows.append(row(3, "newer"))
    assert [event.name for event in feed.poll(page.cursor).events] == ["newer"]
    assert [event.name for event in feed.poll(cursor).events] == ["new", "newer"]
    assert index.count("/pypi") == 0


def test_a_list_of_very_many_changes_is_told_in_pages(index: JournalSite) -> None:
    """No page has more than 50,000 events, but for those of one serial; each project is told once."""
    projects = [{"name": f"p{n}", "_last-serial": (n + 1) // 2} for n in range(2, 60_002)]
    listed = json_answer({"meta": {"api-version": "1.4", "_last-serial": 30_001}, "projects": projects})
    index.fail("/simple/", listed)
    with Transport(replace(LIMITS, page_bytes=1 << 23), sleep=lambda _seconds: None) as roomy:
        feed = PypiFeed(index.simple, roomy, LIMITS, changelog=False, now=lambda: NOW)
        page = feed.poll('{"serial": 0}')
        rest = feed.poll(page.cursor)
    assert (len(page.events), page.more, page.behind.events) == (50_001, True, 5_000)
    assert (len(rest.events), rest.more, rest.behind.events) == (9_999, False, 0)
    assert len({event.key for event in page.events + rest.events}) == 60_000


@pytest.mark.parametrize(
    "page",
    [
        {"meta": {"api-version": "1.4"}, "projects": [{"name": "a"}]},
        {"meta": {"api-version": "1.4", "_last-serial": 5}, "projects": [{"name": "a"}]},
        {"meta": {"_last-serial": 10**30}, "projects": []},
        {"meta": {"_last-serial": 5}, "projects": [{"name": "a", "_last-serial": "x"}]},
        [],
        None,
    ],
)
def test_a_list_without_serials_is_no_substitute(index: JournalSite, feed: PypiFeed, page: object) -> None:
    """Where no serials are stated nothing could be told: RSS is read."""
    cursor = feed.start()
    index.fail("/pypi", Answer(status=403))
    index.fail("/simple/", json_answer(page))
    index.pages["/rss/updates.xml"] = rss_answer([(f"{index.url}/project/demo/1.0/", "no date")])
    index.pages["/rss/packages.xml"] = rss_answer([])
    (event,) = feed.poll(cursor).events
    assert (event.kind, event.name, event.version) == (EventKind.RELEASE_CREATED, "demo", "1.0")


def test_a_list_of_projects_that_goes_back_is_followed(index: JournalSite, transport: Transport) -> None:
    """A little is an older copy, much is a Loss; nothing that changes afterwards is missed."""
    feed = PypiFeed(index.simple, transport, LIMITS, changelog=False, now=lambda: NOW)
    index.rows = [row(20_000)]
    cursor = feed.start()
    index.rows = [row(19_990)]
    page = feed.poll(cursor)
    assert page.losses == ()
    index.rows = [row(100)]
    page = feed.poll(page.cursor)
    assert len(page.losses) == 1
    index.rows.append(row(101, "new"))
    assert "new" in [event.name for event in feed.poll(page.cursor).events]


def dated(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, tz=UTC))


def release(index: JournalSite, number: int) -> tuple[str, str]:
    return f"{index.url}/project/p{number}/1.0/", dated(T + number)


def project(index: JournalSite, number: int) -> tuple[str, str]:
    return f"{index.url}/project/p{number}/", dated(T + number)


def show(index: JournalSite, last: int) -> None:
    """Let RSS show the newest releases and projects up to number `last`."""
    updates = [release(index, number) for number in range(last, max(0, last - 100), -1)]
    packages = [project(index, number) for number in range(last, max(0, last - 40), -1)]
    index.pages["/rss/updates.xml"] = rss_answer(updates)
    index.pages["/rss/packages.xml"] = rss_answer(packages)


def test_rss_is_the_last_resort_and_says_what_it_lost(index: JournalSite, feed: PypiFeed) -> None:
    """Items that both looks have say that nothing was lost; without one, that something was."""
    index.rows = [row(1)]
    cursor = feed.start()
    index.fail("/pypi", Answer(status=503))
    index.fail("/simple/", Answer(status=503))
    show(index, 30)
    page = feed.poll(cursor)
    assert [event.name for event in page.events][-1] == "p30"
    assert {event.kind for event in page.events} == {EventKind.PROJECT_CREATED, EventKind.RELEASE_CREATED}
    assert page.events[-1].at == datetime.fromtimestamp(T + 30, tz=UTC)
    assert [loss.key for loss in page.losses] == ["changelog:1"]
    show(index, 60)
    page = feed.poll(page.cursor)
    assert (len(page.events), [loss.key for loss in page.losses]) == (60, ["changelog:1"])
    show(index, 110)
    page = feed.poll(page.cursor)
    assert [loss.key.split(":")[:2] for loss in page.losses] == [["rss", "packages"], ["changelog", "1"]]
    show(index, 500)
    page = feed.poll(page.cursor)
    assert len(page.events) == 140
    assert [loss.key.split(":")[:2] for loss in page.losses][:2] == [["rss", "packages"], ["rss", "updates"]]
    index.heal("/pypi")
    index.rows.append(row(2))
    page = feed.poll(page.cursor)
    assert (serials(page.events), page.losses) == ([2], ())


def test_a_watch_can_begin_with_rss_alone(index: JournalSite, feed: PypiFeed) -> None:
    """And go over to the changelog once there is one."""
    index.fail("/pypi", Answer(status=503))
    index.fail("/simple/", Answer(status=503))
    show(index, 10)
    cursor = feed.start()
    assert feed.poll(cursor).events == ()
    show(index, 11)
    index.heal("/pypi")
    index.rows = [row(7)]
    page = feed.poll(cursor)
    assert ({event.name for event in page.events}, page.more) == ({"p11"}, True)
    assert [loss.key for loss in page.losses] == ["begun:7"]
    index.rows.append(row(8))
    assert serials(feed.poll(page.cursor).events) == [8]


def test_a_changelog_that_stays_unreadable_is_passed_over(index: JournalSite, feed: PypiFeed) -> None:
    """One poisoned row does not end the watch: it is told, and what comes after it is read."""
    index.rows = [row(1)]
    cursor = feed.start()
    index.rows += [row(2, "poison"), row(3)]
    index.special["/pypi"] = lambda question: (
        xml_answer("<bad") if b"<int>0</int>" in question.content else None
    )
    keys = []
    for _ in range(5):
        page = feed.poll(cursor)
        keys += [loss.key for loss in page.losses]
        cursor = page.cursor
    assert keys == ["changelog:1"] * 5 + ["unreadable:1"]
    index.rows.append(row(4))
    page = feed.poll(cursor)
    assert (serials(page.events), page.losses) == ([4], ())


def test_a_registry_that_is_down_is_one_error(index: JournalSite, feed: PypiFeed) -> None:
    """It says what was tried; afterwards the same cursor goes on."""
    cursor = feed.start()
    index.fail("/pypi", Answer(status=502))
    index.fail("/simple/", Answer(status=502))
    index.fail("/rss/packages.xml", Answer(status=502))
    with pytest.raises(InfrastructureError, match=r"^127\.0\.0\.1:\d+ answers 502 [^\n]*$"):
        feed.poll(cursor)
    with pytest.raises(InfrastructureError):
        feed.start()
    index.heal("/pypi")
    index.rows.append(row(1))
    assert serials(feed.poll(cursor).events) == [1]
