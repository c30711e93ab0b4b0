"""What the engine promises about files: each has one answer, whatever dies, comes twice, jumps or kills."""

import random
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from engine_world import (
    Service,
    a_context,
    a_file,
    answers,
    content_of,
    count,
    hurry,
    until,
    verdicts_by_name,
    want,
    working,
)
from sqlalchemy import Connection, text

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.evidence import GapReason
from watchhouse.model.publication import Publication
from watchhouse.model.verdict import Level
from watchhouse.pipeline.engine.jobs import Job, assigned, defer
from watchhouse.pipeline.flow.context import database_time
from watchhouse.pipeline.flow.defer import Task
from watchhouse.pipeline.flow.examine_publications import examine_publications
from watchhouse.pipeline.flow.reconcile import reconcile
from watchhouse.registries.answers import NotFoundError, TooLargeError
from watchhouse.registries.download import WrongHashError
from watchhouse.store import conditions, publications
from watchhouse.store.database import Database

GO_ON = threading.Event()
"""Never set."""


def names(count: int, prefix: str = "file") -> list[str]:
    return [f"{prefix}-{number}.0.tar.gz" for number in range(count)]


def test_every_file_gets_its_answer(database: Database, tmp_path: Path) -> None:
    """What is wanted is judged, with its bytes kept under their digest."""
    want(database, *names(50))
    with a_context(database, tmp_path) as context, working(context):
        assert until(lambda: count(database, "judged") == 50, 60)
    found = verdicts_by_name(database)
    assert sorted(found) == sorted(names(50))
    assert all(context.blobs.get(found[name].sha256) == name.encode() for name in found)


def test_a_job_that_is_done_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    """Files that are submitted many times over are downloaded and judged once."""
    downloads: list[str] = []

    def counted(publication: Publication) -> bytes:
        downloads.append(publication.ref.file)
        return content_of(publication)

    want(database, *names(8))
    with database.begin() as connection:
        ids = tuple(one.id for one in publications.wanted(connection, database_time(connection), 8))
        defer(connection, [Job(task=Task.EXAMINE, priority=1, ids=ids)])
    with a_context(database, tmp_path, download=counted) as context:
        examine_publications(context, GO_ON, ids)
        first = verdicts_by_name(database)
        examine_publications(context, GO_ON, ids)
        with database.begin() as connection:
            defer(connection, [Job(task=Task.EXAMINE, priority=1, ids=ids)] * 5)
        with working(context):
            assert until(lambda: not _assigned(database), 30)
    assert sorted(downloads) == names(8)
    assert verdicts_by_name(database) == first
    assert answers(database) == 8


def test_two_who_examine_one_file_at_once_leave_one_answer(database: Database, tmp_path: Path) -> None:
    """Of two answers to one question the first stays."""
    want(database, "twice-1.0.tar.gz")
    meeting = threading.Barrier(2, timeout=20)

    def together(publication: Publication) -> bytes:
        meeting.wait()
        return content_of(publication)

    with a_context(database, tmp_path, download=together) as context:
        both = [threading.Thread(target=examine_publications, args=(context, GO_ON, (1,))) for _ in "ab"]
        for one in both:
            one.start()
        for one in both:
            one.join()
    assert answers(database) == 1


def test_the_urgent_is_examined_first(database: Database, tmp_path: Path) -> None:
    """A few urgent files do not wait behind many that are not."""
    order: list[str] = []

    def noted(publication: Publication) -> bytes:
        order.append(publication.ref.file)
        return content_of(publication)

    want(database, *names(400, "rest"), priority=30)
    with a_context(database, tmp_path, download=noted, slots=1) as context:
        reconcile(context)
        want(database, *names(3, "urgent"), priority=60)
        reconcile(context)
        with working(context):
            assert until(lambda: count(database, "judged") == 403, 60)
    assert all(name.startswith("urgent") for name in order[:3])


def test_a_clock_that_jumps_loses_nothing(database: Database, tmp_path: Path) -> None:
    """Files of which some first downloads fail are tried again and judged once, while the clock jumps by days."""
    jumps = random.Random(7)  # noqa: S311 - any will do
    failed: set[str] = set()

    def flaky(publication: Publication) -> bytes:
        if publication.ref.file not in failed and len(publication.ref.file) % 2:
            failed.add(publication.ref.file)
            raise InfrastructureError("try again")
        return content_of(publication)

    def jumping(connection: Connection) -> datetime:
        return database_time(connection) + timedelta(days=jumps.randrange(-3, 5))

    want(database, *names(60))
    with a_context(database, tmp_path, download=flaky, clock=jumping) as context, working(context):
        assert until(lambda: count(database, "judged") == 60, 120)
    assert answers(database) == 60
    assert len(failed) == 10


def test_what_is_gone_is_gone(database: Database, tmp_path: Path) -> None:
    """A file that the registry has no more has no verdict, and is not asked for again."""

    def gone(publication: Publication) -> bytes:
        raise NotFoundError(f"{publication.ref.file} is not there (404)")

    want(database, *names(3))
    with a_context(database, tmp_path, download=gone) as context:
        examine_publications(context, GO_ON, (1, 2, 3))
    assert count(database, "gone") == 3
    assert answers(database) == 0


@pytest.mark.parametrize(
    ("error", "reason", "attempts"),
    [
        (TooLargeError("4 GB"), GapReason.TOO_MUCH_DATA, 1),
        (WrongHashError("another hash"), GapReason.CORRUPT, 3),
        (InfrastructureError("no route"), GapReason.TIME, 10),
    ],
)
def test_what_cannot_be_had_ends_with_a_gap(
    database: Database, tmp_path: Path, error: Exception, reason: GapReason, attempts: int
) -> None:
    """A file that never comes has a verdict that says why, after as many attempts as the reason is worth."""
    asked: list[str] = []

    def refused(publication: Publication) -> bytes:
        asked.append(publication.ref.file)
        raise error

    want(database, "never-1.0.tar.gz")
    with a_context(database, tmp_path, download=refused) as context:
        for _ in range(12):
            examine_publications(context, GO_ON, (1,))
    assert len(asked) == attempts
    verdict = verdicts_by_name(database)["never-1.0.tar.gz"]
    assert [gap.reason for gap in verdict.gaps] == [reason]
    assert verdict.level > Level.CLEAR


def test_a_registry_that_is_away_costs_no_file_an_attempt(database: Database, tmp_path: Path) -> None:
    """However long nothing can be downloaded, it is all examined when the registry is back."""
    away = True

    def registry(publication: Publication) -> bytes:
        if away:
            raise InfrastructureError("no route")
        return content_of(publication)

    want(database, *names(8))
    with a_context(database, tmp_path, download=registry) as context:
        for _ in range(14):
            examine_publications(context, GO_ON, tuple(range(1, 9)))
        with database.read() as connection:
            assert [one.key for one in conditions.current(connection)] == ["downloads: pypi"]
        away = False
        examine_publications(context, GO_ON, tuple(range(1, 9)))
    assert not any(verdict.gaps for verdict in verdicts_by_name(database).values())
    assert count(database, "judged") == 8
    with database.read() as connection:
        assert conditions.current(connection) == ()


def test_workers_that_cannot_start_cost_no_file_an_attempt(database: Database, tmp_path: Path) -> None:
    """A machine that cannot work is told of, once, and the files are left to others."""
    want(database, "honest-1.0.tar.gz")
    stopped = threading.Event()
    with a_context(database, tmp_path, work="no_such_module:answer") as context:
        threading.Timer(4.0, stopped.set).start()
        examine_publications(context, stopped, (1,))
    with database.read() as connection:
        (left,) = publications.get_many(connection, (1,))
        assert [one.key for one in conditions.current(connection)] == ["workers"]
    assert (left.state, left.attempts) == ("wanted", 0)


def test_one_condition_stands_for_a_thousand_wrong_files(database: Database, tmp_path: Path) -> None:
    """What goes wrong again and again is told once."""

    def wrong(publication: Publication) -> bytes:
        raise TooLargeError(f"{publication.ref.file} has 4 GB")

    want(database, *names(200))
    with a_context(database, tmp_path, download=wrong) as context:
        examine_publications(context, GO_ON, tuple(range(1, 201)))
    with database.read() as connection:
        assert [one.key for one in conditions.current(connection)] == ["seen too large: pypi"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [("killer-1.0.tar.gz", GapReason.DETECTOR_FAILED), ("sleeper-1.0.tar.gz", GapReason.TIME)],
)
def test_a_file_that_kills_or_stops_its_worker_ends_with_a_gap(
    database: Database, tmp_path: Path, name: str, reason: GapReason
) -> None:
    """It is believed after several attempts, and its neighbours have their own answers."""
    want(database, name, *names(7))
    with a_context(database, tmp_path, seconds=3.0) as context:
        for _ in range(5):
            examine_publications(context, GO_ON, tuple(range(1, 9)))
            hurry(database)
    found = verdicts_by_name(database)
    assert len(found) == 8
    assert [(file, gap.reason) for file, verdict in found.items() for gap in verdict.gaps] == [(name, reason)]


def test_a_file_that_kills_the_whole_service_ends_with_a_gap(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """It is given up after ten deaths, and not one of the files that were examined beside it."""
    want(database, *names(40), "poison-1.0.tar.gz", *names(40, "more"))
    deaths = 0
    service = Service(database_url, tmp_path)

    def done() -> bool:
        nonlocal service, deaths
        if service.dead():
            deaths += 1
            service = Service(database_url, tmp_path)
        with database.begin() as connection:
            # Ten seconds of silence are long in a test.
            connection.execute(
                text("DELETE FROM procrastinate_workers WHERE last_heartbeat < now() - interval '3 s'")
            )
        hurry(database)
        return count(database, "judged") == 81

    assert until(done, 240)
    service.kill()
    found = verdicts_by_name(database)
    assert [file for file, verdict in found.items() if verdict.gaps] == ["poison-1.0.tar.gz"]
    assert deaths == 10


def test_rows_that_no_job_stands_for_are_taken_back(database: Database, tmp_path: Path) -> None:
    """Whatever empties the queue, nothing that is wanted is forgotten."""
    want(database, *names(5))
    with a_context(database, tmp_path) as context:
        reconcile(context)
        with database.begin() as connection:
            connection.execute(text("DELETE FROM procrastinate_jobs"))
        reconcile(context)
        assert _assigned(database) == {1, 2, 3, 4, 5}


def test_reconciling_twice_defers_once(database: Database, tmp_path: Path) -> None:
    """A row that has a job gets no second one, from however many processes."""
    want(database, *names(20))
    with a_context(database, tmp_path) as context:
        several = [threading.Thread(target=reconcile, args=(context,)) for _ in range(6)]
        for one in several:
            one.start()
        for one in several:
            one.join()
        reconcile(context)
    with database.read() as connection:
        jobs = connection.execute(text("SELECT args -> 'ids' FROM procrastinate_jobs")).scalars()
        assert sorted(row for ids in jobs for row in ids) == list(range(1, 21))


def test_a_place_for_blobs_that_fails_costs_no_file_an_attempt(database: Database, tmp_path: Path) -> None:
    """A full disk is not the artifact's fault."""
    blocked = tmp_path / "blobs"
    blocked.write_bytes(b"in the way")
    want(database, "honest-1.0.tar.gz")
    stopped = threading.Event()
    with a_context(database, blocked) as context:
        timer = threading.Timer(0.5, stopped.set)
        timer.start()
        examine_publications(context, stopped, (1,))
    with database.read() as connection:
        (left,) = publications.get_many(connection, (1,))
        assert [one.key for one in conditions.current(connection)] == ["blobs"]
    assert (left.state, left.attempts) == ("wanted", 0)


def test_what_is_kept_is_not_downloaded_again(database: Database, tmp_path: Path) -> None:
    """A file that newer rules judge comes from the blobs."""

    def never(publication: Publication) -> bytes:
        raise AssertionError(publication)

    want(database, "kept-1.0.tar.gz")
    with a_context(database, tmp_path) as context:
        examine_publications(context, GO_ON, (1,))
    newer = a_context(database, tmp_path, download=never, work="trivial_work:answer_newer", rules="rules-2")
    with newer as context, working(context):
        assert until(lambda: answers(database) == 2, 30)
    assert verdicts_by_name(database)["kept-1.0.tar.gz"].rules == "rules-2"


def test_a_name_that_is_hostile_is_judged_like_any_other(database: Database, tmp_path: Path) -> None:
    """No character in a name can stop the flow."""
    hostile = "a\x00b\ud800'; drop table verdict; --\u202e.tar.gz"
    want(database, hostile)
    with a_context(database, tmp_path, download=lambda _: b"content") as context:
        examine_publications(context, GO_ON, (1,))
    assert verdicts_by_name(database)
    assert next(iter(verdicts_by_name(database).values())).artifact == a_file(hostile).ref


def _assigned(database: Database) -> frozenset[int]:
    with database.read() as connection:
        return assigned(connection, Task.EXAMINE)
