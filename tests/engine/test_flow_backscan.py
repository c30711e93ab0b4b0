"""What was published before the watch: shards that can be broken off, and find what their lines name."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_world import a_context, a_file, answers, count, until, want, working
from sqlalchemy import select

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Listing
from watchhouse.pipeline.flow.backscan import SHARD, add_manifest, manifest_digest, open_shards
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.priority import Priority
from watchhouse.pipeline.flow.rescan import JudgingAgain, rescan
from watchhouse.store import audit, shards
from watchhouse.store.database import Database
from watchhouse.store.schema import PUBLICATION

GO_ON = threading.Event()
DIGEST = manifest_digest([b"manifest"])


class Shelf:
    """A registry that has versions 1.0 and 2.0 of each project but those it does not answer about."""

    ecosystem = Ecosystem.PYPI

    def __init__(self) -> None:
        self.silent = {"silent"}
        self.asked: list[str] = []

    def list(self, name: ProjectName, least: int = 0) -> Listing:  # noqa: ARG002 - never old
        self.asked.append(name)
        if name in self.silent:
            raise InfrastructureError("no answer")
        files = tuple(
            a_file(f"{name}-{version}.tar.gz", project=name, version=version) for version in ("1.0", "2.0")
        )
        return Listing(ecosystem=Ecosystem.PYPI, name=name, publications=files)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def context(database: Database, tmp_path: Path, shelf: Shelf) -> Iterator[Context]:
    with a_context(database, tmp_path, listers={Ecosystem.PYPI: shelf}) as made:
        yield made


def wanted_files(database: Database) -> list[str]:
    with database.read() as connection:
        return sorted(connection.execute(select(PUBLICATION.c.file)).scalars())


def test_a_manifest_becomes_shards_of_a_thousand(context: Context, database: Database) -> None:
    """Comments and empty lines do not count, and adding it again changes nothing."""
    lines = ["# comment", "", *(f"project-{number}==1.0" for number in range(2 * SHARD + 1))]
    assert [add_manifest(context, lines, DIGEST, "tester") for _ in range(2)] == [3, 3]
    with database.read() as connection:
        (progress,) = shards.progress(connection)
        assert isinstance(audit.verify(connection), audit.Verified)
    assert (progress.shards, progress.opened, progress.lines) == (3, 0, 2 * SHARD + 1)


def test_a_back_scan_runs_by_itself(context: Context, database: Database) -> None:
    """Every file that the lines name is judged, each project is asked about once, and the progress says so."""
    lines = [f"project-{number % 20}=={1 + number // 20}.0" for number in range(40)]
    add_manifest(context, lines, DIGEST, "tester")
    with working(context):
        assert until(lambda: count(database, "judged") == 40, 60)
    with database.read() as connection:
        (progress,) = shards.progress(connection)
    assert (progress.opened, progress.refused) == (1, 0)


def test_a_shard_finds_what_its_lines_name(context: Context, database: Database, shelf: Shelf) -> None:
    """Releases, whole projects and files; what names nothing is counted."""
    lines = [
        "alpha==1",
        "pkg:pypi/beta",
        "https://files.example/gamma-3.0.tar.gz",
        "delta==9.9",
        "pkg:deb/debian/bash",
    ]
    add_manifest(context, lines, DIGEST, "tester")
    open_shards(context, GO_ON, (1,))
    assert wanted_files(database) == [
        "alpha-1.0.tar.gz",
        "beta-1.0.tar.gz",
        "beta-2.0.tar.gz",
        "gamma-3.0.tar.gz",
    ]
    with database.read() as connection:
        assert [one.refused for one in shards.progress(connection)] == [2]
    assert shelf.asked == ["alpha", "beta", "delta"]


def test_a_shard_keeps_what_could_not_be_looked_up(
    context: Context, database: Database, shelf: Shelf
) -> None:
    """Only what the registry did not answer about is asked again."""
    add_manifest(context, ["alpha==1.0", "silent==1.0"], DIGEST, "tester")
    open_shards(context, GO_ON, (1,))
    shelf.silent.clear()
    open_shards(context, GO_ON, (1,))
    assert shelf.asked == ["alpha", "silent", "silent"]
    assert wanted_files(database) == ["alpha-1.0.tar.gz", "silent-1.0.tar.gz"]
    with database.read() as connection:
        assert [one.opened for one in shards.progress(connection)] == [1]


def test_a_shard_that_is_broken_off_goes_on_later(context: Context, database: Database, shelf: Shelf) -> None:
    """A worker that is told to stop leaves every line that it has not looked up."""
    add_manifest(context, ["alpha==1.0", "beta==1.0"], DIGEST, "tester")
    stopped = threading.Event()
    stopped.set()
    open_shards(context, stopped, (1,))
    assert shelf.asked == []
    open_shards(context, GO_ON, (1,))
    assert wanted_files(database) == ["alpha-1.0.tar.gz", "beta-1.0.tar.gz"]


def test_what_was_judged_is_not_judged_again(context: Context, database: Database) -> None:
    """A back-scan over files that have an answer adds nothing."""
    add_manifest(context, ["alpha==1.0"], DIGEST, "tester")
    with working(context):
        assert until(lambda: count(database, "judged") == 1, 30)
    add_manifest(context, ["alpha==1.0"], manifest_digest([b"another"]), "tester")
    open_shards(context, GO_ON, (2,))
    assert count(database, "wanted") == 0


def test_new_rules_judge_everything_again(context: Context, database: Database, tmp_path: Path) -> None:
    """In the background, at its own priority, once; the old answers stay beside the new ones."""
    want(database, *(f"file-{number}.0.tar.gz" for number in range(30)))
    with working(context):
        assert until(lambda: count(database, "judged") == 30, 30)
    with a_context(database, tmp_path, work="trivial_work:answer_newer", rules="rules-2") as newer:
        JudgingAgain(newer).step()
        with database.read() as connection:
            priorities = connection.execute(select(PUBLICATION.c.priority).distinct()).scalars().all()
        assert priorities == [Priority.RESCAN]
        with working(newer):
            assert until(lambda: answers(database) == 60, 30)
        JudgingAgain(newer).step()
        assert count(database, "judged") == 30


def test_a_rescan_chooses_and_is_written_down(context: Context, database: Database) -> None:
    """Nothing is judged again that these rules have judged, and the audit log has the order."""
    want(database, "file-1.0.tar.gz", "file-2.0.tar.gz")
    with working(context):
        assert until(lambda: count(database, "judged") == 2, 30)
    assert rescan(context, "tester") == 0
    with a_context(database, Path(), rules="rules-2") as newer:
        assert rescan(newer, "tester", ecosystem=Ecosystem.NPM) == 0
        assert rescan(newer, "tester", ecosystem=Ecosystem.PYPI) == 2
    with database.read() as connection:
        assert isinstance(audit.verify(connection), audit.Verified)
