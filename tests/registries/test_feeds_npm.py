"""npm's feed of changes, against a small replication endpoint on loopback."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from feed_site import MISSING, Answer, Site, as_json, nothing, quick_transport, site
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.event import EventKind
from watchhouse.model.feed import FeedPage
from watchhouse.registries.feeds.npm import NpmFeed, npm_feed
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport


@dataclass(repr=False)
class Replica:
    """CouchDB's `_changes`: of each document only its newest change, under its newest number."""

    base: int = 0
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    seq: int = 0
    pages: dict[str, Answer] = field(default_factory=dict)
    """Answers to a `since`, instead of the right one."""
    root: Answer | None = None

    def change(self, name: str, *, deleted: bool = False) -> str:
        """Change one package and return its event's key."""
        self.seq += 1
        self.revisions[name] = self.revisions.get(name, 0) + 1
        revision = f"{self.revisions[name]}-abc"
        row = {"seq": self.base + self.seq, "id": name, "changes": [{"rev": revision}]}
        self.rows.pop(name, None)
        self.rows[name] = row | ({"deleted": True} if deleted else {})
        return f"{name}@{revision}"

    def count_anew(self) -> None:
        """Number everything again from 1, as a registry does that moves to another database."""
        self.base = self.seq = 0
        for row in self.rows.values():
            self.seq += 1
            row["seq"] = self.seq

    def answer(self, path: str, query: dict[str, str]) -> Answer:
        """Answer as the endpoint does."""
        if path == "/registry/":
            return self.root or as_json({"db_name": "registry", "update_seq": self.base + self.seq})
        if path != "/registry/_changes":
            return MISSING
        if query.get("since") in self.pages:
            return self.pages[query["since"]]
        found = sorted(self.rows.values(), key=lambda row: int(row["seq"]))
        if query.get("descending") == "true":
            found.reverse()
        found = [row for row in found if row["seq"] > int(query.get("since", "0"))][: int(query["limit"])]
        return as_json({"results": found, "last_seq": found[-1]["seq"] if found else self.base + self.seq})


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture(scope="module")
def transport() -> Iterator[Transport]:
    with quick_transport() as one:
        yield one


def connect(running: Site, transport: Transport, replica: Replica, limit: int = 100) -> NpmFeed:
    """Return a feed of `replica`."""
    running.answer = replica.answer
    return NpmFeed(url=f"{running.url}/registry/", transport=transport, limit=limit)


def drain(feed: NpmFeed, cursor: str) -> tuple[list[FeedPage], str]:
    """Poll until there is no more."""
    pages = [feed.poll(cursor)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(feed.poll(pages[-1].cursor))
    return pages, pages[-1].cursor


def keys(pages: list[FeedPage]) -> list[str]:
    """Return the keys of all events."""
    return [event.key for page in pages for event in page.events]


def test_a_change_is_one_event_of_its_package(running: Site, transport: Transport) -> None:
    """What changed is not said; a removal is."""
    replica = Replica()
    feed = connect(running, transport, replica)
    cursor = feed.start()
    replica.change("left-pad")
    replica.change("@scope/demo", deleted=True)
    page = feed.poll(cursor)
    assert [(event.kind, event.name, event.key, event.at) for event in page.events] == [
        (EventKind.PROJECT_CHANGED, "left-pad", "left-pad@1-abc", None),
        (EventKind.PROJECT_REMOVED, "@scope/demo", "@scope/demo@1-abc", None),
    ]
    assert (page.behind.events, page.more, page.losses) == (0, False, ())


def test_a_feed_starts_at_what_is_new(running: Site, transport: Transport) -> None:
    """What happened before the watch began is not told."""
    replica = Replica(base=90_000_000)
    replica.change("old")
    feed = connect(running, transport, replica)
    page = feed.poll(feed.start())
    assert (page.events, page.more, page.losses) == ((), False, ())


def test_design_documents_are_passed_over(running: Site, transport: Transport) -> None:
    """They are CouchDB's own: no event, and the feed moves on behind them."""
    replica = Replica()
    feed = connect(running, transport, replica, limit=1)
    cursor = feed.start()
    replica.change("_design/app")
    replica.change("demo")
    assert keys(drain(feed, cursor)[0]) == ["demo@1-abc"]


@pytest.mark.parametrize("name", ["../etc", "a b", "x" * 215, "\u0000", "\ud800", "..", "@/x", "a/b"])
def test_a_name_that_nobody_can_own_is_kept_without_a_project(
    running: Site, transport: Transport, name: str
) -> None:
    """The event is there, its key can be stored, and nothing will be asked of the registry for it."""
    replica = Replica()
    feed = connect(running, transport, replica)
    cursor = feed.start()
    replica.change(name)
    (event,) = feed.poll(cursor).events
    assert (event.project, event.name) == (name, None)
    assert event.key.isascii()
    assert len(event.key) < 100


@pytest.mark.parametrize(
    "row",
    [
        7,
        None,
        [],
        {},
        {"id": 5, "seq": 2},
        {"id": "demo", "seq": None},
        {"id": "demo", "seq": 2, "changes": 3},
    ],
)
def test_a_row_that_makes_no_sense_is_kept(running: Site, transport: Transport, row: object) -> None:
    """It stops neither the feed nor the good row beside it."""
    replica = Replica()
    feed = connect(running, transport, replica)
    good = {"seq": 9, "id": "good", "changes": [{"rev": "1-a"}]}
    replica.pages["0"] = as_json({"results": [row, good], "last_seq": 9})
    page = feed.poll("0")
    assert [event.key for event in page.events][1:] == ["good@1-a"]
    assert json.loads(page.cursor)["since"] == 9


@pytest.mark.parametrize(
    "answer",
    [
        Answer(content=b"{"),
        Answer(content=b"[" * 100_000),
        Answer(content=b"[]"),
        Answer(content=b'{"results": {}}'),
        Answer(content=b'{"results": [{"id": "a"}]}'),
        Answer(content=b'{"results": [], "x": "' + b"x" * (1 << 20) + b'"}'),
        Answer(status=500),
        Answer(status=429, headers={"Retry-After": "86400"}),
    ],
)
def test_an_answer_that_makes_no_sense_consumes_nothing(running: Site, answer: Answer) -> None:
    """Broken, nested, of another shape, too large, not now."""
    replica = Replica(pages={"0": answer})
    with quick_transport() as transport, pytest.raises(InfrastructureError):
        connect(running, transport, replica).poll("0")


def test_numbers_may_be_text(running: Site, transport: Transport) -> None:
    """CouchDB since 2.0: they are given back as they came."""
    replica = Replica(base=7)
    feed = connect(running, transport, replica)
    row = {"seq": "7-g1AAAA+/=", "id": "demo", "changes": [{"rev": "1-a"}]}
    replica.pages["6-g1&x"] = as_json({"results": [row], "last_seq": "7-g1AAAA+/="})
    cursor = feed.poll(json.dumps({"since": "6-g1&x"})).cursor
    replica.pages["7-g1AAAA+/="] = as_json({"results": [], "last_seq": "7-g1AAAA+/="})
    assert feed.poll(cursor).losses == ()


@pytest.mark.parametrize("known", [True, False])
def test_counting_anew_is_one_loss_and_the_feed_goes_on(
    running: Site, transport: Transport, *, known: bool
) -> None:
    """By a head that shrinks, or by a place that is refused; the newest changes are told again."""
    replica = Replica(base=1_000_000)
    feed = connect(running, transport, replica)
    replica.change("before")
    cursor = feed.start()
    missed = replica.change("missed")
    replica.count_anew()
    replica.pages |= {} if known else {"1000001": Answer(status=400)}
    first, again = feed.poll(cursor), feed.poll(cursor)
    assert missed in keys([first])
    assert [loss.key for loss in first.losses] == [loss.key for loss in again.losses]
    assert len(first.losses) == 1
    later = replica.change("later")
    (page,) = drain(feed, first.cursor)[0]
    assert (keys([page]), page.losses) == ([later], ())


def test_a_registry_that_goes_back_to_the_beginning_does_not_flood(
    running: Site, transport: Transport
) -> None:
    """Some servers answer an unknown place with everything: the newest are told, and the loss."""
    replica = Replica(base=1000)
    feed = connect(running, transport, replica, limit=10)
    cursor = feed.start()
    replica.count_anew()
    told = [replica.change(f"demo-{number}") for number in range(50)]
    replica.pages["1000"] = replica.answer("/registry/_changes", {"since": "0", "limit": "10"})
    pages, _ = drain(feed, cursor)
    assert keys(pages) == told[-10:]
    assert [len(page.losses) for page in pages] == [1, 0]


def test_a_replica_that_is_late_is_no_loss(running: Site, transport: Transport) -> None:
    """Two machines answer under one name, and one of them is a moment behind."""
    ahead, late = Replica(), Replica()
    for replica in (ahead, late):
        replica.change("one")
    feed = connect(running, transport, ahead)
    cursor = feed.start()
    ahead.change("two")
    page = feed.poll(cursor)
    running.answer = late.answer
    waiting = feed.poll(page.cursor)
    assert (waiting.events, waiting.losses, waiting.cursor) == ((), (), page.cursor)
    running.answer = ahead.answer
    assert feed.poll(waiting.cursor).losses == ()


def test_an_endpoint_that_is_gone_is_no_reset(running: Site, transport: Transport) -> None:
    """Nothing answers: nothing is consumed, and no loss is told."""
    feed = connect(running, transport, Replica())
    running.answer = nothing
    with pytest.raises(InfrastructureError):
        feed.poll("17")


def test_an_empty_answer_may_say_where_the_feed_is(running: Site, transport: Transport) -> None:
    """What lies before is nothing that is told; an older place is an old copy's."""
    replica = Replica(base=90)
    feed = connect(running, transport, replica)
    replica.pages |= {str(since): as_json({"results": [], "last_seq": 70}) for since in (50, 70, 80)}
    cursors = [feed.poll(str(since)).cursor for since in (50, 70, 80)]
    assert [json.loads(cursor)["since"] for cursor in cursors] == [70, 70, 80]


def test_one_refusal_by_accident_is_no_reset(running: Site, transport: Transport) -> None:
    """It is asked once more."""
    replica = Replica()
    feed = connect(running, transport, replica)
    cursor = feed.start()
    answers = iter([Answer(status=400)])
    running.answer = lambda path, query: next(answers, None) or replica.answer(path, query)
    assert feed.poll(cursor).losses == ()


def test_the_head_is_found_without_the_database(running: Site, transport: Transport) -> None:
    """An endpoint that serves `_changes` only says it by its newest change."""
    replica = Replica(base=40, root=MISSING)
    replica.change("demo")
    assert json.loads(connect(running, transport, replica).start())["since"] == 41


def test_how_far_behind_is_told(running: Site, transport: Transport) -> None:
    """By the registry's own count, or by the numbers."""
    replica = Replica()
    feed = connect(running, transport, replica, limit=10)
    for number in range(25):
        replica.change(f"demo-{number}")
    pages, _ = drain(feed, "0")
    assert [page.behind.events for page in pages] == [15, 5, 0]
    row = {"seq": 1, "id": "demo", "changes": [{"rev": "1-a"}]}
    replica.pages["0"] = as_json({"results": [row] * 10, "last_seq": 1, "pending": 77})
    assert feed.poll("0").behind.events == 77


def test_a_feed_that_does_not_move_is_an_error(running: Site, transport: Transport) -> None:
    """Else it would be asked for ever."""
    replica = Replica()
    feed = connect(running, transport, replica, limit=1)
    replica.pages["1"] = as_json(
        {"results": [{"seq": 1, "id": "demo", "changes": [{"rev": "1-a"}]}], "last_seq": 1}
    )
    with pytest.raises(InfrastructureError, match="does not move on"):
        feed.poll("1")


def test_more_than_was_asked_for_is_taken_in_parts(running: Site, transport: Transport) -> None:
    """A server that knows no limit is read as far as the limit, and then from there."""
    replica = Replica()
    feed = connect(running, transport, replica, limit=3)
    told = [replica.change(f"demo-{number}") for number in range(5)]
    replica.pages["0"] = replica.answer("/registry/_changes", {"since": "0", "limit": "100"})
    assert keys(drain(feed, "0")[0]) == told


@pytest.mark.parametrize("cursor", ["", "{}", "[1]", '{"since": null}', '{"since": -1}', "x" * 3000])
def test_a_cursor_that_is_none_is_told(running: Site, transport: Transport, cursor: str) -> None:
    """A store that was tampered with does not make the feed begin anew."""
    with pytest.raises(InfrastructureError, match="cursor"):
        connect(running, transport, Replica()).poll(cursor)


def test_an_endpoint_that_is_not_configured_is_asked_for(transport: Transport) -> None:
    """With the option and the variable to name it by."""
    with pytest.raises(RequestError, match="--npm-replication or WATCHHOUSE_NPM_REPLICATION"):
        npm_feed(Settings(index=""), transport)


CHANGES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=30)


@settings(max_examples=40, deadline=None)
@given(changes=CHANGES, limit=st.integers(1, 7))
def test_however_it_is_split_each_change_is_told_once(
    running: Site, transport: Transport, changes: list[tuple[int, bool]], limit: int
) -> None:
    """Any stream in pages of any size is the same events, in order, once each."""
    replica = Replica()
    feed = connect(running, transport, replica, limit)
    cursor = feed.start()
    for number, deleted in changes:
        replica.change(f"demo-{number}", deleted=deleted)
    expected = [f"{name}@{row['changes'][0]['rev']}" for name, row in replica.rows.items()]
    assert keys(drain(feed, cursor)[0]) == expected


@settings(max_examples=40, deadline=None)
@given(bursts=st.lists(CHANGES, max_size=5), limit=st.integers(1, 7), again=st.booleans())
def test_going_on_from_any_cursor_loses_nothing(
    running: Site, transport: Transport, bursts: list[list[tuple[int, bool]]], limit: int, *, again: bool
) -> None:
    """Whoever stops after any page, or reads a page twice, has every package's newest change at the end."""
    replica = Replica()
    feed = connect(running, transport, replica, limit)
    cursor, seen = feed.start(), set[str]()
    for burst in bursts:
        for number, deleted in burst:
            replica.change(f"demo-{number}", deleted=deleted)
        page = feed.poll(cursor)
        assert {event.key for event in page.events} == {event.key for event in feed.poll(cursor).events}
        seen |= {event.key for event in page.events}
        cursor = cursor if again else page.cursor
    seen |= set(keys(drain(feed, cursor)[0]))
    assert {f"{name}@{row['changes'][0]['rev']}" for name, row in replica.rows.items()} <= seen
