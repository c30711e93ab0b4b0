"""Each metadata detector sees what its samples show, and nothing in honest ones."""

from pathlib import Path

import pytest
from metadata_builders import sample

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.metadata.catalogue import METADATA_DETECTORS

SAMPLES = Path(__file__).parents[2] / "samples"


def cases(*kinds: str) -> list[object]:
    return [
        pytest.param(detector, folder, id=f"{detector.id}/{kind}/{folder.name}")
        for detector in METADATA_DETECTORS
        for kind in kinds
        for folder in sorted((SAMPLES / detector.id / kind).iterdir())
    ]


@pytest.mark.parametrize(("detector", "folder"), cases("bad", "good_then_bad", "evasion"))
def test_what_a_sample_shows_is_seen(detector: Detector, folder: Path) -> None:
    """A bad sample, also behind honest fields or disguised, yields a sighting in the detector's own name."""
    assert {sighting.detector for sighting in detector.examine(sample(folder))} == {detector.id}


@pytest.mark.parametrize(("detector", "folder"), cases("benign"))
def test_an_honest_sample_shows_nothing(detector: Detector, folder: Path) -> None:
    """An honest package that comes near the technique yields no sighting."""
    assert list(detector.examine(sample(folder))) == []


@pytest.mark.parametrize("detector", METADATA_DETECTORS, ids=lambda detector: detector.id)
def test_every_detector_has_its_samples(detector: Detector) -> None:
    """Two bad samples at least, and one of each other kind."""
    counts = {
        kind: len(list((SAMPLES / detector.id / kind).iterdir()))
        for kind in ("bad", "benign", "good_then_bad", "evasion")
    }
    assert counts["bad"] >= 2
    assert min(counts.values()) >= 1


def test_ids_are_unique_and_named_as_their_modules() -> None:
    """A detector's id is its module's name with hyphens, so each is found by looking."""
    modules = [
        detector.examine.__module__.rsplit(".", 1)[-1].replace("_", "-") for detector in METADATA_DETECTORS
    ]
    assert [detector.id for detector in METADATA_DETECTORS] == modules
    assert len(set(modules)) == len(modules)
