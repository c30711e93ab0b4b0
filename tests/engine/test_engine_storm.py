"""The whole worker service under storms: killed at random, ten thousand files, a server that stops and starts."""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_world import (
    Service,
    a_context,
    answers,
    count,
    hurry,
    until,
    verdicts_by_name,
    want,
    working,
)
from sqlalchemy import text

from watchhouse.store.database import Database, open_database
from watchhouse.store.embedded import EmbeddedServer
from watchhouse.store.migrate import migrate


def names(count: int) -> list[str]:
    return [f"file-{number}.0.tar.gz" for number in range(count)]


def test_kill_9_in_mid_task_loses_nothing(database: Database, database_url: str, tmp_path: Path) -> None:
    """Services that are killed again and again at random leave every file with the one answer it has without."""
    moments = random.Random(3)  # noqa: S311 - any will do
    want(database, *names(1_500))
    deaths = 0

    def storm() -> bool:
        nonlocal deaths
        before = answers(database)
        service = Service(database_url, tmp_path)
        assert until(lambda: answers(database) > before, 60)
        time.sleep(moments.uniform(0.0, 1.0))
        service.kill()
        deaths += 1
        _bury(database)
        return deaths == 8

    assert until(storm, 240)
    service = Service(database_url, tmp_path)
    assert until(lambda: bool(_bury(database)) and count(database, "judged") == 1_500, 120)
    service.kill()
    assert answers(database) == 1_500
    assert not any(verdict.gaps for verdict in verdicts_by_name(database).values())


def test_ten_thousand_files(database: Database, tmp_path: Path) -> None:
    """Many files have each its answer, at a first attempt, and the queue is empty in the end."""
    for start in range(0, 10_000, 1_000):
        want(database, *names(10_000)[start : start + 1_000])
    with a_context(database, tmp_path) as context, working(context):
        assert until(lambda: count(database, "judged") == 10_000, 300)
        assert until(lambda: _jobs(database) == 0, 10)
    assert answers(database) == 10_000
    with database.read() as connection:
        assert connection.scalar(text("SELECT max(attempts) FROM publication")) == 1


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    folder = Path(tempfile.mkdtemp(prefix="watchhouse-storm-"))
    folder.chmod(0o711)
    server = EmbeddedServer(folder / "server")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_server_that_restarts_under_load_is_waited_for(own_server: EmbeddedServer, tmp_path: Path) -> None:
    """The service goes on where it was, by itself, each time that the server comes back."""
    database = open_database(own_server.start())
    migrate(database)
    want(database, *names(3_000))
    with a_context(database, tmp_path, work="trivial_work:busy") as context, working(context):
        for judged in (200, 600):
            assert until(lambda least=judged: count(database, "judged") >= least, 120)  # type: ignore[misc]
            own_server.stop()
            time.sleep(2.0)
            own_server.start()
        hurry(database)
        assert until(lambda: count(database, "judged") == 3_000, 240)
    assert answers(database) == 3_000
    assert not any(verdict.gaps for verdict in verdicts_by_name(database).values())
    database.close()


def _bury(database: Database) -> bool:
    """Let the dead be known for dead at once, and nothing wait: ten seconds of silence are long in a test."""
    with database.begin() as connection:
        connection.execute(
            text("DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - interval '3 s'")
        )
    hurry(database)
    return True


def _jobs(database: Database) -> int:
    with database.read() as connection:
        left: int = connection.execute(text("SELECT count(*) FROM procrastinate_jobs")).scalar_one()
        return left
