"""What happened on a registry, as its feed tells it; everything in it is hostile."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watchhouse.model.identity import Ecosystem, ProjectName


class EventKind(StrEnum):
    """What kind of thing happened."""

    USER_REGISTERED = "user registered"
    EMAIL_VERIFIED = "e-mail verified"
    TOKEN_CREATED = "token created"
    PROJECT_CREATED = "project created"
    PROJECT_REMOVED = "project removed"
    PROJECT_QUARANTINED = "project quarantined"
    QUARANTINE_CLEARED = "quarantine cleared"
    RELEASE_CREATED = "release created"
    RELEASE_REMOVED = "release removed"
    RELEASE_YANKED = "release yanked"
    RELEASE_UNYANKED = "release unyanked"
    FILE_PUBLISHED = "file published"
    FILE_REMOVED = "file removed"
    OWNER_CHANGED = "owner changed"
    PROJECT_CHANGED = "project changed"
    """Something changed and the feed does not say what: npm's feed never does."""
    OTHER = "other"
    """An action that this version does not know: kept, so that nothing is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEvent:
    """One row of a feed."""

    ecosystem: Ecosystem
    key: str
    """Names this event within its feed, always the same however often it is told."""
    kind: EventKind
    at: datetime | None
    """When, as the registry says (UTC), or None if it says nothing or nonsense; not to be trusted."""
    project: str = ""
    """As the feed spells it."""
    name: ProjectName | None = None
    """The project's normal form, or None if no project can be called that: the event is kept, nothing is listed."""
    version: str = ""
    file: str = ""
    user: str = ""
    """Whom it concerns, where the feed says so."""
    detail: tuple[tuple[str, str], ...] = ()
    """More of what the feed says, by field."""
