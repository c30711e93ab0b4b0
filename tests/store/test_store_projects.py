"""Listings bring files to examine once, and tell what was removed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from store_values import NOW, a_listing, a_page, a_publication, an_event, later

from watchhouse.model.event import EventKind
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Listing
from watchhouse.store import feeds, projects, publications
from watchhouse.store.database import Database
from watchhouse.store.projects import ProjectToList
from watchhouse.store.schema import PUBLICATION


@pytest.fixture
def alpha(database: Database) -> ProjectToList:
    """A project of which nothing is known but that something happened."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        feeds.record_page(connection, "pypi", "0", a_page(an_event("1"), cursor="1"), NOW)
        (project,) = projects.unlisted(connection, NOW, 10)
    return project


def listed(
    database: Database,
    project: ProjectToList,
    listing: Listing,
    *,
    known_before: datetime | None = None,
    at: datetime = NOW,
) -> int:
    with database.begin() as connection:
        return projects.record_listing(
            connection, project, listing, lambda _: 3, known_before=known_before, at=at
        )


def rows(database: Database) -> dict[str, tuple[str, bool]]:
    """State of each file, and whether it was removed."""
    columns = PUBLICATION.c
    with database.read() as connection:
        found = connection.execute(select(columns.file, columns.state, columns.removed_at))
        return {row.file: (row.state, row.removed_at is not None) for row in found}


def test_a_listing_brings_files_to_examine(database: Database, alpha: ProjectToList) -> None:
    """New files wait with the priority given, and the project waits no more."""
    one, two = a_publication("a.whl"), a_publication("b.whl")
    assert listed(database, alpha, a_listing(one, two)) == 2
    with database.read() as connection:
        assert projects.unlisted(connection, NOW, 10) == ()
        found = publications.wanted(connection, NOW, 10)
    assert [(each.publication, each.priority) for each in found] == [(one, 3), (two, 3)]


def test_a_listing_that_comes_again_brings_nothing(database: Database, alpha: ProjectToList) -> None:
    """Two jobs for one project, one after the other or at once, write each file once."""
    listing = a_listing(*(a_publication(f"{number}.whl") for number in range(50)))
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: listed(database, alpha, listing), range(4)))
    assert sorted(found) == [0, 0, 0, 50]


def test_another_content_under_one_name_is_another_publication(
    database: Database, alpha: ProjectToList
) -> None:
    """A file that was replaced is examined again, and the old one counts as removed."""
    listed(database, alpha, a_listing(a_publication(digest="11" * 32)))
    assert listed(database, alpha, a_listing(a_publication(digest="22" * 32))) == 1
    with database.read() as connection:
        columns = PUBLICATION.c
        found = connection.execute(select(columns.identity, columns.removed_at).order_by(columns.id)).all()
    assert [(row.identity[-2:], row.removed_at) for row in found] == [("11", NOW), ("22", None)]


def test_old_files_of_an_old_project_are_known(database: Database, alpha: ProjectToList) -> None:
    """At the first listing of a project older than our watch; what it publishes later is examined."""
    old, undated = a_publication("old", published_at=later(-9)), a_publication("undated", published_at=None)
    assert listed(database, alpha, a_listing(old, undated, a_publication("new")), known_before=NOW) == 2
    assert rows(database) == {"old": ("known", False), "undated": ("wanted", False), "new": ("wanted", False)}

    backdated = a_publication("backdated", published_at=later(-9))
    assert listed(database, alpha, a_listing(old, backdated), known_before=NOW) == 1


def test_every_file_of_a_new_project_is_examined(database: Database) -> None:
    """Whatever dates the files of a project claim that was created while we watched."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", NOW)
        page = a_page(an_event("1", kind=EventKind.PROJECT_CREATED), cursor="1")
        feeds.record_page(connection, "pypi", "0", page, NOW)
        (project,) = projects.unlisted(connection, NOW, 10)
    old = a_publication("old", published_at=later(-9))
    assert listed(database, project, a_listing(old), known_before=NOW) == 1


def test_what_is_not_listed_any_more_was_removed(database: Database, alpha: ProjectToList) -> None:
    """It stays wanted, and what is listed again counts as never removed."""
    listed(database, alpha, a_listing(a_publication("a"), a_publication("b")))
    listed(database, alpha, a_listing(a_publication("a")), at=later(1))
    assert rows(database) == {"a": ("wanted", False), "b": ("wanted", True)}
    listed(database, alpha, a_listing(present=False), at=later(2))
    assert rows(database) == {"a": ("wanted", True), "b": ("wanted", True)}
    assert listed(database, alpha, a_listing(a_publication("b")), at=later(3)) == 0
    assert rows(database) == {"a": ("wanted", True), "b": ("wanted", False)}


def test_yanks_and_moves_are_kept(database: Database, alpha: ProjectToList) -> None:
    """A file that was yanked or lies somewhere else is the same publication."""
    listed(database, alpha, a_listing(a_publication("a")))
    moved = a_publication("a", url="https://me:secret@mirror.example/a#sha256=00", yanked=True)
    assert listed(database, alpha, a_listing(moved)) == 0
    with database.read() as connection:
        (found,) = publications.wanted(connection, NOW, 10)
    assert found.publication == replace(moved, url="https://mirror.example/a")


def test_what_happened_while_it_was_listed_is_not_lost(database: Database, alpha: ProjectToList) -> None:
    """An event that comes between asking and writing keeps the project waiting."""
    with database.begin() as connection:
        projects.mark_deferred(connection, [alpha.id], NOW)
        feeds.record_page(connection, "pypi", "1", a_page(an_event("2"), cursor="2"), NOW)
        assert projects.unlisted(connection, NOW, 10) == ()
    listed(database, alpha, a_listing())
    with database.read() as connection:
        assert [one.id for one in projects.unlisted(connection, NOW, 10)] == [alpha.id]


def test_an_answer_from_the_past_changes_nothing(database: Database, alpha: ProjectToList) -> None:
    """A listing asked for earlier and written later than another one is not believed."""
    newer = replace(alpha, wanted=alpha.wanted + 5)
    listed(database, newer, a_listing(a_publication("a")))
    assert listed(database, alpha, a_listing(a_publication("b"))) == 0
    assert rows(database) == {"a": ("wanted", False)}


def test_a_failed_listing_waits(database: Database, alpha: ProjectToList) -> None:
    """Until the moment that was set, with the attempt counted."""
    with database.begin() as connection:
        projects.mark_deferred(connection, [alpha.id], NOW)
        projects.failed(connection, alpha.id, later(60))
        assert projects.unlisted(connection, later(59), 10) == ()
        (again,) = projects.unlisted(connection, later(60), 10)
    assert again == replace(alpha, attempts=1)


def test_one_of_many_gives_it_to_the_engine(database: Database, alpha: ProjectToList) -> None:
    """Whoever marks the same project at the same time is told that it was marked."""

    def mark(_: int) -> int:
        with database.begin() as connection:
            return len(projects.mark_deferred(connection, [alpha.id, 10**9], NOW))

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(mark, range(8))) == 1
    with database.begin() as connection:
        assert [one.id for one in projects.deferred(connection, later(1))] == [alpha.id]
        assert projects.forget_deferred(connection, [alpha.id]) == 1
        assert projects.unlisted(connection, NOW, 10) == (alpha,)


def test_a_project_is_found_by_name(database: Database, alpha: ProjectToList) -> None:
    """Within its ecosystem."""
    with database.read() as connection:
        assert projects.get(connection, alpha.id) == alpha
        assert projects.get(connection, 10**9) is None
        assert projects.find(connection, Ecosystem.PYPI, ProjectName("alpha")) == alpha
        assert projects.find(connection, Ecosystem.NPM, ProjectName("alpha")) is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 1)), max_size=6, unique=True),
        min_size=1,
        max_size=5,
    )
)
def test_any_sequence_of_listings_leaves_what_the_last_one_says(
    database: Database, alpha: ProjectToList, told: list[list[tuple[int, int]]]
) -> None:
    """Every file that was ever listed is there once, and those of the last listing are those not removed."""
    with database.begin() as connection:
        connection.execute(text("DELETE FROM publication"))
        for turn in told:
            files = (a_publication(str(file), digest=f"{content:064x}") for file, content in turn)
            projects.record_listing(
                connection, alpha, a_listing(*files), lambda _: 0, known_before=None, at=NOW
            )
        columns = PUBLICATION.c
        found = connection.execute(select(columns.file, columns.identity, columns.removed_at)).all()
    entries = [(int(row.file), int(row.identity[-64:], 16), row.removed_at is None) for row in found]
    assert sorted((file, content) for file, content, _ in entries) == sorted(set().union(*told))
    assert {(file, content) for file, content, there in entries if there} == set(told[-1])
