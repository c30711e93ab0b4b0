"""What one look at a registry's feed brings."""

from dataclasses import dataclass

from watchhouse.model.event import RegistryEvent
from watchhouse.model.publication import Publication


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """How far a feed's reader is behind its registry; None where the registry gives no way to know."""

    events: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One stretch of a feed that was, or may have been, missed."""

    key: str
    """The same for the same stretch, so that it is told once."""
    message: str
    """One line for a person, without hostile text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Events in the feed's order, and where to go on."""

    events: tuple[RegistryEvent, ...]
    cursor: str
    """Where to go on: opaque to everybody but the feed, and enough for it to start anew from nothing else."""
    behind: Behind
    more: bool = False
    """Whether to ask again at once."""
    publications: tuple[Publication, ...] = ()
    """Files that the feed itself describes (NuGet's); others are found by listing the projects of the events."""
    losses: tuple[Loss, ...] = ()
