"""Every detector sees what its samples show, nothing in honest look-alikes, and all evidence is as it was agreed."""

import pytest
from golden import KINDS, SAMPLES, Case, cases, evidence_of, golden, sightings_of, written

from watchhouse.evidence.catalogue import CATALOGUE
from watchhouse.evidence.detector import Detector
from watchhouse.model.evidence import Confidence


def named(case: Case) -> str:
    return f"{case.detector}/{case.key}"


@pytest.mark.parametrize("case", cases(), ids=named)
def test_all_evidence_of_a_sample_is_as_agreed(case: Case) -> None:
    """Sightings and gaps of all detectors equal the golden file; `golden.py` rewrites it, the diff is reviewed."""
    assert written(evidence_of(case)) == golden(case.detector).get(case.key)


@pytest.mark.parametrize("case", cases("bad", "good_then_bad", "evasion"), ids=named)
def test_what_a_sample_shows_is_seen(case: Case) -> None:
    """A bad sample, also behind honest code or disguised, yields a sighting in the detector's own name."""
    assert sightings_of(case)


@pytest.mark.parametrize("case", cases("benign"), ids=named)
def test_an_honest_look_alike_weighs_little(case: Case) -> None:
    """An honest package that comes near the technique is seen with low confidence, if at all."""
    assert [one.claim for one in sightings_of(case) if one.confidence > Confidence.LOW] == []


@pytest.mark.parametrize("detector", CATALOGUE, ids=lambda detector: detector.id)
def test_every_detector_has_its_samples(detector: Detector) -> None:
    """Two bad samples at least, and one of each other kind."""
    counts = {kind: len(list((SAMPLES / detector.id / kind).glob("*/"))) for kind in KINDS}
    assert counts["bad"] >= 2
    assert min(counts.values()) >= 1


def test_samples_and_golden_files_are_of_known_detectors() -> None:
    """No folder of samples, and no line of a golden file, outlives what it was made for."""
    assert {case.detector for case in cases()} <= {detector.id for detector in CATALOGUE}
    assert {(case.detector, case.key) for case in cases()} == {
        (folder.name, key) for folder in SAMPLES.iterdir() for key in golden(folder.name)
    }


def test_a_detector_is_named_as_its_module() -> None:
    """A detector's id is its module's name with hyphens, unique, so each is found by looking."""
    modules = [detector.examine.__module__.rsplit(".", 1)[-1].replace("_", "-") for detector in CATALOGUE]
    assert [detector.id for detector in CATALOGUE] == modules
    assert len(set(modules)) == len(modules)


def test_every_detector_explains_itself() -> None:
    """A detector's page says what it looks at, what it does not, and who uses the same honestly."""
    parts = ("Looks at:", "Does not look at:", "Known honest users:")
    assert [detector.id for detector in CATALOGUE if not all(part in detector.doc for part in parts)] == []
