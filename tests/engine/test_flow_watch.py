"""From a feed's page to what is wanted: nothing lost, nothing told twice, whoever else reads and whatever fails."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from engine_world import a_context, a_file, count, until, working
from sqlalchemy import func, select, text

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.event import EventKind, RegistryEvent
from watchhouse.model.feed import Behind, FeedPage, Loss
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Listing, Publication
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.list_projects import list_projects
from watchhouse.pipeline.flow.priority import Priority
from watchhouse.pipeline.flow.watch import run_watch
from watchhouse.store import conditions, feeds, projects
from watchhouse.store.database import Database
from watchhouse.store.schema import EVENT, PUBLICATION

OLD = datetime(2020, 1, 1, tzinfo=UTC)
COMING = datetime(2100, 1, 1, tzinfo=UTC)


@dataclass
class Story:
    """A feed of `length` events, one project each, told in pages of ten."""

    length: int
    name: str = "pypi"
    ecosystem: Ecosystem = Ecosystem.PYPI
    fails: Callable[[int], bool] = lambda _: False
    losses: tuple[Loss, ...] = ()
    asked: list[str] = field(default_factory=list)

    def start(self) -> str:
        return "0"

    def poll(self, cursor: str) -> FeedPage:
        self.asked.append(cursor)
        if self.fails(len(self.asked)):
            raise InfrastructureError("the registry does not answer")
        begin = int(cursor)
        end = min(begin + 10, self.length)
        return FeedPage(
            events=tuple(map(_event, range(begin, end))),
            cursor=str(end),
            behind=Behind(events=self.length - end),
            more=end < self.length,
            losses=self.losses,
        )


class Shelf:
    """A registry that has one new and one old file of each project."""

    ecosystem = Ecosystem.PYPI

    def __init__(self, files: Mapping[str, tuple[Publication, ...]] | None = None) -> None:
        self.asked: list[str] = []
        self._files = files

    def list(self, name: ProjectName, least: int = 0) -> Listing:  # noqa: ARG002 - never old
        self.asked.append(name)
        files = _two_files(name) if self._files is None else self._files.get(name, ())
        return Listing(ecosystem=Ecosystem.PYPI, name=name, publications=files)


class Silence:
    """A registry that never answers."""

    ecosystem = Ecosystem.PYPI

    def list(self, name: ProjectName, least: int = 0) -> Listing:  # noqa: ARG002 - never old
        raise InfrastructureError(f"no answer about {name}")


def _event(number: int, kind: EventKind = EventKind.FILE_PUBLISHED) -> RegistryEvent:
    name = ProjectName(f"project-{number}")
    return RegistryEvent(
        ecosystem=Ecosystem.PYPI, key=str(number), kind=kind, at=None, project=name, name=name
    )


def _two_files(name: str) -> tuple[Publication, ...]:
    return (_dated(name, "1.0", OLD), _dated(name, "2.0", COMING))


def _dated(name: str, version: str, at: datetime) -> Publication:
    plain = a_file(f"{name}-{version}.tar.gz", project=name, version=version)
    return Publication(ref=plain.ref, url=plain.url, digests=plain.digests, published_at=at)


@pytest.fixture
def context(database: Database, tmp_path: Path) -> Iterator[Context]:
    with a_context(database, tmp_path, listers={Ecosystem.PYPI: Shelf()}) as made:
        yield made


def watch_until(context: Context, story: Story, done: Callable[[], bool], seconds: float = 30) -> None:
    """Watch `story` until `done()`, which must come."""
    stop = threading.Event()
    watcher = threading.Thread(target=run_watch, args=(context, story, stop), kwargs={"interval": 0.05})
    watcher.start()
    try:
        assert until(done, seconds)
    finally:
        stop.set()
        watcher.join(20)
        assert not watcher.is_alive()


def events(database: Database) -> int:
    with database.read() as connection:
        return connection.execute(select(func.count()).select_from(EVENT)).scalar_one()


def troubles(database: Database) -> list[str]:
    with database.read() as connection:
        return [one.key for one in conditions.current(connection)]


def test_the_whole_flow(context: Context, database: Database) -> None:
    """What a feed tells is listed and judged; files that are older than the watch are known, and not examined."""
    with working(context):
        watch_until(context, Story(35), lambda: count(database, "judged") == 35, 60)
    assert events(database) == 35
    assert count(database, "known") == 35


def test_a_feed_that_fails_now_and_then_loses_nothing(context: Context, database: Database) -> None:
    """Every second question fails until all is told; every event is there, and the condition has ended."""
    story = Story(100, fails=lambda asked: asked % 2 == 1 and asked < 20)
    watch_until(context, story, lambda: events(database) == 100 and not troubles(database), 60)
    assert troubles(database) == []


def test_a_feed_that_cannot_be_reached_is_told_once(context: Context, database: Database) -> None:
    """One condition, however often it was asked."""
    story = Story(10, fails=lambda _: True)
    watch_until(context, story, lambda: len(story.asked) > 5)
    assert troubles(database) == ["feed unreachable: pypi"]


def test_a_feed_whose_answers_break_its_reader_is_asked_again(context: Context, database: Database) -> None:
    """Hostile answers that meet a mistake of ours do not end the watch."""

    def breaks(asked: int) -> bool:
        if asked < 3:
            raise ZeroDivisionError
        return False

    watch_until(context, Story(10, fails=breaks), lambda: events(database) == 10)


def test_two_watchers_by_mistake_write_everything_once(context: Context, database: Database) -> None:
    """The second waits and is told once; it goes on when the first is gone."""
    first, second = Story(50), Story(80)
    stop = threading.Event()
    waiting = threading.Thread(target=run_watch, args=(context, second, stop), kwargs={"interval": 0.05})
    running = threading.Event()
    one = threading.Thread(target=run_watch, args=(context, first, running), kwargs={"interval": 0.05})
    one.start()
    assert until(lambda: events(database) == 50, 30)
    waiting.start()
    assert until(lambda: "seen second watcher: pypi" in troubles(database), 30)
    running.set()
    one.join(20)
    assert second.asked == []
    assert until(lambda: events(database) == 80, 30)
    stop.set()
    waiting.join(20)


def test_a_watcher_whose_cursor_was_moved_starts_over_from_the_store(
    context: Context, database: Database
) -> None:
    """Somebody else moved on between the question and the writing: nothing is written twice."""
    story = Story(30)

    def meddles(asked: int) -> bool:
        if asked == 2:
            with database.begin() as connection:
                page = FeedPage(events=(_event(10),), cursor="11", behind=Behind())
                feeds.record_page(connection, "pypi", "10", page, OLD)
        return False

    story.fails = meddles
    watch_until(context, story, lambda: events(database) == 30)
    assert story.asked[:3] == ["0", "10", "11"]


def test_what_a_feed_says_it_missed_is_told_once(context: Context, database: Database) -> None:
    """A loss is a condition, however many pages speak of it."""
    story = Story(30, losses=(Loss(key="1-5", message="five events are missing"),))
    watch_until(context, story, lambda: events(database) == 30)
    assert troubles(database) == ["feed loss: pypi: 1-5"]


def test_a_new_lookalike_is_more_urgent_than_the_rest(context: Context, database: Database) -> None:
    """The priority of a file is that of its project: what was created while we watch comes first."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", datetime.now(UTC))
        page = FeedPage(
            events=(
                _named("1", "reqeusts", EventKind.PROJECT_CREATED),
                _named("2", "our-weather-notes", EventKind.PROJECT_CREATED),
                _named("3", "requests", EventKind.FILE_PUBLISHED),
            ),
            cursor="3",
            behind=Behind(),
        )
        feeds.record_page(connection, "pypi", "0", page, OLD)
    list_projects(context, threading.Event(), (1, 2, 3))
    with database.read() as connection:
        rows = connection.execute(select(PUBLICATION.c.file, PUBLICATION.c.priority)).all()
    assert {row.file.rpartition("-")[0]: row.priority for row in rows} == {
        "reqeusts": Priority.LOOKALIKE,
        "our-weather-notes": Priority.NEW,
        "requests": Priority.POPULAR,
    }


def test_a_project_that_cannot_be_listed_waits_and_is_not_forgotten(
    database: Database, tmp_path: Path
) -> None:
    """A registry that is silent is told once; the project is still to be listed, later."""
    with database.begin() as connection:
        feeds.start(connection, "pypi", "0", datetime.now(UTC))
        page = FeedPage(events=tuple(map(_event, range(5))), cursor="5", behind=Behind())
        feeds.record_page(connection, "pypi", "0", page, OLD)
    with a_context(database, tmp_path, listers={Ecosystem.PYPI: Silence()}) as context:
        list_projects(context, threading.Event(), (1, 2, 3, 4, 5))
    assert troubles(database) == ["listings: pypi"]
    with database.read() as connection:
        assert len(projects.unlisted(connection, datetime.now(UTC) + timedelta(hours=2), 9)) == 5
        assert projects.unlisted(connection, datetime.now(UTC), 9) == ()


def test_a_database_that_is_away_while_watching_is_waited_for(context: Context, database: Database) -> None:
    """Connections that are cut cost nothing but time."""
    story = Story(60)

    def cut() -> bool:
        with database.begin() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        return events(database) == 60

    watch_until(context, story, cut, 60)


def _named(key: str, name: str, kind: EventKind) -> RegistryEvent:
    return RegistryEvent(
        ecosystem=Ecosystem.PYPI, key=key, kind=kind, at=None, project=name, name=ProjectName(name)
    )
