"""What a walk through one archive finds: entries with content, links, and gaps."""

from dataclasses import dataclass
from typing import TypeAlias

from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Gap, GapReason, Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of an archive."""

    path: MemberPath
    content: bytes
    mode: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link of an archive; where it leads is known only after the walk."""

    path: MemberPath
    target: str
    """As spelled: of a symbolic link relative to its folder, of a hard link relative to the archive."""
    symbolic: bool
    mode: int | None = None


Found: TypeAlias = Entry | Link | Gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Why a stream of bytes ended before it was complete."""

    reason: GapReason
    detail: str


def gap(reason: GapReason, path: str, detail: str, *, hides: bool = True) -> Gap:
    """Return a Gap at a member or, with an empty path, at the artifact as a whole."""
    return Gap(reason=reason, location=Location(path=path), detail=detail, hides=hides)
