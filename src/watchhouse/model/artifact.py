"""An artifact as it was read: its members' bytes in memory, and what could not be read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from watchhouse.model.evidence import Gap
from watchhouse.model.identity import Sha256

MemberPath = NewType("MemberPath", str)
"""
A member's path exactly as the archive spells it; never used to open anything.

A member of a nested archive is `outer.zip!/inner.py`.
"""


class ArtifactKind(StrEnum):
    """What an artifact is, by its content and layout."""

    SDIST = "sdist"
    WHEEL = "wheel"
    EGG = "egg"
    NPM_TARBALL = "npm tarball"
    NUPKG = "nupkg"
    ARCHIVE = "archive"
    FOLDER = "folder"
    FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLimits:
    """How much reading one artifact may cost; the numbers are spent while bytes are read."""

    members: int = 100_000
    total_bytes: int = 1 << 30
    member_bytes: int = 256 << 20
    ratio: int = 1_000
    """Bytes out per byte in, once more than `ratio_floor` bytes have come out (deflate's own maximum is 1,032)."""
    ratio_floor: int = 32 << 20
    depth: int = 3
    """How many archives deep: 1 reads the artifact itself only."""
    seconds: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file inside an artifact."""

    path: MemberPath
    content: bytes
    sha256: Sha256
    mode: int | None = None
    """Permission bits as stored, or None where the format has none."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactTree:
    """A whole artifact: members in archive order, and a Gap for each thing not read."""

    kind: ArtifactKind
    sha256: Sha256
    size: int
    """Bytes of the artifact as published (a folder: the sum of its files)."""
    members: tuple[Member, ...]
    gaps: tuple[Gap, ...] = ()
