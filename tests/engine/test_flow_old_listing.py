"""A listing that is older than the event that asked for it: a cache must not cost a file."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from engine_world import a_context, a_file, count

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import Behind, FeedPage
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Listing
from watchhouse.pipeline.flow.list_projects import list_projects
from watchhouse.store import feeds, projects
from watchhouse.store.database import Database

GO_ON = threading.Event()
AT = datetime(2026, 1, 1, tzinfo=UTC)
NAME = ProjectName("alpha")


@dataclass
class Cached:
    """A registry behind a cache: page after page, each with the serial that it is of."""

    pages: list[tuple[int, bool]]
    """Serial, and whether the project is there; the last one stays."""
    ecosystem: Ecosystem = Ecosystem.PYPI
    asked: list[int] = field(default_factory=list)

    def list(self, name: ProjectName, least: int = 0) -> Listing:
        self.asked.append(least)
        serial, present = self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]
        if present and serial < least:
            raise InfrastructureError(f"a page of serial {serial}")
        files = (a_file("alpha-1.0.tar.gz"),) if present else ()
        return Listing(ecosystem=Ecosystem.PYPI, name=name, publications=files, present=present)


def tell(database: Database, kind: EventKind, feed: str = "pypi") -> None:
    """Record one event of serial 7."""
    event = RegistryEvent(
        ecosystem=Ecosystem.PYPI,
        key="7",
        kind=kind,
        at=AT,
        project=NAME,
        name=NAME,
        detail=(("serial", "7"),),
    )
    with database.begin() as connection:
        feeds.start(connection, feed, "0", AT)
        feeds.record_page(connection, feed, "0", FeedPage(events=(event,), cursor="1", behind=Behind()), AT)


def listed(database: Database) -> bool:
    """Whether the project counts as listed."""
    with database.read() as connection:
        project = projects.get(connection, 1)
    assert project is not None
    return project.listed == project.wanted


def listings(database: Database, folder: Path, registry: Cached, times: int) -> None:
    """List the project so many times, whatever it would wait for."""
    with a_context(database, folder, listers={Ecosystem.PYPI: registry}) as context:
        for _ in range(times):
            list_projects(context, GO_ON, (1,))


@pytest.mark.parametrize("old", [(6, True), (0, False)], ids=["an old page", "no page yet"])
def test_what_is_older_than_what_was_told_is_asked_for_again(
    database: Database, tmp_path: Path, old: tuple[int, bool]
) -> None:
    """The project stays to be listed until the registry knows what its feed said."""
    tell(database, EventKind.FILE_PUBLISHED)
    registry = Cached([old, old, (7, True)])
    listings(database, tmp_path, registry, 2)
    assert not listed(database)
    listings(database, tmp_path, registry, 1)
    assert listed(database)
    assert count(database, "wanted") == 1
    assert registry.asked == [7, 7, 7]


@pytest.mark.parametrize("old", [(6, True), (0, False)], ids=["an old page", "no page"])
def test_in_the_end_an_old_page_is_believed(
    database: Database, tmp_path: Path, old: tuple[int, bool]
) -> None:
    """A registry that was set back, or a project that is gone, is not asked for ever."""
    tell(database, EventKind.FILE_PUBLISHED)
    registry = Cached([old])
    listings(database, tmp_path, registry, 9)
    assert listed(database)
    assert registry.asked[-1] == 0


def test_a_removed_project_is_not_looked_for(database: Database, tmp_path: Path) -> None:
    """When the feed itself says that it was removed, its absence is no surprise."""
    tell(database, EventKind.PROJECT_REMOVED)
    listings(database, tmp_path, Cached([(0, False)]), 1)
    assert listed(database)


def test_the_numbers_of_an_operator_are_not_the_registry_s(database: Database, tmp_path: Path) -> None:
    """Only what the registry's own feed told says how new its pages must be."""
    tell(database, EventKind.FILE_PUBLISHED, feed="operator:main")
    registry: Cached = Cached([(6, True)])
    listings(database, tmp_path, registry, 1)
    assert listed(database)
    assert registry.asked == [0]
