"""The catalogue, the detectors' files, their pages and their samples are four equal sets."""

import importlib
from collections import Counter
from pathlib import Path

import pytest

from watchhouse.evidence.catalogue import CATALOGUE, RULES
from watchhouse.evidence.detector import Detector

ROOT = Path(__file__).parents[2]
EVIDENCE = ROOT / "src" / "watchhouse" / "evidence"
IDS = {detector.id for detector in CATALOGUE}


def _files() -> dict[str, Path]:
    """Every module below `evidence/` that makes a DETECTOR, by the id that its name stands for."""
    modules = [*(EVIDENCE / "detectors").glob("*.py"), *(EVIDENCE / "metadata").glob("*.py")]
    return {
        module.stem.replace("_", "-"): module
        for module in modules
        if "\nDETECTOR = Detector(" in module.read_text("utf-8")
    }


def test_no_two_detectors_have_one_id() -> None:
    """An id names one rule."""
    assert [name for name, count in Counter(one.id for one in CATALOGUE).items() if count > 1] == []


def test_every_detector_file_is_in_the_catalogue() -> None:
    """A file that is not listed would look as if it worked."""
    assert set(_files()) == IDS


def test_every_rule_has_its_page() -> None:
    """And there is no page without a rule; those that compare two releases have theirs, too."""
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("*.md")} - {"README"}
    assert pages == {rule.id for rule in RULES}


def test_every_rule_has_its_samples() -> None:
    """And there are no samples without a rule; each folder has at least one bad and one benign specimen."""
    folders = {path.name: path for path in (ROOT / "tests" / "samples").iterdir() if path.is_dir()}
    assert set(folders) == IDS
    lacking = [name for name, path in folders.items() if not any((path / "bad").iterdir())]
    lacking += [name for name, path in folders.items() if not any((path / "benign").iterdir())]
    assert lacking == []


@pytest.mark.parametrize("name", sorted(IDS))
def test_a_detector_documents_itself(name: str) -> None:
    """Its docstring says what it looks at, what it does not, and who does the same in honesty."""
    package = "watchhouse.evidence." + _files()[name].relative_to(EVIDENCE).with_suffix(
        ""
    ).as_posix().replace("/", ".")
    detector = importlib.import_module(package).DETECTOR
    assert isinstance(detector, Detector)
    assert detector.id == name
    for heading in ("Looks at:", "Does not look at:", "Known honest users:"):
        assert heading in detector.doc
