"""A file as a registry offers it: where it is and what it must be; nothing of it has been downloaded."""

from dataclasses import dataclass
from datetime import datetime

from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One published file of one release."""

    ref: ArtifactRef
    """With name and version."""
    url: str
    digests: frozenset[str]
    """`algorithm:hexadecimal`, each of which the content must have; empty if the registry states none."""
    size: int | None = None
    """Bytes, as the registry says."""
    published_at: datetime | None = None
    yanked: bool = False
    publisher: str = ""
    """The account that uploaded it, where the registry says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """All files of one project, as its registry lists them now."""

    ecosystem: Ecosystem
    name: ProjectName
    publications: tuple[Publication, ...]
    present: bool = True
    """False if the registry knows no such project (any more)."""
    status: str = ""
    """PEP 792's marker where the registry states one: active, archived, quarantined, deprecated."""
    refused: int = 0
    """Entries that are no file of this project: told, not followed."""
