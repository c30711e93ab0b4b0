"""The parts of the flow that touch nothing: urgency, patience, turns, batches, and what a manifest's line says."""

import io
import logging
import threading
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.pipeline.flow.defer import Task, Wanted, batches
from watchhouse.pipeline.flow.delays import ATTEMPTS, download_delay, listing_delay, retry_delay
from watchhouse.pipeline.flow.manifest_line import FileUrl, ReleaseLine, normal, read_line
from watchhouse.pipeline.flow.priority import Priority, priority
from watchhouse.pipeline.flow.turns import Turns
from watchhouse.pipeline.log import LineFormatter, note, set_up

_ROWS = st.lists(
    st.builds(Wanted, id=st.integers(1, 10_000), priority=st.sampled_from(Priority), tried=st.booleans()),
    unique_by=lambda row: row.id,
    max_size=60,
).map(lambda rows: sorted(rows, key=lambda row: (-row.priority, row.id)))


@pytest.mark.parametrize(
    ("name", "ecosystem", "new", "expected"),
    [
        ("reqeusts", Ecosystem.PYPI, True, Priority.LOOKALIKE),
        ("reqeusts", Ecosystem.PYPI, False, Priority.REST),
        ("requests", Ecosystem.PYPI, False, Priority.POPULAR),
        ("our-weather-notes-of-2031", Ecosystem.PYPI, True, Priority.NEW),
        ("our-weather-notes-of-2031", Ecosystem.NUGET, False, Priority.REST),
    ],
)
def test_urgency_follows_who_is_in_danger(
    name: str,
    ecosystem: Ecosystem,
    new: bool,  # noqa: FBT001 - a parameter of the table above
    expected: Priority,
) -> None:
    """Look-alikes of popular names come first among what is new, and popular projects before the rest."""
    assert priority(ProjectName(name), ecosystem, new=new) is expected


def test_the_order_of_urgency() -> None:
    """What somebody could install by mistake today comes before everything that is old."""
    assert sorted(Priority, reverse=True) == [
        Priority.LOOKALIKE,
        Priority.NEW,
        Priority.POPULAR,
        Priority.REST,
        Priority.RESCAN,
        Priority.BACKSCAN,
    ]


@given(st.integers(1, 1 << 40), st.integers(1, 1_000))
def test_delays_are_bounded_and_positive(row: int, attempts: int) -> None:
    """However often something failed, it is tried again on the same day."""
    for delay in (
        retry_delay(row, attempts),
        download_delay(row, attempts),
        listing_delay(row, attempts),
    ):
        assert timedelta(seconds=1) < delay <= timedelta(hours=8)


def test_downloads_are_tried_for_most_of_a_day() -> None:
    """A registry that is down for the night costs no file its examination."""
    waited = sum((download_delay(1, attempt) for attempt in range(1, ATTEMPTS)), timedelta())
    assert waited > timedelta(hours=2)


def test_rows_that_fail_together_do_not_come_back_together() -> None:
    """Neighbours of a file that kills are not its neighbours again."""
    assert len({retry_delay(row, 3) for row in range(100)}) > 90


@given(_ROWS, st.integers(1, 8), st.integers(0, 30))
def test_batches_hold_each_row_once_and_one_priority(rows: list[Wanted], size: int, room: int) -> None:
    """No more jobs than there is room for; a row that was tried is alone; the urgent are never left out first."""
    jobs = batches(rows, Task.EXAMINE, size, {}, room)
    told = [row for job in jobs for row in job.ids]
    by_id = {row.id: row for row in rows}
    assert len(jobs) <= room
    assert len(told) == len(set(told))
    assert all({by_id[row].priority for row in job.ids} == {job.priority} for job in jobs)
    assert all(len(job.ids) <= size for job in jobs)
    assert all(len(job.ids) == 1 for job in jobs if any(by_id[row].tried for row in job.ids))
    left_out = [row.priority for row in rows if row.id not in told]
    assert not left_out or min((job.priority for job in jobs), default=99) >= max(left_out)


def test_a_full_queue_of_little_importance_leaves_room_for_the_urgent() -> None:
    """What waits at a low priority does not count against a higher one."""
    urgent = Wanted(id=1, priority=60, tried=False)
    assert batches([urgent], Task.EXAMINE, 8, {10: 1_000}, 4)
    assert not batches([urgent], Task.EXAMINE, 8, {60: 4}, 4)


def test_whoever_is_alone_is_alone() -> None:
    """Nobody shares while one is alone, and newcomers do not keep it waiting."""
    turns = Turns()
    seen: list[str] = []
    began, end = threading.Event(), threading.Event()

    def share(name: str) -> None:
        with turns.shared():
            seen.append(f"{name} begins")
            began.set()
            assert end.wait(10)
            seen.append(f"{name} ends")

    def be_alone() -> None:
        with turns.alone():
            seen.append("alone")

    first = threading.Thread(target=share, args=("first",))
    first.start()
    assert began.wait(10)
    alone = threading.Thread(target=be_alone)
    alone.start()
    while not turns.contested:
        pass
    late = threading.Thread(target=share, args=("late",))
    late.start()
    end.set()
    for thread in (first, alone, late):
        thread.join(10)
    assert seen == ["first begins", "first ends", "alone", "late begins", "late ends"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "pkg:pypi/Django@5.0",
            ReleaseLine(ecosystem=Ecosystem.PYPI, name=ProjectName("django"), version="5"),
        ),
        ("requests", ReleaseLine(ecosystem=Ecosystem.PYPI, name=ProjectName("requests"))),
        (
            "a.b == 1.0.post1",
            ReleaseLine(ecosystem=Ecosystem.PYPI, name=ProjectName("a-b"), version="1.post1"),
        ),
        (
            "pkg:npm/%40scope/name@1.0.0",
            ReleaseLine(ecosystem=Ecosystem.NPM, name=ProjectName("@scope/name"), version="1.0.0"),
        ),
        (
            "pkg:nuget/Foo.Bar@1.0",
            ReleaseLine(ecosystem=Ecosystem.NUGET, name=ProjectName("foo.bar"), version="1.0.0"),
        ),
        ("pkg:deb/debian/bash@5", None),
        ("pkg:", None),
        ("../../etc/passwd", None),
        ("https://files.example/", None),
        ("file:///tmp/a-1.0.tar.gz", None),
        ("http://[/a-1.0.tar.gz", None),
    ],
)
def test_what_a_line_of_a_manifest_names(line: str, expected: ReleaseLine | None) -> None:
    """A package URL, a name with or without a version, or nothing that can be examined."""
    assert read_line(line) == expected


def test_the_url_of_a_file_names_that_file() -> None:
    """The name tells what it is, and a hash in the fragment is held against what comes."""
    found = read_line(f"https://files.example/x/alpha-1.0.tar.gz#sha256={'AB' * 32}")
    assert isinstance(found, FileUrl)
    assert (found.publication.ref.name, found.publication.ref.version) == ("alpha", "1.0")
    assert found.publication.digests == {f"sha256:{'ab' * 32}"}


@given(st.text(max_size=200))
def test_no_line_breaks_the_reader(line: str) -> None:
    """Whatever stands in a manifest, it is something or nothing."""
    assert isinstance(read_line(line), FileUrl | ReleaseLine | None)


@given(st.text(max_size=30), st.sampled_from(Ecosystem))
def test_the_normal_form_of_a_version_is_its_own(version: str, ecosystem: Ecosystem) -> None:
    """Normalising twice is normalising once."""
    assert normal(normal(version, ecosystem), ecosystem) == normal(version, ecosystem)


@given(st.text(max_size=400))
def test_a_log_line_is_one_line_of_ascii(hostile: str) -> None:
    """No value can forge another line, move text on a screen or end a quotation."""
    record = logging.LogRecord("watchhouse", logging.INFO, "", 0, "a file was judged", None, None)
    record.watchhouse_values = {"file": hostile}
    line = LineFormatter().format(record)
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 400 * 12


def test_the_log_says_what_happened() -> None:
    """An event, and its values by name."""
    stream = io.StringIO()
    logger = logging.getLogger("watchhouse")
    before = (logger.handlers[:], logger.level, logger.propagate)
    set_up(stream)
    try:
        note("the watch begins", feed="pypi", events=3)
    finally:
        logger.handlers[:], logger.level, logger.propagate = before
    assert stream.getvalue().endswith('info the watch begins feed="pypi" events=3\n')
