"""How the watch stands, read from a real database."""

from datetime import timedelta

import pytest
from store_values import NOW, a_page, a_publication, a_verdict, an_event, later

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.verdict import Level
from watchhouse.pipeline.health import complaints
from watchhouse.pipeline.overview import DEMONSTRATION, MINUTES, StoreReader, read_overview
from watchhouse.store import conditions, feeds, publications, verdicts
from watchhouse.store.database import Database, open_database


def fill(database: Database) -> None:
    """Two files, of which one is judged malicious, and two things that are wrong."""
    files = (
        a_publication("alpha-1.0.tar.gz"),
        a_publication("beta-1.0.tar.gz", project="beta", digest="11" * 32),
    )
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        page = a_page(an_event("1"), an_event("2", "gamma"), cursor="2", publications=files)
        feeds.record_page(
            connection,
            "pypi",
            "0",
            page,
            NOW,
            urgency=lambda _: 30,
            priority_of=lambda one: 50 + (one.ref.name == "beta"),
        )
        first = publications.wanted(connection, NOW, 10)[-1]
        verdicts.record(connection, first.id, a_verdict(Level.MALICIOUS), later(61))
        conditions.begin(connection, "one", "the first", NOW)
        conditions.begin(connection, "two", "the second", later(1))
        conditions.begin(connection, "over", "the third", NOW)
        conditions.end(connection, "over", later(1))


def test_an_empty_store_is_shown_as_one(database: Database) -> None:
    """Nothing arrived, nothing waits, and no feed has answered."""
    shown = read_overview(database, NOW)
    assert (sum(shown.arrivals), shown.queues, shown.feeds, shown.found) == (0, (), (), ())
    assert complaints(shown) == ("no feed has answered yet",)


def test_everything_that_is_shown_is_counted(database: Database) -> None:
    """Events and verdicts by minute, what waits by priority, what was found, and only what is wrong still."""
    fill(database)
    shown = read_overview(database, later(90))
    assert len(shown.arrivals) == MINUTES
    assert (sum(shown.arrivals), shown.arrivals[-2]) == (2, 2)
    assert (sum(shown.judgements), shown.judgements[-1]) == (1, 1)
    assert [(one.priority, one.count, one.since) for one in shown.queues] == [(51, 1, NOW)]
    assert shown.unlisted == 2
    assert shown.levels[Level.MALICIOUS] == 1
    assert [(one.verdict.level, one.judged_at) for one in shown.found] == [(Level.MALICIOUS, later(61))]
    assert [one.message for one in shown.troubles] == ["the second", "the first"]
    assert (shown.feeds[0].name, shown.feeds[0].behind.events) == ("pypi", 3)
    assert complaints(shown) == ()


def test_the_hour_ends_and_begins_exactly(database: Database) -> None:
    """An event of an hour ago is not of the last hour; one of a moment less is."""
    fill(database)
    hour = timedelta(minutes=MINUTES)
    assert sum(read_overview(database, NOW + hour).arrivals) == 2
    assert sum(read_overview(database, NOW + hour + timedelta(microseconds=1)).arrivals) == 0
    assert sum(read_overview(database, NOW).arrivals) == 0


def test_what_is_notable_does_not_push_out_what_must_be_looked_at(database: Database) -> None:
    """The two are kept apart."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        files = tuple(
            a_publication(f"alpha-{number}.tar.gz", digest=f"{number:064x}") for number in range(50)
        )
        page = a_page(cursor="1", publications=files)
        feeds.record_page(connection, "pypi", "0", page, NOW, urgency=lambda _: 0, priority_of=lambda _: 0)
        waiting = publications.wanted(connection, NOW, 100)
        levels = [Level.SUSPICIOUS, *[Level.NOTABLE] * 49]
        for number, (one, level) in enumerate(zip(waiting, levels, strict=True)):
            verdicts.record(connection, one.id, a_verdict(level), later(number))
    shown = read_overview(database, later(60))
    assert [one.verdict.level for one in shown.found] == [Level.SUSPICIOUS]
    assert {one.verdict.level for one in shown.noted} == {Level.NOTABLE}


def test_the_demonstration_is_no_trouble(database: Database) -> None:
    """The condition that says so is shown as what it is."""
    with database.begin() as connection:
        conditions.begin(connection, DEMONSTRATION, "recorded", NOW)
    shown = read_overview(database, NOW)
    assert (shown.demonstration, shown.troubles) == (True, ())


def test_a_verdict_is_found_by_the_number_of_its_publication(database: Database) -> None:
    """With the time at which it was given; there may be none."""
    fill(database)
    reader = StoreReader(database)
    number = read_overview(database, later(90)).found[0].publication
    found = reader.found(number)
    assert found is not None
    assert (found.verdict, found.judged_at) == (a_verdict(Level.MALICIOUS), later(61))
    assert reader.found(number + 1000) is None
    assert reader.complaint() == ""


def test_a_database_that_is_away_is_an_error_that_may_pass() -> None:
    """The page says so and goes on asking."""
    away = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(InfrastructureError):
        StoreReader(away).overview()
    away.close()
