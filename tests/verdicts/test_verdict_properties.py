"""What must hold of every verdict, whatever the evidence."""

import math
from collections import Counter
from collections.abc import Sequence

import pytest
from evidence_strategies import evidence, gaps, sightings
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.model.evidence import Evidence, Gap, Sighting
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256
from watchhouse.model.verdict import Level, Verdict
from watchhouse.verdicts.features import features, strongest_first
from watchhouse.verdicts.judge import judge, score
from watchhouse.verdicts.weights import shipped_model

REF = ArtifactRef(ecosystem=Ecosystem.PYPI, file="p-1.0.tar.gz")


def verdict_on(pieces: Sequence[Evidence]) -> Verdict:
    return judge(pieces, REF, Sha256("0" * 64))


@given(evidence, gaps)
def test_a_gap_never_makes_the_verdict_more_lenient(pieces: list[Evidence], gap: Gap) -> None:
    """Adding a gap lowers neither the level nor the probability."""
    before, after = verdict_on(pieces), verdict_on([*pieces, gap])

    assert after.level >= before.level
    assert after.probability == before.probability


@given(evidence, sightings)
def test_a_sighting_never_speaks_for_a_package(pieces: list[Evidence], sighting: Sighting) -> None:
    """Adding a sighting lowers neither the level nor the probability."""
    before, after = verdict_on(pieces), verdict_on([*pieces, sighting])

    assert after.level >= before.level
    assert after.probability >= before.probability


@given(evidence)
def test_a_gap_that_hides_running_code_is_never_clear(pieces: list[Evidence]) -> None:
    """Whatever else was seen, a gap that hides is worth a line."""
    hiding = any(isinstance(piece, Gap) and piece.hides for piece in pieces)

    assert not (hiding and verdict_on(pieces).level is Level.CLEAR)


@given(st.data())
def test_the_order_of_evidence_does_not_matter(data: st.DataObject) -> None:
    """Two orders of the same evidence give the same verdict, reasons and gaps included."""
    pieces = data.draw(evidence)

    assert verdict_on(data.draw(st.permutations(pieces))) == verdict_on(pieces)


@given(evidence, st.integers(min_value=2, max_value=20))
def test_repeats_do_not_pile_up(pieces: list[Evidence], times: int) -> None:
    """The same evidence many times over is worth what it was worth once."""
    assert verdict_on(pieces * times).probability == verdict_on(pieces).probability


@given(evidence)
def test_every_sighting_and_every_gap_appears_once(pieces: list[Evidence]) -> None:
    """Nothing that was seen or not seen is dropped from the verdict, nor doubled."""
    verdict = verdict_on(pieces)

    assert Counter([*(reason.sighting for reason in verdict.reasons), *verdict.gaps]) == Counter(pieces)


@given(evidence)
def test_reasons_come_heaviest_first_and_none_is_negative(pieces: list[Evidence]) -> None:
    """Weights fall from reason to reason and never below zero."""
    weights = [reason.weight for reason in verdict_on(pieces).reasons]

    assert weights == sorted(weights, reverse=True)
    assert min(weights, default=0.0) >= 0.0


@given(evidence)
def test_the_reasons_add_up_to_the_verdict(pieces: list[Evidence]) -> None:
    """The intercept and the weights of the reasons are the log-odds: nothing else moved them."""
    model = shipped_model()
    seen = [piece for piece in pieces if isinstance(piece, Sighting)]
    total = model.intercept + math.fsum(reason.weight for reason in verdict_on(pieces).reasons)

    assert total == pytest.approx(score(features(strongest_first(seen)), model))


@given(evidence)
def test_a_probability_is_one(pieces: list[Evidence]) -> None:
    """A probability lies strictly between 0 and 1: nothing here can be certain."""
    assert 0.0 < verdict_on(pieces).probability < 1.0
