"""What a worker is given: the bytes of one artifact, or the files of one folder; and what it is said to be."""

from dataclasses import dataclass, field

from watchhouse.artifacts.folder import FolderFile
from watchhouse.evidence.delta.capabilities import Capabilities
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.evidence import Gap
from watchhouse.model.identity import ArtifactRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactJob:
    """One artifact as published."""

    ref: ArtifactRef
    content: bytes
    limits: ReadLimits = field(default_factory=ReadLimits)
    earlier: Capabilities | Gap | None = None
    """What an earlier release can do, or why that is not known; None if nobody asked for a comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderJob:
    """One folder: an unpacked source tree, or a distribution as it lies installed."""

    ref: ArtifactRef
    files: tuple[FolderFile, ...]
    """Not yet opened: the worker does it, under the budget of `limits`."""
    limits: ReadLimits = field(default_factory=ReadLimits)
    earlier: Capabilities | Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeJob:
    """An earlier release: not to be judged, only to be told by what it can do."""

    release: ArtifactJob | FolderJob


Job = ArtifactJob | FolderJob
