"""
What all evidence of each sample is, as a golden file; run as a script, rewrites the golden files of the ids given.

    python tests/evidence/golden.py [detector-id …]
"""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from shipped import shipped, shipped_name

from watchhouse.artifacts.folder import FolderFile, read_folder
from watchhouse.evidence.examine import examine
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.evidence import Confidence, Evidence, Location, Sighting
from watchhouse.model.identity import ArtifactRef, Ecosystem

SAMPLES = Path(__file__).parents[1] / "samples"
KINDS = ("bad", "benign", "good_then_bad", "evasion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One sample: a package that lies unpacked in a folder, made to show one detector's subject."""

    detector: str
    kind: str
    name: str

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return SAMPLES / self.detector / self.kind / self.name

    @property
    def key(self) -> str:
        """Its name in the golden file."""
        return f"{self.kind}/{self.name}"


def cases(*kinds: str) -> list[Case]:
    """Return the samples of `kinds` of all detectors."""
    return [
        Case(detector=folder.name, kind=kind, name=case.name)
        for folder in sorted(SAMPLES.iterdir())
        for kind in kinds or KINDS
        for case in sorted((folder / kind).glob("*/"))
    ]


def evidence_of(case: Case) -> tuple[Evidence, ...]:
    """Return everything that is seen in a sample."""
    files = [
        path for path in sorted(case.folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts
    ]
    tree = read_folder(
        (
            FolderFile(
                path=shipped_name(path.relative_to(case.folder).as_posix()),
                mode=0o644,
                size=len(shipped(path)),
                load=partial(shipped, path),
            )
            for path in files
        ),
        ReadLimits(),
        lambda: 0.0,
    )
    ecosystem = Ecosystem.NPM if (case.folder / "package.json").exists() else Ecosystem.PYPI
    return examine(tree, ArtifactRef(ecosystem=ecosystem, file=case.name))[1]


def sightings_of(case: Case) -> list[Sighting]:
    """Return what the sample's own detector sees in it."""
    return [one for one in evidence_of(case) if isinstance(one, Sighting) and one.detector == case.detector]


def written(evidence: Iterable[Evidence]) -> list[str]:
    """Return evidence as sorted lines for a person to compare."""
    return sorted(_line(one) for one in evidence)


def _line(one: Evidence) -> str:
    if isinstance(one, Sighting):
        name = f"{one.detector} {Confidence(one.confidence).name} {one.moment.name}"
        return f"{name} {_place(one.location)}: {one.claim}"
    return f"gap {one.reason.name} {_place(one.location)}: {one.detail}"


def _place(location: Location) -> str:
    layer = f" layer {location.layer}" if location.layer else ""
    return f"{location.path or '(package)'}:{location.line}{layer}"


def golden(detector: str) -> Mapping[str, list[str]]:
    """Return the expected evidence of each sample of `detector`; nothing if it was never written."""
    file = SAMPLES / detector / "golden.json"
    found: dict[str, list[str]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def write(detectors: Iterable[str]) -> None:
    """Write the golden files of `detectors` anew."""
    wanted = set(detectors) or {case.detector for case in cases()}
    for detector in sorted(wanted):
        seen = {case.key: written(evidence_of(case)) for case in cases() if case.detector == detector}
        text = json.dumps(seen, indent=1, ensure_ascii=True, sort_keys=True)
        (SAMPLES / detector / "golden.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1:])
