"""What PyPI's changelog tells, whatever becomes of it between two looks."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_site import (
    LIMITS,
    NOW,
    Answer,
    JournalRow,
    JournalSite,
    T,
    followed,
    journal_site,
    row,
    rpc_answer,
    serials,
    xml_answer,
)

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import FeedPage, Loss
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


@pytest.mark.parametrize(
    ("action", "kind", "said"),
    [
        ("create", EventKind.PROJECT_CREATED, ("", "")),
        ("remove project", EventKind.PROJECT_REMOVED, ("", "")),
        ("new release", EventKind.RELEASE_CREATED, ("", "")),
        ("remove release", EventKind.RELEASE_REMOVED, ("", "")),
        ("yank release", EventKind.RELEASE_YANKED, ("", "")),
        ("unyank release", EventKind.RELEASE_UNYANKED, ("", "")),
        ("add source file demo-1.0.tar.gz", EventKind.FILE_PUBLISHED, ("demo-1.0.tar.gz", "")),
        (
            "add py3 file demo-1.0-py3-none-any.whl",
            EventKind.FILE_PUBLISHED,
            ("demo-1.0-py3-none-any.whl", ""),
        ),
        ("remove file demo-1.0.tar.gz", EventKind.FILE_REMOVED, ("demo-1.0.tar.gz", "")),
        ("add Owner alice", EventKind.OWNER_CHANGED, ("", "alice")),
        ("remove Maintainer bob", EventKind.OWNER_CHANGED, ("", "bob")),
        ("invite Owner carol", EventKind.OWNER_CHANGED, ("", "carol")),
        ("revoke_invite Owner carol", EventKind.OWNER_CHANGED, ("", "carol")),
        ("accepted Maintainer dan", EventKind.OWNER_CHANGED, ("", "dan")),
        ("change Owner erin to Maintainer", EventKind.OWNER_CHANGED, ("", "erin")),
        ("project quarantined", EventKind.PROJECT_QUARANTINED, ("", "")),
        ("release quarantined", EventKind.PROJECT_QUARANTINED, ("", "")),
        ("project quarantine cleared", EventKind.QUARANTINE_CLEARED, ("", "")),
        ("release quarantine cleared", EventKind.QUARANTINE_CLEARED, ("", "")),
        ("crown Owner mallory", EventKind.OTHER, ("", "")),
        ("", EventKind.OTHER, ("", "")),
    ],
)
def test_an_action_is_read(
    index: JournalSite, feed: PypiFeed, action: str, kind: EventKind, said: tuple[str, str]
) -> None:
    """Every action of the journal has its kind, and one that is not known is kept."""
    cursor = feed.start()
    index.rows.append(("De.mo", "1.0", T, action, 7))
    (event,) = feed.poll(cursor).events
    assert (event.kind, (event.file, event.user)) == (kind, said)
    assert (event.project, event.name, event.version) == ("De.mo", "de-mo", "1.0")
    assert event.at == datetime.fromtimestamp(T, tz=UTC)
    assert dict(event.detail)["action"] == action


def test_a_watch_begins_now(index: JournalSite, feed: PypiFeed) -> None:
    """What happened before is not told, and what happens between the start and the first look is."""
    index.rows = [row(serial) for serial in range(1, 400)]
    cursor = feed.start()
    index.rows.append(row(400))
    page = feed.poll(cursor)
    assert serials(page.events) == [400]
    assert (page.behind.events, page.behind.seconds, page.more, page.losses) == (0, 0.0, False, ())


def test_one_cursor_gives_the_same_keys(index: JournalSite, feed: PypiFeed) -> None:
    """Asking twice tells the same, and asking on tells nothing twice."""
    cursor = feed.start()
    index.rows += [row(1), row(2), row(2, "other")]
    first, again = feed.poll(cursor), feed.poll(cursor)
    assert [event.key for event in first.events] == [event.key for event in again.events]
    assert len({event.key for event in first.events}) == 3
    assert feed.poll(first.cursor).events == ()


def test_a_page_of_exactly_50_000_is_followed_by_another(index: JournalSite, feed: PypiFeed) -> None:
    """A full answer says that there is more, and nothing is lost at its end."""
    index.rows = [row(1)]
    cursor = feed.start()
    index.rows += [row(serial, f"p{serial}", "new release", "1") for serial in range(2, 50_101)]
    page = feed.poll(cursor)
    assert (len(page.events), page.more) == (49_999, True)
    assert (page.behind.events, page.behind.seconds) == (100, NOW.timestamp() - T - 50_000)
    events, losses, _ = followed(feed, page.cursor)
    assert (serials(events), losses) == (list(range(50_001, 50_101)), [])


def test_an_answer_that_is_full_to_the_last_row_loses_nothing(index: JournalSite, feed: PypiFeed) -> None:
    """Exactly as many rows as an answer holds."""
    cursor = feed.start()
    index.rows = [row(serial) for serial in range(1, 50_001)]
    page = feed.poll(cursor)
    assert (len(page.events), page.more, page.behind.events) == (50_000, True, 0)
    assert followed(feed, page.cursor)[:2] == ([], [])


def test_a_full_answer_of_doubled_rows_is_full_all_the_same(index: JournalSite, feed: PypiFeed) -> None:
    """Each row is told once, and it is asked whether there is more."""
    cursor = feed.start()
    index.rows = [row(1), row(2)]
    doubled = [list(row(1))] * 25_000 + [list(row(2))] * 25_000
    index.special["/pypi"] = lambda question: rpc_answer(doubled) if b"since" in question.content else None
    page = feed.poll(cursor)
    assert (serials(page.events), page.more) == ([1, 2], True)


def test_rows_of_one_serial_are_not_cut_apart(index: JournalSite, feed: PypiFeed) -> None:
    """An answer that ends within a serial's rows loses none of them."""
    index.most = 4
    cursor = feed.start()
    index.rows = [row(1), row(2), *(row(3, f"p{place}") for place in range(3)), row(4)]
    events, losses, _ = followed(feed, cursor)
    assert sorted(event.project for event in events) == ["demo", "demo", "demo", "p0", "p1", "p2"]
    assert losses == []


def test_a_serial_that_no_answer_can_hold_is_told(index: JournalSite, feed: PypiFeed) -> None:
    """More rows of one serial than an answer has: what may be missing is told, and the rest is read."""
    index.most = 3
    cursor = feed.start()
    index.rows = [*(row(1, f"p{place}") for place in range(5)), row(2)]
    events, losses, cursor = followed(feed, cursor)
    assert serials(events)[-1] == 2
    assert [loss.key for loss in losses] == ["cut:1"]
    assert feed.poll(cursor).losses == ()


def test_a_row_that_becomes_visible_late_is_told(index: JournalSite, feed: PypiFeed) -> None:
    """A server without PyPI's lock may show a serial after a greater one."""
    index.rows = [row(1)]
    cursor = feed.start()
    index.rows.append(row(3))
    page = feed.poll(cursor)
    index.rows.append(row(2))
    assert serials(feed.poll(page.cursor).events) == [2]


def test_rows_out_of_order_and_doubled_are_put_in_order(index: JournalSite, feed: PypiFeed) -> None:
    """Each is told once, ascending."""
    cursor = feed.start()
    index.rows = [row(3)]
    shuffled = [list(row(serial)) for serial in (3, 1, 2, 3)]
    index.special["/pypi"] = lambda question: rpc_answer(shuffled) if b"since" in question.content else None
    assert serials(feed.poll(cursor).events) == [1, 2, 3]


@pytest.mark.parametrize("kept", [0, 1, 50, 300, 999])
def test_a_registry_that_was_set_back_is_read_again(index: JournalSite, feed: PypiFeed, kept: int) -> None:
    """Old serials for new rows: a Loss, told once, and every new row."""
    cursor = feed.start()
    for last in range(10, 1001, 10):
        index.rows += [row(serial) for serial in range(last - 9, last + 1)]
        cursor = feed.poll(cursor).cursor
    index.rows = index.rows[:kept]
    index.rows += [row(serial, "new") for serial in range(kept + 1, 1001)]
    events, losses, cursor = followed(feed, cursor)
    assert {event.key for event in events if event.project == "new"} >= {
        event.key for event in followed(feed, '{"serial": 0}')[0] if event.project == "new"
    }
    assert len(losses) == 1
    assert feed.poll(cursor) == FeedPage(
        events=(), cursor=cursor, behind=feed.poll(cursor).behind, more=False, losses=()
    )


def test_a_serial_that_jumps_back_is_told_once(index: JournalSite, feed: PypiFeed) -> None:
    """Before anything new is written."""
    index.rows = [row(serial) for serial in range(1, 1001)]
    cursor = feed.start()
    index.rows = index.rows[:300]
    page = feed.poll(cursor)
    assert (page.events, page.more) == ((), True)
    (loss,) = page.losses
    assert loss.message.startswith(
        "the changelog went back from 1000 to 300: what was told may have been undone"
    )
    _, losses, cursor = followed(feed, page.cursor)
    index.rows.append(row(301, "new"))
    assert (losses, [event.project for event in feed.poll(cursor).events]) == ([], ["new"])


def test_a_serial_from_the_future_does_no_harm(index: JournalSite, feed: PypiFeed) -> None:
    """A row with a huge serial that is gone at the next look does not make us skip what lies between."""
    index.rows = [row(1), row(2)]
    cursor = feed.start()
    index.rows = [row(1), row(2), ("huge", None, T, "create", 2**31 - 1)]
    page = feed.poll(cursor)
    index.rows = [row(1), row(2), row(3)]
    events, losses, _ = followed(feed, page.cursor)
    assert (serials(events), len(losses)) == ([3], 1)


@pytest.mark.parametrize(
    ("seconds", "at"),
    [
        (T, datetime.fromtimestamp(T, tz=UTC)),
        (2**31 - 1, None),
        (int(NOW.timestamp()) + 86_400, None),
        (-5, None),
        ("soon", None),
        (None, None),
    ],
)
def test_nonsense_is_kept(index: JournalSite, feed: PypiFeed, seconds: object, at: datetime | None) -> None:
    """A row is told whatever its time and name are."""
    cursor = feed.start()
    index.rows.append(("../evil name", None, 0, None, 5))
    said = [["../evil name", None, seconds, {"a": ["b"]}, 5, "more"]]
    index.special["/pypi"] = lambda question: rpc_answer(said) if b"since" in question.content else None
    (event,) = feed.poll(cursor).events
    assert (event.at, event.kind, event.name) == (at, EventKind.OTHER, None)
    assert event.project == "../evil name"


def test_a_long_text_is_cut(index: JournalSite, feed: PypiFeed) -> None:
    """What nobody can be called is kept as far as it tells anything, and two of them are two events."""
    cursor = feed.start()
    index.rows = [row(1, "x" * 100_000), row(1, "x" * 100_001)]
    events = feed.poll(cursor).events
    assert [(len(event.project), event.name) for event in events] == [(500, None)] * 2
    assert len({event.key for event in events}) == 2


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><methodResponse><params><param><value>&j;</value></param></params></methodResponse>"
)


def one(value: str) -> str:
    """Return an XML-RPC answer of one value."""
    return f"<methodResponse><params><param><value>{value}</value></param></params></methodResponse>"


@pytest.mark.parametrize(
    "document",
    [
        LAUGHS,
        '<!DOCTYPE l SYSTEM "http://192.0.2.1/x.dtd"><methodResponse/>',
        "<methodResponse>",
        "no XML",
        "",
        "<methodResponse>" + "<value><array><data>" * 5000,
        one(f"<int>{'9' * 5000}</int>"),
        "<methodResponse><params></params></methodResponse>",
        "<methodResponse><fault><value><int>1</int></value></fault></methodResponse>",
        one("<struct><member><value/></member></struct>"),
        one("<array><data><value><int>1</int></value></data></array>"),
        one("<bigdecimal>x</bigdecimal>"),
        one("<dateTime.iso8601>x</dateTime.iso8601>"),
        one(f"<array><data>{'<value><nil/></value>' * 800_000}</data></array>"),
    ],
    ids=range(14),
)
def test_hostile_xml_is_one_line(index: JournalSite, feed: PypiFeed, document: str) -> None:
    """No answer that makes no sense gets further than to an error; nothing is consumed."""
    cursor = feed.start()
    index.fail("/pypi", xml_answer(document))
    index.fail("/simple/", Answer(status=403))
    with pytest.raises(InfrastructureError, match=r"^[^\n]+$"):
        feed.poll(cursor)
    index.heal("/pypi")
    index.rows.append(row(1))
    assert serials(feed.poll(cursor).events) == [1]


@pytest.mark.parametrize("columns", [0, 1, 4])
def test_a_row_that_is_none_is_not_read(index: JournalSite, feed: PypiFeed, columns: int) -> None:
    """Without a serial nothing can be put in order: an error, and nothing is consumed."""
    cursor = feed.start()
    index.special["/pypi"] = lambda question: (
        rpc_answer([["x"] * columns]) if b"since" in question.content else rpc_answer(9)
    )
    index.fail("/simple/", Answer(status=403))
    with pytest.raises(InfrastructureError, match="has a row that is none"):
        feed.poll(cursor)


def test_a_document_without_end_is_an_error(index: JournalSite, feed: PypiFeed) -> None:
    """200 megabytes are not read; the error says how large is too large, and nothing is consumed."""
    cursor = feed.start()
    index.fail("/pypi", Answer(content=bytes(200 << 20), headers={"Content-Type": "text/xml"}))
    index.fail("/simple/", Answer(status=403))
    with pytest.raises(InfrastructureError, match=rf"/pypi is larger than {LIMITS.feed_bytes} bytes"):
        feed.poll(cursor)


@pytest.mark.parametrize(
    "cursor", ["", "7", "null", "[]", '{"serial": "x"}', '{"told": ["x"]}', "[" * 100_000]
)
def test_a_cursor_that_is_none_is_one_line(feed: PypiFeed, cursor: str) -> None:
    """Nothing else is done with it."""
    with pytest.raises(InfrastructureError, match="cursor"):
        feed.poll(cursor)


def test_an_index_on_this_disk_has_no_feed(transport: Transport) -> None:
    """It is said what to do."""
    with pytest.raises(RequestError, match="--index-url"):
        PypiFeed("file:///srv/simple", transport, LIMITS)


STREAMS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]), st.sampled_from(["create", "new release", "?"]), st.integers(0, 2)
    ),
    max_size=60,
)


@given(STREAMS, st.integers(4, 12), st.lists(st.integers(0, 60), max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_stream_in_any_pages_gives_each_event_once(
    stream: list[tuple[str, str, int]], most: int, looks: list[int]
) -> None:
    """However many rows an answer holds and whenever we look: the same events, each with a key of its own."""
    serial, rows, group = 1, list[JournalRow](), 0
    for name, action, step in stream:
        group = group + 1 if step == 0 and group < 2 else 0
        serial += 1 if group == 0 else 0
        rows.append((name, None, T, action, serial))
    rows.append(("last", None, T, "create", serial + 1))
    with journal_site() as index, Transport(LIMITS, sleep=lambda _seconds: None) as transport:
        index.most = most
        feed = PypiFeed(index.simple, transport, LIMITS, now=lambda: NOW)
        cursor, events, losses = feed.start(), list[RegistryEvent](), list[Loss]()
        for end in [*sorted(looks), len(rows)]:
            index.rows = rows[:end]
            more, lost, cursor = followed(feed, cursor)
            events += more
            losses += lost
    assert sorted(
        (e.project, dict(e.detail)["action"], int(dict(e.detail)["serial"])) for e in events
    ) == sorted((row[0], row[3], row[4]) for row in dict.fromkeys(rows))
    assert len({event.key for event in events}) == len(events)
    assert losses == []
