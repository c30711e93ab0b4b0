"""Everything known of one package before any detector looks at it."""

from dataclasses import dataclass

from watchhouse.evidence.facts.code import CodeFacts
from watchhouse.model.artifact import ArtifactTree, Member, MemberPath
from watchhouse.model.evidence import Gap
from watchhouse.model.identity import ArtifactRef, Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class BinaryFacts:
    """One native member: what its headers and strings give away."""

    path: MemberPath
    format: str
    """PE, ELF, Mach-O."""
    imports: frozenset[str]
    """Imported symbols and libraries, as spelled."""
    strings: tuple[str, ...]
    """Printable strings that carry a URL, a host, a path or a command; not all strings."""
    packed: bool = False
    """Whether section names or entropy say that a packer was used."""
    managed: bool = False
    """Whether it is an assembly of .NET, whose metadata were read: imports hold the members that it calls, too."""
    is_extension: bool = False
    """Whether it exports a Python module initialiser or is named as an extension module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One hyperlink in a README or description."""

    url: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependency:
    """One declared dependency."""

    name: str
    """Normal form."""
    specifier: str
    url: str = ""
    """Where a direct reference points; empty for an ordinary requirement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What the publisher says of the package: PKG-INFO, METADATA, package.json, nuspec; all of it hostile."""

    path: str = ""
    """The member it was read from; empty if there is none."""
    name: str = ""
    version: str = ""
    summary: str = ""
    description: str = ""
    authors: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    """(label, URL), home page first."""
    dependencies: tuple[Dependency, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()
    """Entry points or npm bin and lifecycle scripts: (name, target or command)."""
    links: tuple[Link, ...] = ()
    """Links in the description and the README."""
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageFacts:
    """One package: its members as read, and what each reader of `facts/` made of them."""

    ref: ArtifactRef
    tree: ArtifactTree
    metadata: Metadata
    code: tuple[CodeFacts, ...]
    """Python first, then scripts of other languages; only members whose bytes earned a reading."""
    binaries: tuple[BinaryFacts, ...]
    hints: dict[MemberPath, frozenset[str]]
    """Which triggers of the first pass over the bytes each member matched (see `facts/triage.py`)."""
    known: frozenset[tuple[MemberPath, Sha256]] = frozenset()
    """Members that are byte-identical to one in an established release and lie where modules lie; not read."""

    def is_known(self, member: Member) -> bool:
        """Return whether `member` is known; a twin of the same path is not, nor is the same content elsewhere."""
        return (member.path, member.sha256) in self.known
