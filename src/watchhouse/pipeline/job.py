"""What a worker is given: the bytes of one artifact, or the files of one folder; and what it is said to be."""

from dataclasses import dataclass, field

from watchhouse.artifacts.folder import FolderFile
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.identity import ArtifactRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactJob:
    """One artifact as published."""

    ref: ArtifactRef
    content: bytes
    limits: ReadLimits = field(default_factory=ReadLimits)


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderJob:
    """One folder: an unpacked source tree, or a distribution as it lies installed."""

    ref: ArtifactRef
    files: tuple[FolderFile, ...]
    """Not yet opened: the worker does it, under the budget of `limits`."""
    limits: ReadLimits = field(default_factory=ReadLimits)


Job = ArtifactJob | FolderJob
