"""Every detector there is, listed by hand: one that cannot load stops the start."""

from watchhouse.evidence.delta.catalogue import DELTA_RULES
from watchhouse.evidence.detector import Detector, Rule
from watchhouse.evidence.detectors.catalogue import CODE_DETECTORS
from watchhouse.evidence.metadata.catalogue import METADATA_DETECTORS

CATALOGUE: tuple[Detector, ...] = tuple(
    sorted((*CODE_DETECTORS, *METADATA_DETECTORS), key=lambda one: one.id)
)

RULES: tuple[Rule, ...] = tuple(sorted((*CATALOGUE, *DELTA_RULES), key=lambda one: one.id))
"""Everything that a sighting can be of: also the rules that need an earlier release to compare with."""
