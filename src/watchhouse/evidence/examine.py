"""A tree comes in; its facts and all evidence go out: every detector of the catalogue, run over one set of facts."""

import contextlib
import gc
from collections.abc import Container, Iterable, Iterator
from itertools import islice

from watchhouse.evidence.catalogue import CATALOGUE
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.assemble import assemble
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.likeness.known_files import shipped
from watchhouse.model.artifact import ArtifactTree
from watchhouse.model.evidence import Evidence, Gap, GapReason, Location, Sighting
from watchhouse.model.identity import ArtifactRef, Sha256

MAX_SIGHTINGS = 50
"""Sightings kept of one detector for one package: more of the same says nothing new."""


def examine(
    tree: ArtifactTree,
    ref: ArtifactRef,
    detectors: Iterable[Detector] = CATALOGUE,
    *,
    known: Container[Sha256] | None = None,
) -> tuple[PackageFacts, tuple[Evidence, ...]]:
    """
    Return the facts of a package and the evidence that the detectors find in them, gaps of reading included.

    Files that are `known` (those of the shipped index, unless said otherwise) are read only where others use them.
    """
    with _collector_paused():
        facts, gaps = assemble(tree, ref, shipped() if known is None else known)
        evidence: list[Evidence] = [*tree.gaps, *gaps]
        for detector in detectors:
            evidence.extend(_run(detector, facts))
    return facts, tuple(evidence)


@contextlib.contextmanager
def _collector_paused() -> Iterator[None]:
    """
    Hold the garbage collector: syntax trees make few cycles, and pausing it saves a third of the time.

    What is young afterwards is moved, unlooked at, to where the collector seldom looks: freeze and unfreeze only
    join lists. A process that examines many packages collects now and then itself.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if paused:
            gc.enable()


def _run(detector: Detector, facts: PackageFacts) -> Iterator[Evidence]:
    """Run one detector; what breaks it is evidence of its own, since hostile input may aim at just that."""
    seen: set[tuple[str, Location]] = set()
    sightings: list[Sighting] = []
    try:
        for sighting in islice(detector.examine(facts), MAX_SIGHTINGS * 20):
            key = (sighting.claim, sighting.location)
            if key not in seen:
                seen.add(key)
                sightings.append(sighting)
    except Exception as error:  # noqa: BLE001 -- the one boundary: a broken detector must not blind the others
        yield Gap(
            reason=GapReason.DETECTOR_FAILED,
            location=Location(path=""),
            detail=f"{detector.id}: {type(error).__name__}",
        )
    sightings.sort(key=lambda one: (-one.confidence, -one.moment, one.location.path, one.location.line))
    yield from sightings[:MAX_SIGHTINGS]
