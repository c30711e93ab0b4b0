"""Evidence: what was seen (Sighting) and what could not be seen (Gap). Silence is never innocence."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TypeAlias

from watchhouse.model.technique import Technique


class Moment(IntEnum):
    """When code runs, ordered by how little the victim has to do."""

    CALL = 1
    """Only when somebody calls it (also: tests, documentation and examples, which nothing imports)."""
    ENTRY = 2
    """From a console or GUI entry point."""
    IMPORT = 3
    """When the package is imported."""
    START = 4
    """At every start of the interpreter: `.pth`, sitecustomize, usercustomize."""
    INSTALL = 5
    """While it is installed or built: setup.py, cmdclass, in-tree build backend, npm lifecycle script."""


class Confidence(IntEnum):
    """How sure a detector is that it saw what its claim says; not how bad that would be."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Severity(IntEnum):
    """How much harm the technique does where the claim is true."""

    INFORMATION = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where something was seen."""

    path: str
    """Member path; empty for the artifact's metadata as a whole."""
    line: int = 0
    """1-based; 0 where lines mean nothing."""
    layer: int = 0
    """0 is the text as shipped; n is the text recovered by undoing n layers of decoding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One thing seen, with where, how sure, and the text that shows it."""

    detector: str
    """Id of the detector, as in the catalogue."""
    claim: str
    """One sentence a person can check, without hostile text in it."""
    location: Location
    confidence: Confidence
    severity: Severity
    techniques: tuple[Technique, ...]
    moment: Moment = Moment.CALL
    excerpt: str = ""
    """The line of code as shipped or as decoded; hostile, at most 400 characters."""
    decoded: str = ""
    """What hidden text turned out to say; hostile, at most 400 characters."""
    attributes: tuple[tuple[str, str], ...] = field(default=())
    """Machine-readable details, such as ("host", "…") or ("target", "requests"); hostile."""


class GapReason(StrEnum):
    """Why something could not be seen."""

    TOO_MANY_MEMBERS = "too many members"
    TOO_MUCH_DATA = "total size limit reached"
    MEMBER_TOO_LARGE = "member too large"
    RATIO = "compression ratio too high"
    NESTING = "archives nested too deep"
    TIME = "time limit reached"
    CORRUPT = "corrupt or truncated"
    ENCRYPTED = "encrypted"
    UNSUPPORTED = "unsupported format or compression"
    UNSAFE_PATH = "path points outside the artifact"
    LINK = "link not followed"
    SPECIAL_FILE = "device, pipe or socket"
    DUPLICATE = "two members of one name"
    AMBIGUOUS = "two readers would see different content"
    UNPARSABLE = "source does not parse"
    COMPLEXITY = "analysis limit reached"
    OPAQUE = "content whose meaning cannot be recovered"
    DETECTOR_FAILED = "a detector failed"
    NOT_COMPARED = "not compared with an earlier release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that could not be seen."""

    reason: GapReason
    location: Location
    detail: str = ""
    """For a person; hostile where it quotes the artifact."""
    hides: bool = True
    """Whether something that runs could hide in what was not read: then the verdict is never `clear`."""


Evidence: TypeAlias = Sighting | Gap
