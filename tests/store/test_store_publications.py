"""Files wait by priority, and leave the queue judged, gone or for later."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from store_values import NOW, a_page, a_publication, later

from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Publication
from watchhouse.store import feeds, publications
from watchhouse.store.database import Database


def add(database: Database, *found: Publication) -> list[int]:
    """Make the publications wanted, with the last digit of the file's name as priority."""
    with database.begin() as connection:
        feeds.start(connection, "nuget", "0", NOW)
        page = a_page(cursor="0", publications=found)
        feeds.record_page(connection, "nuget", "0", page, NOW, priority_of=lambda one: int(one.ref.file[-1]))
        return [one.id for one in publications.wanted(connection, NOW, 1_000)]


@pytest.fixture
def three(database: Database) -> list[int]:
    return add(database, *(a_publication(f"file-{number}") for number in (1, 3, 2)))


def test_the_most_urgent_comes_first(database: Database, three: list[int]) -> None:
    """By priority, and at one priority by age."""
    with database.read() as connection:
        found = publications.wanted(connection, NOW, 2)
        again = publications.get_many(connection, [*reversed(three), 10**9])
    assert [one.publication.ref.file for one in found] == ["file-3", "file-2"]
    assert [one.id for one in again] == three


def test_what_the_engine_has_is_not_given_again(database: Database, three: list[int]) -> None:
    """Until its job turns out to be lost."""
    with database.begin() as connection:
        assert set(publications.mark_deferred(connection, three[:2], NOW)) == set(three[:2])
        assert publications.mark_deferred(connection, three, NOW) == (three[2],)
        assert publications.wanted(connection, NOW, 10) == ()
        assert {one.id for one in publications.deferred(connection, later(1))} == set(three)
        assert publications.deferred(connection, NOW) == ()
        assert publications.forget_deferred(connection, [three[0], 10**9]) == 1
        assert [one.id for one in publications.wanted(connection, NOW, 10)] == three[:1]


def test_one_of_many_marks_and_nobody_waits_for_ever(database: Database) -> None:
    """Reconcilers that mark the same files in any order share them."""
    ids = add(database, *(a_publication(f"file-{number}-1") for number in range(300)))

    def mark(turn: int) -> int:
        order = ids if turn % 2 else ids[::-1]
        with database.begin() as connection:
            return len(publications.mark_deferred(connection, order, NOW))

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(mark, range(12))) == 300


def test_attempts_are_counted_when_they_begin(database: Database, three: list[int]) -> None:
    """So that a file which kills its worker is not tried for ever."""
    one, two, _ = three
    with database.begin() as connection:
        assert publications.taken(connection, one) == 1
        assert publications.taken_many(connection, [one, two]) == {one: 2, two: 1}
        publications.mark_deferred(connection, [one], NOW)
        publications.failed(connection, one, later(60))
        assert one not in {each.id for each in publications.wanted(connection, later(59), 10)}
        (again, *_) = publications.wanted(connection, later(60), 10)
    assert (again.id, again.attempts) == (one, 2)


def test_a_file_that_is_gone_is_wanted_no_more(database: Database, three: list[int]) -> None:
    """It keeps the moment of its removal, and nobody takes it again."""
    with database.begin() as connection:
        publications.gone(connection, three[0], later(5))
        assert publications.taken(connection, three[0]) == 0
        assert three[0] not in {one.id for one in publications.wanted(connection, NOW, 10)}
        removed = text("SELECT state, removed_at FROM publication WHERE id = :id")
        assert tuple(connection.execute(removed, {"id": three[0]}).one()) == ("gone", later(5))


def test_hostile_publications_come_back_as_they_were(database: Database) -> None:
    """Whatever a registry says of a file, except credentials, impossible sizes and moments outside of time."""
    hostile = Publication(
        ref=ArtifactRef(
            ecosystem=Ecosystem.NPM, file='a",\\{}\x00\ud800-1', name=ProjectName("@s/ünï"), version="NULL"
        ),
        url='https://files.example/"{},\\',
        digests=frozenset({"sha1:00", "sha512:ff,{}\\"}),
        size=1 << 70,
        published_at=datetime.min.replace(tzinfo=UTC),
        publisher="\x00",
    )
    add(database, hostile, replace(hostile, ref=replace(hostile.ref, file="f" * 9_999 + "1")))
    with database.read() as connection:
        first, second = publications.wanted(connection, NOW, 10)
    assert first.publication == replace(hostile, size=None)
    assert len(second.publication.ref.file) <= 500


def test_a_download_is_remembered(database: Database, three: list[int]) -> None:
    """Its digest is there when the file is examined again."""
    with database.begin() as connection:
        publications.stored(connection, three[0], "ab" * 32)
        (found,) = publications.get_many(connection, three[:1])
    assert (found.sha256, found.state) == ("ab" * 32, "wanted")
