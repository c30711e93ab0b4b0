"""Every detector there is, listed by hand: one that cannot load stops the start."""

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.detectors.catalogue import CODE_DETECTORS
from watchhouse.evidence.metadata.catalogue import METADATA_DETECTORS

CATALOGUE: tuple[Detector, ...] = tuple(
    sorted((*CODE_DETECTORS, *METADATA_DETECTORS), key=lambda one: one.id)
)
