"""What one release can do, small enough to be kept: the half of a comparison that outlives the archive."""

from dataclasses import dataclass

from watchhouse.evidence.values import Sink, Source
from watchhouse.model.artifact import ArtifactKind
from watchhouse.model.evidence import Confidence, Location, Moment, Severity
from watchhouse.model.identity import Ecosystem, Sha256

NO_MEMBER = Sha256("")
QUOTED = 160
"""Characters of hostile text that are kept of one place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One place in which something shows."""

    location: Location
    moment: Moment = Moment.CALL
    excerpt: str = ""
    """Hostile, at most `QUOTED` characters."""
    sha256: Sha256 = NO_MEMBER
    """Of the member; `NO_MEMBER` for the metadata."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """Something that code can do: a sink, a source, or a source that flows into a sink."""

    sink: Sink | None = None
    source: Source | None = None
    traces: tuple[Trace, ...] = ()
    """The earliest moments first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHost:
    """A host that code names."""

    host: str
    """Lower case; hostile."""
    service: str = ""
    """The kind of service that anybody can use, if it is one."""
    raw: bool = False
    """Whether it is a bare address of somebody else's machine."""
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Something that runs unasked: a lifecycle script, an installer, a start-up file."""

    name: str
    """Script name or member path; hostile."""
    content: str
    """Command, or the digest of the member; hostile."""
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledMember:
    """A native member, or bytecode without its source."""

    path: str
    format: str
    packed: bool = False
    extension: bool = False
    sha256: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The strongest sighting of one detector."""

    detector: str
    severity: Severity
    confidence: Confidence
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Obfuscation:
    """One member that a detector of hiding saw, and how sure it was."""

    confidence: Confidence
    claim: str
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One declared dependency."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How many members there are of one kind."""

    suffix: str
    members: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What one release can do, who says to have made it, and of what it consists."""

    ecosystem: Ecosystem
    kind: ArtifactKind
    sha256: Sha256
    name: str
    version: str
    """As published, else as the metadata say; hostile."""
    whole: bool
    """Whether everything that runs was read."""
    abilities: tuple[Ability, ...]
    hosts: tuple[NamedHost, ...]
    installs: tuple[Hook, ...]
    starts: tuple[Hook, ...]
    compiled: tuple[CompiledMember, ...]
    obfuscations: tuple[Obfuscation, ...]
    shown: tuple[Shown, ...]
    dependencies: tuple[Needed, ...]
    authors: tuple[str, ...]
    emails: tuple[str, ...]
    repositories: tuple[str, ...]
    kinds: tuple[Kind, ...]
    members: int
    size: int
    """Bytes of all members."""
    files: tuple[Sha256, ...]
    """Digests of the members that are code, sorted: what is in none of them has changed."""
    metadata_path: str = ""
