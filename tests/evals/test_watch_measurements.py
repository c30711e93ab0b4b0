"""The pure parts of the measurements of the watch: what they count, and that they can fail."""

from dataclasses import replace

import pytest
from evals.watch.engine_share import seconds
from evals.watch.findings import read
from evals.watch.look import Row
from evals.watch.meter import slope
from evals.watch.scale import PAGE_PATH, examining, page
from evals.watch.truth import Said, compare, faultless

from watchhouse.verdicts.judge import rules_version

KEY = ("pypi", "alpha", "alpha-1.0.tar.gz")
SAID = Said(sha256="ab", level=3, probability=0.99, detectors=("decoded-exec",))


def judged(**changed: object) -> Row:
    """The row that `SAID` must become, or another."""
    row = Row(
        ecosystem="pypi",
        name="alpha",
        version="1.0",
        file="alpha-1.0.tar.gz",
        state="judged",
        listed=True,
        identity="sha256:ab",
        rules=rules_version(),
        level=3,
        probability=0.99,
        detectors=("decoded-exec",),
        sha256="ab",
        gaps=0,
        publication=1,
    )
    return replace(row, **changed)  # type: ignore[arg-type]  # the names are those of the row


def test_the_same_verdict_is_faultless() -> None:
    """One file, one verdict, the same as the undisturbed one."""
    assert faultless(compare({KEY: SAID}, [judged()]))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [judged(), judged(publication=2)],
        [judged(), judged(file="beta-1.0.tar.gz")],
        [judged(state="wanted", rules=None)],
        [judged(level=2)],
        [judged(probability=0.98)],
        [judged(detectors=())],
        [judged(sha256="cd")],
        [judged(rules="others")],
    ],
    ids=["missing", "twice", "too much", "not judged", "level", "probability", "detectors", "bytes", "rules"],
)
def test_whatever_differs_is_a_fault(rows: list[Row]) -> None:
    """A measurement that could not fail would prove nothing."""
    assert not faultless(compare({KEY: SAID}, rows))


def test_a_slope_is_what_grows_each_second() -> None:
    """Least squares through points on a line find the line."""
    assert slope([(0.0, 5.0), (1.0, 7.0), (3.0, 11.0)]) == pytest.approx(2.0)
    assert slope([(1.0, 5.0)]) == 0.0


def test_a_stack_belongs_to_its_innermost_part() -> None:
    """What the store does on the engine's behalf is the store's; a bare event loop is the engine's."""
    found = seconds(
        [
            "Main;run (asyncio/runners.py:1);fetch (procrastinate/manager.py:2);wait (psycopg/x.py:3) 2",
            "slot_0;run (pipeline/engine/worker.py:1);put (watchhouse/store/blobs/folder.py:2) 1",
            "Main;run (asyncio/runners.py:1) 1",
        ]
    )
    assert found == {"engine": 0.03, "store": 0.01}


def test_the_page_says_what_the_results_say() -> None:
    """Nobody writes figures into docs/scale.md by hand."""
    assert PAGE_PATH.read_text("utf-8") == page(read(), examining())
