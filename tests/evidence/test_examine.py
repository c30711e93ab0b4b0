"""All detectors over one package: none blinds another, none floods, and nothing that was missed is lost."""

import gc
import itertools
from collections.abc import Iterator

import pytest
from trees import REF, tree_of

from watchhouse.evidence.detector import EXCERPT, Detector, calls, layers, texts
from watchhouse.evidence.examine import MAX_SIGHTINGS, examine
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.evidence import (
    Confidence,
    Evidence,
    Gap,
    GapReason,
    Location,
    Moment,
    Severity,
    Sighting,
)
from watchhouse.model.technique import Technique

METADATA = "Metadata-Version: 2.1\nName: garden\nVersion: 1.0\n"
HIDDEN = "import base64\nexec(base64.b64decode('cHJpbnQoImEgdGV4dCB0aGF0IGlzIGhpZGRlbiIp'))\n"


def sight(number: int, confidence: Confidence = Confidence.LOW, moment: Moment = Moment.CALL) -> Sighting:
    return SEES_ONE.sight("It is seen.", confidence, Location(path="a.py", line=number), moment=moment)


def one(_facts: PackageFacts) -> Iterator[Sighting]:
    yield sight(1)


def breaks(_facts: PackageFacts) -> Iterator[Sighting]:
    yield sight(2)
    raise KeyError("hostile text")


def nests(_facts: PackageFacts) -> Iterator[Sighting]:
    raise RecursionError
    yield sight(3)  # type: ignore[unreachable]  # makes it a generator, as detectors are


def repeats(_facts: PackageFacts) -> Iterator[Sighting]:
    yield from itertools.repeat(sight(4))


def floods(_facts: PackageFacts) -> Iterator[Sighting]:
    yield from (sight(number) for number in itertools.count())


def sure_at_last(_facts: PackageFacts) -> Iterator[Sighting]:
    yield from (sight(number) for number in range(100))
    yield sight(100, Confidence.HIGH)
    yield sight(101, Confidence.HIGH, Moment.INSTALL)


def detector(examine: object, name: str = "sees-one") -> Detector:
    assert callable(examine)
    return Detector(
        id=name,
        title="Sees one",
        severity=Severity.LOW,
        techniques=(Technique.PYTHON,),
        examine=examine,
    )


SEES_ONE = detector(one)


def evidence(*detectors: Detector, gaps: tuple[Gap, ...] = ()) -> tuple[Evidence, ...]:
    return examine(
        tree_of({"a.py": HIDDEN, "garden-1.0.dist-info/METADATA": METADATA}, gaps=gaps), REF, detectors
    )[1]


@pytest.mark.parametrize(("broken", "error"), [(breaks, "KeyError"), (nests, "RecursionError")])
def test_a_broken_detector_leaves_a_gap_and_blinds_no_other(broken: object, error: str) -> None:
    """Hostile input may aim at one detector; the gap names it without quoting the input, and hides."""
    found = evidence(detector(broken, "broken"), SEES_ONE)
    assert sight(1) in found
    assert [(one.reason, one.detail, one.hides) for one in found if isinstance(one, Gap)] == [
        (GapReason.DETECTOR_FAILED, f"broken: {error}", True)
    ]


def test_what_a_detector_saw_before_it_broke_is_kept() -> None:
    """A sighting does not become untrue by what comes after it."""
    assert sight(2) in evidence(detector(breaks))


def test_a_detector_that_never_ends_is_cut() -> None:
    """Sightings of one detector are capped, also where they are without end."""
    assert len(evidence(detector(floods))) == MAX_SIGHTINGS


def test_the_same_sighting_is_told_once() -> None:
    """One claim at one place is one sighting."""
    assert evidence(detector(repeats)) == (sight(4),)


def test_the_cap_keeps_what_is_surest_and_runs_first() -> None:
    """A flood of weak sightings cannot push out a strong one."""
    found = evidence(detector(sure_at_last))
    assert len(found) == MAX_SIGHTINGS
    assert found[:2] == (sight(101, Confidence.HIGH, Moment.INSTALL), sight(100, Confidence.HIGH))


def test_gaps_of_reading_the_archive_and_of_reading_code_are_evidence() -> None:
    """What could not be read stands beside what was seen."""
    gap = Gap(reason=GapReason.CORRUPT, location=Location(path="b.py"))
    files = {"a.py": HIDDEN + ")))\n", "garden-1.0.dist-info/METADATA": METADATA}
    broken = examine(tree_of(files, gaps=(gap,)), REF, [])[1]
    assert [one.reason for one in broken if isinstance(one, Gap)] == [
        GapReason.CORRUPT,
        GapReason.UNPARSABLE,
    ]


@pytest.mark.parametrize("before", [True, False])
def test_the_garbage_collector_is_left_as_it_was(before: bool) -> None:  # noqa: FBT001 - both states
    """Whoever calls decides on collecting, also after a detector broke."""
    was = gc.isenabled()
    (gc.enable if before else gc.disable)()
    evidence(detector(breaks))
    after = gc.isenabled()
    (gc.enable if was else gc.disable)()
    assert after is before


def test_quotations_are_cut_to_size() -> None:
    """A sighting quotes little of what may be megabytes of hostile text."""
    found = SEES_ONE.sight(
        "It is seen.", Confidence.LOW, Location(path="a.py"), excerpt="x" * 10_000, decoded="y" * 10_000
    )
    assert (len(found.excerpt), len(found.decoded)) == (EXCERPT, EXCERPT)


def test_a_detector_can_ask_for_calls_texts_and_layers_of_all_code() -> None:
    """The three lists hold what the readers found, each thing with the member it is of."""
    facts, _ = examine(tree_of({"a.py": HIDDEN}), REF, [])
    assert "builtins.exec" in {call.name for _, call in calls(facts)}
    assert any(text.value.startswith("cHJpbnQ") for _, text in texts(facts))
    assert [(code.path, layer.steps) for code, layer in layers(facts)] == [("a.py", ("base64",))]


def test_a_sighting_of_a_call_points_at_it() -> None:
    """Place, moment and quotation are the call's own."""
    facts, _ = examine(tree_of({"a.py": HIDDEN}), REF, [])
    call = next(call for _, call in calls(facts) if call.name == "builtins.exec")
    found = SEES_ONE.sight_call(call, "It runs text.", Confidence.HIGH, attributes=[("steps", "base64")])
    assert (found.location, found.moment, found.decoded) == (call.location, call.moment, call.decoded)
    assert (found.location.line, found.attributes) == (2, (("steps", "base64"),))
