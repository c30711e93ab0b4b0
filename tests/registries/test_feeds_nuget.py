"""NuGet's catalog as a feed, against a small source on loopback."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from feed_site import MISSING, Answer, Site, as_json, nothing, quick_transport, site
from nuget_reader import connect, drain, serve, told
from nuget_source import DAY, Source, digest, stamp

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.event import EventKind
from watchhouse.registries.feeds.nuget import NugetFeed
from watchhouse.registries.nuget_service import nuget_service
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    with quick_transport() as one:
        yield one


@pytest.fixture
def source(running: Site) -> Source:
    return serve(running)


@pytest.fixture
def feed(source: Source, transport: Transport) -> NugetFeed:
    return connect(source, transport)


def test_a_leaf_is_a_publication(source: Source, feed: NugetFeed) -> None:
    """With the URL in lower case, the digest in hexadecimal, and no owner."""
    cursor = feed.start()
    source.add(1, "Demo.Core", "1.00.0.0-Beta+commit")
    page = feed.poll(cursor)
    (event,), (publication,) = page.events, page.publications
    assert (event.kind, event.name, event.version) == (EventKind.FILE_PUBLISHED, "demo.core", "1.0.0-beta")
    assert publication.url == f"{source.url}/flat/demo.core/1.0.0-beta/demo.core.1.0.0-beta.nupkg"
    assert publication.digests == {f"sha512:{digest('Demo.Core', '1.00.0.0-Beta+commit').hex()}"}
    assert publication.ref.file == event.file == "demo.core.1.0.0-beta.nupkg"
    assert (publication.size, publication.publisher, publication.yanked) == (900, "", False)
    assert publication.published_at == DAY + timedelta(seconds=1)
    assert (page.behind.events, page.behind.seconds, page.more) == (0, 0.0, False)


def test_a_removal_has_no_file(source: Source, feed: NugetFeed) -> None:
    """Nothing is asked for."""
    cursor = feed.start()
    path = source.add(1, "Demo", "1.0.0", kind="Delete")
    source.instead[path] = Answer(status=500)
    page = feed.poll(cursor)
    assert [(event.kind, event.version) for event in page.events] == [(EventKind.RELEASE_REMOVED, "1.0.0")]
    assert page.publications == ()


@pytest.mark.parametrize(
    ("said", "kind", "yanked"),
    [
        ({"listed": False}, EventKind.RELEASE_YANKED, True),
        ({"listed": None, "published": "1900-01-01T00:00:00Z"}, EventKind.RELEASE_YANKED, True),
        ({"created": "2020-01-01T00:00:00Z"}, EventKind.PROJECT_CHANGED, False),
    ],
)
def test_what_is_told_again_is_the_same_publication(
    source: Source, feed: NugetFeed, said: dict[str, object], kind: EventKind, *, yanked: bool
) -> None:
    """Hidden, listed again, written anew: another event, the same file, of the time when it was made."""
    cursor = feed.start()
    source.add(1, "Demo", "1.0.0", created="2020-01-01T00:00:00Z")
    leaf = source.leaves[source.add(2, "demo", "1.0", created="2020-01-01T00:00:00Z")]
    leaf |= said
    page = feed.poll(cursor)
    assert page.events[1].kind is kind
    first, second = page.publications
    assert (first.ref, first.url, first.published_at) == (second.ref, second.url, second.published_at)
    assert second.yanked is yanked


def test_a_leaf_that_is_told_twice_is_one_event(source: Source, feed: NugetFeed) -> None:
    """The same item in two pages, or twice in one."""
    cursor = feed.start()
    source.add(1, "Demo", "1.0.0")
    source.items = source.items * 3
    source.pages = [2]
    assert told(drain(feed, cursor)) == [("demo", "1.0.0")]


@pytest.mark.parametrize(
    "answer",
    [
        MISSING,
        Answer(content=b"{"),
        Answer(content=b"[]"),
        Answer(content=b" " * (2 << 20)),
        as_json({"id": "Other", "version": "1.0.0"}),
        as_json({"id": "Demo", "version": "2.0.0"}),
    ],
)
def test_a_leaf_that_cannot_be_read_stops_nothing(source: Source, feed: NugetFeed, answer: Answer) -> None:
    """Its event is kept, without the file, which listing the project must find; never another's file."""
    cursor = feed.start()
    source.instead[source.add(1, "Demo", "1.0.0")] = answer
    source.add(2, "Good", "1.0.0")
    page = feed.poll(cursor)
    assert [event.kind for event in page.events] == [EventKind.PROJECT_CHANGED, EventKind.FILE_PUBLISHED]
    assert [publication.ref.name for publication in page.publications] == ["good"]


@pytest.mark.parametrize("answer", [MISSING, Answer(content=b"{")])
def test_a_leaf_that_is_not_yet_everywhere_is_waited_for(
    source: Source, transport: Transport, answer: Answer
) -> None:
    """The catalog may be ahead of its leaves by some minutes: nothing is consumed."""
    feed = connect(source, transport, now=DAY + timedelta(seconds=60))
    cursor = feed.start()
    path = source.add(1, "Demo", "1.0.0")
    source.instead[path] = answer
    with pytest.raises(InfrastructureError):
        feed.poll(cursor)
    del source.instead[path]
    assert len(feed.poll(cursor).publications) == 1


def test_a_page_that_lacks_items_is_one_loss(source: Source, feed: NugetFeed) -> None:
    """It says how many there should be."""
    cursor = feed.start()
    for second in range(1, 5):
        source.add(second, f"Demo{second}", "1.0.0")
    page = {"count": 4, "items": [source.items[0], source.items[3]]}
    source.instead["/catalog0/page0.json"] = as_json(page)
    first, again = feed.poll(cursor), feed.poll(cursor)
    assert told([first]) == [("demo1", "1.0.0"), ("demo4", "1.0.0")]
    assert ["2 items fewer" in loss.message for loss in first.losses] == [True]
    assert first.losses == again.losses
    assert feed.poll(first.cursor).losses == ()


def test_a_catalog_full_of_nonsense_is_told(source: Source, feed: NugetFeed) -> None:
    """More rows without a time than can be remembered: an error, not the same rows for ever."""
    cursor = feed.start()
    page = {"@id": f"{source.url}/catalog0/strange.json", "count": 1}
    source.instead["/catalog0/index.json"] = as_json({"items": [page]})
    source.instead["/catalog0/strange.json"] = as_json({"items": list(range(1100))})
    with pytest.raises(InfrastructureError, match="do not say when"):
        drain(feed, cursor)


def test_a_leaf_on_another_host_is_not_asked_for(running: Site, source: Source, feed: NugetFeed) -> None:
    """A document may not lead away from the hosts that were configured."""
    cursor = feed.start()
    source.add(1, "Demo", "1.0.0")
    with site() as elsewhere:
        source.items[0]["@id"] = f"{elsewhere.url}/leaf.json"
        page = feed.poll(cursor)
        assert elsewhere.asked == []
    assert (page.events[0].kind, page.publications) == (EventKind.PROJECT_CHANGED, ())
    assert running.asked


def test_what_was_told_before_a_failure_is_kept(source: Source, feed: NugetFeed) -> None:
    """A leaf that cannot be asked for now ends the page; if it is the first, nothing was consumed."""
    cursor = feed.start()
    source.add(1, "One", "1.0.0")
    path = source.add(1, "Two", "1.0.0")
    source.instead[path] = Answer(status=503)
    page = feed.poll(cursor)
    assert (told([page]), page.more, page.behind.events) == ([("one", "1.0.0")], True, 1)
    with pytest.raises(InfrastructureError):
        feed.poll(page.cursor)
    del source.instead[path]
    assert told([feed.poll(page.cursor)]) == [("two", "1.0.0")]


@pytest.mark.parametrize("name", ["../etc", "", "a" * 101, "a..b", "\ud800", "a b"])
def test_an_id_that_nobody_can_own_is_kept_without_a_project(
    source: Source, feed: NugetFeed, name: str
) -> None:
    """The event is there; no leaf is asked for."""
    cursor = feed.start()
    source.add(1, name, "1.0.0")
    page = feed.poll(cursor)
    (event,) = page.events
    assert (event.project, event.name, page.publications) == (name, None, ())
    assert event.key.isascii()


@pytest.mark.parametrize("time", ["2999-01-01T00:00:00Z", "yesterday", None, 7, "9999-12-31T23:59:59-23:59"])
@pytest.mark.parametrize("indexed", [True, False])
def test_a_time_that_is_none_does_not_move_the_feed(
    source: Source, transport: Transport, time: object, *, indexed: bool
) -> None:
    """The event is kept without a time, once, and what really comes later is still seen."""
    source.add(1, "Before", "1.0.0")
    feed = connect(source, transport)
    cursor = feed.start()
    source.add(2, "Strange", "1.0.0")
    source.items[-1]["commitTimeStamp"] = time
    pages = [{"@id": f"{source.url}/catalog0/page0.json", "count": 2, "commitTimeStamp": stamp(3)}]
    pages[0] |= {"commitTimeStamp": time} if indexed else {}
    source.instead["/catalog0/index.json"] = as_json({"items": pages})
    page = feed.poll(cursor)
    assert [(event.name, event.at) for event in page.events] == [("strange", None)]
    source.add(4, "After", "1.0.0")
    pages[0] |= {} if indexed else {"commitTimeStamp": stamp(4)}
    source.instead["/catalog0/index.json"] = as_json({"items": pages})
    later = feed.poll(page.cursor)
    new = {event.key: event.name for event in later.events if event.key != page.events[0].key}
    assert (list(new.values()), later.more) == (["after"], False)
    assert feed.poll(later.cursor).events == ()


@pytest.mark.parametrize("row", [7, None, [], {}, {"@type": ["x"]}, {"nuget:id": 5}])
def test_an_item_that_makes_no_sense_is_kept(source: Source, feed: NugetFeed, row: object) -> None:
    """As an event of an unknown kind, once."""
    cursor = feed.start()
    page = {"@id": f"{source.url}/catalog0/strange.json", "count": 1, "commitTimeStamp": stamp(1)}
    source.instead["/catalog0/index.json"] = as_json({"items": [page]})
    source.instead["/catalog0/strange.json"] = as_json({"items": [row]})
    first = feed.poll(cursor)
    assert [event.kind for event in first.events] == [EventKind.OTHER]
    assert feed.poll(first.cursor).events == ()


@pytest.mark.parametrize("path", ["/v3/index.json", "/catalog0/index.json", "/catalog0/page0.json"])
@pytest.mark.parametrize(
    "answer",
    [
        Answer(content=b"{"),
        Answer(content=b"{}"),
        Answer(content=b'{"items": 3, "resources": 4}'),
        Answer(content=b'{"items": [{}, 3], "x": ' + b"[" * 9999),
        Answer(status=500),
        MISSING,
    ],
)
def test_a_document_that_makes_no_sense_consumes_nothing(
    source: Source, feed: NugetFeed, path: str, answer: Answer
) -> None:
    """Index, catalog, page: broken, of another shape, not there."""
    source.add(1, "Demo", "1.0.0")
    source.instead[path] = answer
    with pytest.raises(InfrastructureError):
        feed.poll('{"time": "", "key": "~"}')


def test_a_catalog_that_was_begun_anew_is_one_loss(source: Source, feed: NugetFeed) -> None:
    """It ends before the last look and the last leaf is gone: the newest page is read again."""
    for second in range(100, 104):
        source.add(second, f"Old{second}", "1.0.0")
    cursor = feed.start()
    source.items.clear()
    source.leaves.clear()
    for second in range(6):
        source.add(second, f"New{second}", "1.0.0")
    source.pages = [3]
    pages, again = drain(feed, cursor), feed.poll(cursor)
    assert [len(page.losses) for page in pages] == [1, 0]
    assert [loss.key for loss in pages[0].losses] == [loss.key for loss in again.losses]
    assert told(pages) == [("new3", "1.0.0"), ("new4", "1.0.0"), ("new5", "1.0.0")]


def test_an_old_copy_of_the_catalog_is_no_loss(source: Source, feed: NugetFeed) -> None:
    """A cache in between that is behind: the reader waits where it is."""
    source.add(1, "One", "1.0.0")
    old = as_json(source.catalog())
    source.add(2, "Two", "1.0.0")
    cursor = feed.start()
    source.instead["/catalog0/index.json"] = old
    page = feed.poll(cursor)
    assert (page.events, page.losses, page.cursor, page.more) == ((), (), cursor, False)


def test_how_far_behind_is_told(source: Source, transport: Transport) -> None:
    """In items and in seconds."""
    feed = connect(source, transport, limit=2)
    source.add(0, "Start", "1.0.0")
    cursor = feed.start()
    for second in range(10, 15):
        source.add(second, f"Demo{second}", "1.0.0")
    pages = drain(feed, cursor)
    assert [(page.behind.events, page.behind.seconds) for page in pages] == [(3, 3.0), (1, 1.0), (0, 0.0)]


def test_an_index_that_has_not_changed_is_not_sent_again(
    running: Site, source: Source, feed: NugetFeed
) -> None:
    """It has megabytes; what it says is remembered with its ETag."""
    source.etag = '"one"'
    source.add(1, "One", "1.0.0")
    cursor = feed.start()
    source.instead["/catalog0/index.json"] = Answer(status=304)
    assert feed.poll(cursor).events == ()
    assert running.headers[-1]["if-none-match"] == '"one"'


def test_one_commit_over_too_many_pages_is_told(source: Source, feed: NugetFeed) -> None:
    """It is not read without bound."""
    cursor = feed.start()
    for number in range(30):
        source.add(1, f"Demo{number}", "1.0.0")
    source.pages = [1] * 29
    with pytest.raises(InfrastructureError, match="more than 10 pages"):
        feed.poll(cursor)


@pytest.mark.parametrize("cursor", ["", "[]", "{}", '{"time": 7, "key": ""}', "[" * 9999])
def test_a_cursor_that_is_none_is_told(feed: NugetFeed, cursor: str) -> None:
    """A store that was tampered with does not make the feed begin anew."""
    with pytest.raises(InfrastructureError, match="cursor"):
        feed.poll(cursor)


def test_a_source_that_is_not_configured_is_asked_for(transport: Transport) -> None:
    """With the option and the variable to name it by."""
    with pytest.raises(RequestError, match="--nuget-index or WATCHHOUSE_NUGET_INDEX"):
        nuget_service(Settings(index=""), transport)


def test_a_source_that_is_gone_consumes_nothing(running: Site, transport: Transport) -> None:
    """Neither loss nor event."""
    feed = connect(serve(running), transport)
    running.answer = nothing
    with pytest.raises(InfrastructureError):
        feed.poll(json.dumps({"time": stamp(1), "key": "~"}))
