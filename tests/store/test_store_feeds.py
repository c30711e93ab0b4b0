"""What the feeds tell is written once, with where to go on, or not at all."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from store_values import NOW, a_page, a_publication, an_event, later

from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.identity import ProjectName
from watchhouse.store import feeds, projects, publications
from watchhouse.store.database import Database
from watchhouse.store.schema import EVENT, PROJECT


def record(database: Database, before: str, *events: RegistryEvent, cursor: str) -> feeds.Recorded:
    with database.begin() as connection:
        return feeds.record_page(connection, "pypi", before, a_page(*events, cursor=cursor), NOW)


@pytest.fixture
def begun(database: Database) -> Database:
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
    return database


def test_a_feed_begins_once(begun: Database) -> None:
    """The second watcher that starts a feed goes on where the first one began."""
    with begun.begin() as connection:
        feeds.start(connection, "pypi", "77", later(5))
        assert feeds.cursor(connection, "pypi") == "0"
        assert feeds.cursor(connection, "npm") is None
        assert feeds.started_at(connection, "pypi") == NOW
        assert feeds.beginnings(connection) == {"pypi": NOW}


def test_a_page_writes_its_events_projects_and_cursor(begun: Database) -> None:
    """Each event is a row, each project is wanted up to the newest event that touched it."""
    page = (an_event("1", "alpha"), an_event("2", "beta"), an_event("3", "alpha"), an_event("4", ""))

    assert feeds.Recorded(events=4, projects=2) == record(begun, "0", *page, cursor="4")

    with begun.read() as connection:
        assert feeds.cursor(connection, "pypi") == "4"
        newest = {
            row[0]: row[1]
            for row in connection.execute(select(EVENT.c.name, func.max(EVENT.c.id)).group_by(EVENT.c.name))
        }
        waiting = projects.unlisted(connection, NOW, 10)
    assert {(one.name, one.wanted) for one in waiting} == {
        (ProjectName("alpha"), newest["alpha"]),
        (ProjectName("beta"), newest["beta"]),
    }


def test_a_page_for_a_cursor_that_moved_writes_nothing(begun: Database) -> None:
    """Of two watchers with one cursor, one writes and the other one starts over."""
    record(begun, "0", an_event("1"), cursor="1")

    with pytest.raises(feeds.CursorMovedError):
        record(begun, "0", an_event("2"), cursor="2")

    with begun.read() as connection:
        assert connection.scalar(select(func.count()).select_from(EVENT)) == 1


def test_one_of_many_watchers_writes(begun: Database) -> None:
    """Whoever else writes a page from the same cursor at the same time is told that it moved."""

    def watch(number: int) -> bool:
        try:
            record(begun, "0", an_event(str(number)), cursor=str(number))
        except feeds.CursorMovedError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(watch, range(1, 7))) == 1


def test_an_event_told_again_wants_nothing_again(begun: Database) -> None:
    """A project that was listed stays listed if a feed repeats itself."""
    record(begun, "0", an_event("1"), an_event("2"), cursor="2")
    with begun.begin() as connection:
        connection.execute(text("UPDATE project SET listed = wanted"))

    assert feeds.Recorded(events=0, projects=0) == record(
        begun, "2", an_event("1"), an_event("2"), cursor="2"
    )

    with begun.read() as connection:
        assert projects.unlisted(connection, NOW, 10) == ()


def test_every_new_event_wants_its_project_again(begun: Database) -> None:
    """`wanted` grows also when another feed's event got a smaller id but was committed later."""
    record(begun, "0", an_event("1"), cursor="1")
    with begun.begin() as connection:
        connection.execute(text("UPDATE project SET wanted = 1000, listed = 1000"))

    record(begun, "1", an_event("2"), cursor="2")

    with begun.read() as connection:
        assert [one.wanted for one in projects.unlisted(connection, NOW, 10)] == [1001]


def test_a_created_project_is_told_from_an_old_one(begun: Database) -> None:
    """Only a feed's word of its creation gives a project a birthday, and none in the future."""
    born = replace(an_event("1", "young", EventKind.PROJECT_CREATED), at=datetime(2999, 1, 1, tzinfo=UTC))
    record(begun, "0", born, an_event("2", "old"), cursor="2")

    with begun.read() as connection:
        waiting = {one.name: one.created_at for one in projects.unlisted(connection, NOW, 10)}
    assert waiting == {ProjectName("young"): NOW, ProjectName("old"): None}


def test_urgent_projects_come_first(begun: Database) -> None:
    """A project has the priority of its most urgent event that was not listed yet."""
    page = a_page(an_event("1", "slow"), an_event("2", "fast"), an_event("3", "fast"), cursor="3")
    with begun.begin() as connection:
        feeds.record_page(
            connection, "pypi", "0", page, NOW, urgency=lambda event: 5 if event.key == "2" else 1
        )
        waiting = projects.unlisted(connection, NOW, 10)
    assert [(one.name, one.priority) for one in waiting] == [("fast", 5), ("slow", 1)]


def test_files_that_a_feed_describes_are_wanted_once(begun: Database) -> None:
    """A page's own publications need no listing, and a page that comes again adds none."""
    page = a_page(an_event("1"), cursor="1", publications=(a_publication(), a_publication()))
    with begun.begin() as connection:
        assert feeds.record_page(connection, "pypi", "0", page, NOW).publications == 1
        again = replace(page, cursor="2")
        assert feeds.record_page(connection, "pypi", "1", again, NOW).publications == 0
        (found,) = publications.wanted(connection, NOW, 10)
    assert found.publication == a_publication()


def test_hostile_events_are_kept(begun: Database) -> None:
    """NUL, lone surrogates, endless keys and names, and impossible times cost nothing but their own meaning."""
    hostile = (
        replace(an_event("a\x00b"), user="\ud800", detail=(("\x00", "\udfff"),)),
        replace(an_event("k" * 10_000), at=datetime.max.replace(tzinfo=UTC)),
        replace(an_event("k" * 10_001), name=ProjectName("n" * 5_000), project="n" * 5_000),
        replace(an_event("early"), at=datetime.min.replace(tzinfo=UTC)),
        replace(an_event("quoted"), version='{",NULL', file="a\\b"),
    )

    assert record(begun, "0", *hostile, cursor="c\x00").events == 5

    with begun.read() as connection:
        assert feeds.cursor(connection, "pypi") == "c\x00"
        assert [one.name for one in projects.unlisted(connection, NOW, 10)] == ["alpha"]
        versions = connection.scalars(select(EVENT.c.version).where(EVENT.c.key == "quoted")).all()
    assert versions == ['{",NULL']


def test_a_quiet_poll_is_a_sign_of_life(begun: Database) -> None:
    """A page without news moves `polled_at` and not `moved_at`."""
    with begun.begin() as connection:
        feeds.record_page(connection, "pypi", "0", a_page(cursor="0"), later(9))
        (state,) = feeds.states(connection)
    assert (state.polled_at, state.moved_at, state.behind.events) == (later(9), NOW, 3)


def test_two_feeds_of_one_ecosystem_do_not_wait_for_each_other(database: Database) -> None:
    """Pages that touch the same projects in opposite orders are both written."""
    names = [f"project-{number}" for number in range(200)]
    orders = {"pypi": names, "operator:us": names[::-1]}
    with database.begin() as connection:
        for feed in orders:
            feeds.start(connection, feed, "0", NOW)

    def watch(feed: str) -> None:
        for turn in range(10):
            events = (an_event(f"{turn}-{name}", name) for name in orders[feed])
            with database.begin() as connection:
                feeds.record_page(connection, feed, str(turn), a_page(*events, cursor=str(turn + 1)), NOW)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(watch, orders))
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(EVENT)) == 2 * 10 * 200
        assert connection.scalar(select(func.count()).select_from(PROJECT)) == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 12), st.sampled_from(["alpha", "beta", ""])), max_size=30),
    st.lists(st.integers(0, 30), max_size=8),
)
def test_any_split_and_repetition_of_pages_writes_the_same(
    begun: Database, told: list[tuple[int, str]], cuts: list[int]
) -> None:
    """However a stream is cut into pages, and whatever is told twice, each event is there once."""
    events = [an_event(str(number), project) for number, project in told]
    edges = sorted({0, len(events), *(cut for cut in cuts if cut < len(events))})
    pages = [events[start:end] for start, end in itertools.pairwise(edges)]
    with begun.begin() as connection:
        connection.execute(text("DELETE FROM event"))
        connection.execute(text("DELETE FROM project"))
        for page in [*pages, *pages[::2]]:
            feeds.record_page(connection, "pypi", "0", a_page(*page, cursor="0"), NOW)
        keys = connection.scalars(select(EVENT.c.key)).all()
        names = connection.scalars(select(PROJECT.c.name)).all()
    first = {event.key: event.name for event in reversed(events)}
    assert sorted(keys) == sorted(first)
    assert set(names) == {name for name in first.values() if name}
