"""Facts and evidence of one release come in; its capabilities go out."""

from collections import Counter
from collections.abc import Iterable, Iterator

from watchhouse.ecosystems.lifecycle import install_scripts
from watchhouse.ecosystems.repository import repository_in
from watchhouse.evidence.delta.abilities import abilities, hosts
from watchhouse.evidence.delta.capabilities import (
    NO_MEMBER,
    QUOTED,
    Capabilities,
    CompiledMember,
    Hook,
    Kind,
    Needed,
    Obfuscation,
    Shown,
    Trace,
)
from watchhouse.evidence.facts.binaries.formats import format_of
from watchhouse.evidence.facts.code import CodeFacts, Zone
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.zones import CODE_SUFFIXES, inner_path
from watchhouse.evidence.metadata.subject import own_name, own_version
from watchhouse.evidence.views.circumstances import aside
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Evidence, Gap, Location, Moment, Sighting
from watchhouse.model.identity import Sha256
from watchhouse.model.technique import Technique

MOST = 200
"""Entries of one list that are kept."""
MOST_FILES = 20_000
"""Digests that are kept; of a larger package the rest counts as changed."""
_BYTECODE = (".pyc", ".pyo")
_HIDING = frozenset({Technique.OBFUSCATION, Technique.SOFTWARE_PACKING, Technique.ENCODED_FILE})


def capabilities(facts: PackageFacts, evidence: Iterable[Evidence]) -> Capabilities:
    """Return what the package of `facts` can do; `evidence` is what its examination found."""
    found = tuple(evidence)
    sightings = [one for one in found if isinstance(one, Sighting)]
    digests: dict[str, Sha256] = {member.path: member.sha256 for member in facts.tree.members}
    beside: set[str] = {code.path for code in facts.code if aside(code)}
    metadata = facts.metadata
    return Capabilities(
        ecosystem=facts.ref.ecosystem,
        kind=facts.tree.kind,
        sha256=facts.tree.sha256,
        name=own_name(facts)[:QUOTED],
        version=own_version(facts)[:QUOTED],
        whole=bool(facts.tree.members) and not any(isinstance(one, Gap) and one.hides for one in found),
        abilities=abilities(facts, digests),
        hosts=hosts(facts, digests),
        installs=tuple(_installs(facts))[:MOST],
        starts=tuple(_starts(facts, digests))[:MOST],
        compiled=tuple(_compiled(facts))[:MOST],
        obfuscations=tuple(_obfuscations(sightings, beside, digests))[:MOST],
        shown=tuple(_shown(sightings, digests)),
        dependencies=tuple(
            dict.fromkeys(
                Needed(name=one.name[:QUOTED], url=one.url[:QUOTED]) for one in metadata.dependencies
            )
        )[:MOST],
        authors=_texts(metadata.authors),
        emails=_texts(metadata.emails),
        repositories=_texts(
            sorted({one.key for _, url in metadata.urls[:MOST] if (one := repository_in(url)) is not None})
        ),
        kinds=_kinds(facts.tree.members),
        members=len(facts.tree.members),
        size=sum(len(member.content) for member in facts.tree.members),
        files=_files(facts.tree.members),
        metadata_path=metadata.path,
    )


def _installs(facts: PackageFacts) -> Iterator[Hook]:
    """Yield what the metadata make an installer run."""
    names = install_scripts(facts.ref.ecosystem)
    for name, command in facts.metadata.scripts:
        if name in names:
            where = Location(path=facts.metadata.path)
            trace = Trace(location=where, moment=Moment.INSTALL, excerpt=f"{name}: {command}"[:QUOTED])
            yield Hook(name=name, content=command[:1_000], trace=trace)


def _starts(facts: PackageFacts, digests: dict[str, Sha256]) -> Iterator[Hook]:
    """Yield members that run at every start of the interpreter: those of which something would."""
    for code in facts.code:
        if code.zone is Zone.STARTUP and (code.calls or code.imports):
            digest = digests.get(code.path, NO_MEMBER)
            line = code.calls[0].excerpt if code.calls else ""
            where = Location(path=code.path, line=1)
            trace = Trace(location=where, moment=Moment.START, excerpt=line[:QUOTED], sha256=digest)
            yield Hook(name=inner_path(code.path, facts.tree.kind), content=digest, trace=trace)


def _compiled(facts: PackageFacts) -> Iterator[CompiledMember]:
    digests = {member.path: member.sha256 for member in facts.tree.members}
    for one in facts.binaries:
        yield CompiledMember(
            path=one.path,
            format=one.format,
            packed=one.packed,
            extension=one.is_extension,
            sha256=digests.get(one.path, NO_MEMBER),
        )
    for code in facts.code:
        if code.path.endswith(_BYTECODE) and _in_itself(code):
            yield CompiledMember(path=code.path, format="bytecode", sha256=digests.get(code.path, NO_MEMBER))


def _in_itself(code: CodeFacts) -> bool:
    """Return whether `code` is the member and not something that was found inside it."""
    return all(call.location.layer == 0 for call in code.calls[:1])


def _obfuscations(
    sightings: list[Sighting], beside: set[str], digests: dict[str, Sha256]
) -> Iterator[Obfuscation]:
    for one in sightings:
        if _HIDING & set(one.techniques) and one.location.path and one.location.path not in beside:
            yield Obfuscation(confidence=one.confidence, claim=one.claim, trace=_trace(one, digests))


def _shown(sightings: list[Sighting], digests: dict[str, Sha256]) -> Iterator[Shown]:
    """Yield the strongest sighting of each detector."""
    strongest: dict[str, Sighting] = {}
    for one in sightings:
        before = strongest.get(one.detector)
        if before is None or (one.confidence, one.moment) > (before.confidence, before.moment):
            strongest[one.detector] = one
    for _, one in sorted(strongest.items()):
        yield Shown(
            detector=one.detector,
            severity=one.severity,
            confidence=one.confidence,
            trace=_trace(one, digests),
        )


def _trace(one: Sighting, digests: dict[str, Sha256]) -> Trace:
    return Trace(
        location=one.location,
        moment=one.moment,
        excerpt=one.excerpt[:QUOTED],
        sha256=digests.get(one.location.path, NO_MEMBER),
    )


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text[:QUOTED] for text in texts))[:MOST]


def _kinds(members: Iterable[Member]) -> tuple[Kind, ...]:
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for member in members:
        _, dot, suffix = member.name.rpartition(".")
        kind = suffix.lower()[:20] if dot else ""
        counts[kind] += 1
        sizes[kind] += len(member.content)
    return tuple(
        Kind(suffix=kind, members=counts[kind], size=sizes[kind]) for kind, _ in counts.most_common(50)
    )


def _files(members: Iterable[Member]) -> tuple[Sha256, ...]:
    code = {member.sha256 for member in members if _is_code(member)}
    return tuple(sorted(code)[:MOST_FILES])


def _is_code(member: Member) -> bool:
    """Return whether a member is, by name or content, something that can run."""
    return member.path.endswith((*CODE_SUFFIXES, *_BYTECODE)) or format_of(member.content) is not None
