"""Examples of verdicts, and of what the model file may hold."""

import json

import pytest

from watchhouse.model.evidence import Confidence, Gap, GapReason, Location, Moment, Severity, Sighting
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256
from watchhouse.model.technique import Technique
from watchhouse.model.verdict import Level
from watchhouse.verdicts.cells import Cell, Stage
from watchhouse.verdicts.judge import judge
from watchhouse.verdicts.prior import prior_weight
from watchhouse.verdicts.weights import Model, read_model, shipped_model

REF = ArtifactRef(ecosystem=Ecosystem.PYPI, file="p-1.0.tar.gz")
DIGEST = Sha256("0" * 64)
PLAIN = Model(
    version="test",
    intercept=-4.9,
    prior_scale=1.0,
    weights={},
    bars={Level.NOTABLE: -3.0, Level.SUSPICIOUS: 0.0, Level.MALICIOUS: 2.0},
)


def sighting(
    detector: str,
    *techniques: Technique,
    severity: Severity = Severity.CRITICAL,
    confidence: Confidence = Confidence.HIGH,
    moment: Moment = Moment.INSTALL,
    path: str = "setup.py",
) -> Sighting:
    return Sighting(
        detector=detector,
        claim="does something",
        location=Location(path=path),
        confidence=confidence,
        severity=severity,
        techniques=techniques,
        moment=moment,
    )


def test_silence_is_clear() -> None:
    """An artifact with nothing seen and nothing hidden is clear."""
    verdict = judge([], REF, DIGEST)

    assert verdict.level is Level.CLEAR
    assert (verdict.reasons, verdict.gaps) == ((), ())


def test_a_gap_that_hides_nothing_leaves_silence_clear() -> None:
    """A truncated picture is a gap, but none that anybody runs."""
    gap = Gap(reason=GapReason.CORRUPT, location=Location(path="logo.png"), hides=False)

    assert judge([gap], REF, DIGEST).level is Level.CLEAR


def test_an_unknown_detector_counts_by_its_severity() -> None:
    """A detector that no training package reached weighs what the prior table says."""
    verdict = judge([sighting("newer-than-the-model")], REF, DIGEST, model=PLAIN)

    assert verdict.reasons[0].weight == pytest.approx(5.0)
    assert verdict.level is Level.SUSPICIOUS


def test_the_strongest_sighting_carries_the_detector() -> None:
    """Of two sightings by one detector, the surer and earlier one has the weight and the other none."""
    strong = sighting("shell")
    weak = sighting("shell", confidence=Confidence.LOW, moment=Moment.CALL)
    reasons = judge([weak, strong], REF, DIGEST, model=PLAIN).reasons

    assert [reason.sighting for reason in reasons] == [strong, weak]
    assert reasons[1].weight == 0.0


def test_two_sightings_of_one_detector_reach_more_than_either() -> None:
    """One is surer and the other runs earlier: each brings what the other lacks."""
    sure = sighting("shell", moment=Moment.CALL)
    early = sighting("shell", confidence=Confidence.LOW)
    first, second = judge([sure, early], REF, DIGEST, model=PLAIN).reasons

    assert first.weight > 0
    assert second.weight > 0


def test_a_pair_in_one_file_is_shared_by_halves() -> None:
    """Secrets taken and data sent in one file weigh more than both, and each half has half of that."""
    steals = sighting("steals", Technique.BROWSER_CREDENTIALS)
    sends = sighting("sends", Technique.EXFILTRATION_WEBHOOK)
    together = judge([steals, sends], REF, DIGEST, model=PLAIN)

    assert [reason.weight for reason in together.reasons] == pytest.approx([5.85, 5.85])


def test_a_pair_does_not_span_files() -> None:
    """The two halves in different files are two sightings and no pair."""
    steals = sighting("steals", Technique.BROWSER_CREDENTIALS)
    sends = sighting("sends", Technique.EXFILTRATION_WEBHOOK, path="p/upload.py")
    apart = judge([steals, sends], REF, DIGEST, model=PLAIN)

    assert [reason.weight for reason in apart.reasons] == pytest.approx([5.0, 5.0])


def test_one_detector_is_no_pair() -> None:
    """A detector that names both techniques has weighed them together already."""
    both = sighting("both", Technique.BROWSER_CREDENTIALS, Technique.EXFILTRATION_WEBHOOK)

    assert judge([both, both], REF, DIGEST, model=PLAIN).reasons[0].weight == pytest.approx(5.0)


def test_a_name_that_lures_pairs_with_code_anywhere() -> None:
    """A lure lies in the name, what it lures into lies in a file."""
    lure = sighting("near-name", Technique.MATCH_LEGITIMATE_NAME, path="")
    runs = sighting("runs", Technique.UNIX_SHELL)

    assert judge([lure, runs], REF, DIGEST, model=PLAIN).reasons[0].weight == pytest.approx(5.85)


def test_a_trained_weight_replaces_the_prior() -> None:
    """A cell that training has seen weighs what training found."""
    cell = Cell("shell", Severity.CRITICAL, Confidence.LOW, Stage.CALL)
    trained = Model(version="test", intercept=0.0, prior_scale=2.0, weights={cell.key: 0.25}, bars={})

    assert trained.weight(cell) == 0.25


def test_the_prior_rises_with_severity_confidence_and_stage() -> None:
    """Every step of every scale adds something."""
    weights = [
        prior_weight(Cell("any", severity, confidence, stage))
        for severity in Severity
        for confidence in Confidence
        for stage in Stage
    ]

    assert min(weights) > 0


def test_the_shipped_bars_rise_with_the_level() -> None:
    """Notable, suspicious, malicious: each asks for more than the one below."""
    bars = shipped_model().bars

    assert bars[Level.NOTABLE] < bars[Level.SUSPICIOUS] < bars[Level.MALICIOUS]
    assert Level.CLEAR not in bars


@pytest.mark.parametrize("weight", [-0.1, float("nan"), float("inf")])
def test_a_model_with_an_impossible_weight_is_refused(weight: float) -> None:
    """A negative weight would let a sighting speak for a package."""
    document = {"version": "x", "intercept": 0, "prior_scale": 1, "weights": {"a": weight}, "bars": {}}

    with pytest.raises(ValueError, match="negative"):
        read_model(json.dumps(document))


def test_the_verdict_names_the_model_that_judged() -> None:
    """A newer model can tell which verdicts are not its own."""
    assert judge([], REF, DIGEST, model=PLAIN).rules.endswith("model.test")
