"""A tree comes in; everything known of the package goes out. One scan over the bytes, few parses."""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

from watchhouse.evidence.facts.binaries.read import known_binary, read_binary
from watchhouse.evidence.facts.bytecode import read_marshal, read_pyc
from watchhouse.evidence.facts.bytecode.compare import COMPILED, differs, source_beside
from watchhouse.evidence.facts.carriers.read import read_carriers
from watchhouse.evidence.facts.code import CodeFacts, Zone
from watchhouse.evidence.facts.excerpt import excerpt
from watchhouse.evidence.facts.first_pass import Placed, first_pass
from watchhouse.evidence.facts.metadata.read import read_metadata
from watchhouse.evidence.facts.package import BinaryFacts, Metadata, PackageFacts
from watchhouse.evidence.facts.python.machine import Carried
from watchhouse.evidence.facts.python.read import MOMENTS, PythonMember, read_python
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.facts.scripts.recognise import language_of, looks_like_script, script_text
from watchhouse.evidence.facts.triage import ALWAYS, LARGE, REMOTE, dense_windows, scanner, weight
from watchhouse.evidence.facts.zones import PYTHON_SUFFIXES, lifecycle_files, module_name
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, MemberPath
from watchhouse.model.evidence import Gap, GapReason, Location, Moment
from watchhouse.model.identity import ArtifactRef, Sha256

CHEAP_BYTES = 32 << 10
"""Bytes of weakly hinted source, as excerpted, that are read per package, smallest files first."""

SCRIPT_BYTES = 1 << 20
"""Bytes of one script of another language that are read."""

ASSET_BYTES = 32 << 10
"""Bytes of one JavaScript member read in a package that no JavaScript runtime installs: the rest are assets."""

TYPED = (".ts", ".mts", ".cts", ".jsx")
"""Ends of names of JavaScript that has to be translated before anything runs it."""

PROSE = re.compile(
    r"(?i)^(?:METADATA|PKG-INFO|RECORD|WHEEL|README.*|CHANGE.*|LICEN[SC]E.*|Makefile|Dockerfile)$|"
    r"\.(?:md|rst|txt|html?|json|ya?ml|toml|cfg|ini|csv|svg|xml|lock|ipynb|tex|css|map|in)$"
)
"""Names of members that nothing runs, whatever commands they quote."""

_BRIDGE = re.compile(
    rb"\b(?:from|import)\s[^\n]{0,200}\b(?:tests?|testing|docs?|examples?|demos?|samples?)\b"
)
"""A module of the package that reaches into folders that are not."""

BRIDGE_BYTES = 64 << 10
"""Bytes in which such an import is looked for."""

COMPARED_BYTES = 4 << 20
"""Bytes of compiled modules that are compared with the sources beside them, about a second."""

MAX_CARRIED = 400
"""Scripts and code objects carried inside Python code that are read per package."""


def assemble(
    tree: ArtifactTree, ref: ArtifactRef, known: Container[Sha256] = frozenset()
) -> tuple[PackageFacts, tuple[Gap, ...]]:
    """
    Return all facts of a package, and a Gap for each thing that could not be read.

    Members whose digest is `known` are read only where others import them.
    """
    metadata = read_metadata(tree, ref)
    npm = _is_npm(tree, metadata)
    started = lifecycle_files(metadata.scripts) if npm else frozenset[str]()
    placed = first_pass(tree, metadata.name or ref.name or "", known, started)
    python, carried = _read_python(tree, placed, metadata)
    scripts = tuple(_read_scripts(placed, metadata, npm=npm))
    bytecode = tuple(
        read_pyc(one.member.path, one.member.content, zone=one.zone, moment=MOMENTS[one.zone])
        for one in _unsaid(placed)
    )
    riding, more = read_carriers(placed, tree.kind, npm=npm)
    deeper = tuple(_read_carried((*carried, *more)))
    binaries, gaps = _read_binaries(placed)
    code = (*python, *scripts, *bytecode, *riding, *deeper)
    facts = PackageFacts(
        ref=ref,
        tree=tree,
        metadata=metadata,
        code=code,
        binaries=binaries,
        hints={one.member.path: one.hints for one in placed if one.hints},
        known=frozenset((one.member.path, one.member.sha256) for one in placed if one.known),
    )
    return facts, (*metadata.gaps, *(gap for one in code for gap in one.gaps), *gaps)


def _read_python(
    tree: ArtifactTree, placed: Iterable[Placed], metadata: Metadata
) -> tuple[tuple[CodeFacts, ...], tuple[Carried, ...]]:
    chosen: list[PythonMember] = []
    cheap: list[Placed] = []
    lazy: list[PythonMember] = []
    known: list[PythonMember] = []
    bridged = any(_strays(one) for one in placed)
    for one in placed:
        if not one.member.path.endswith(PYTHON_SUFFIXES) and not _shebang(one.member.content):
            continue
        if one.known:
            known.append(_python_member(tree, one, whole=True))
            continue
        earned = _earned(one)
        if _certain(one, earned):
            chosen.append(_python_member(tree, one))
        elif one.zone is Zone.PACKAGE and earned:
            cheap.append(one)
        elif bridged and one.zone is Zone.PACKAGE and _BRIDGE.search(one.member.content, 0, BRIDGE_BYTES):
            chosen.append(_python_member(tree, one, whole=True))
        else:
            lazy.append(_python_member(tree, one, whole=True))
    spent = 0
    for one in sorted(cheap, key=lambda one: len(one.member.content)):
        part = _python_member(tree, one, whole=spent > CHEAP_BYTES)
        spent += len(one.member.content if part.content is None else part.content)
        (chosen if spent <= CHEAP_BYTES else lazy).append(part)
    # The last of a name is taken: no known member stands before a new one.
    return read_python(chosen, [*known, *lazy], [target for _, target in metadata.scripts], scanner())


def _earned(one: Placed) -> int:
    """Return how much a Python member asks for a reading; of a large one, how much any stretch of it does."""
    earned = weight(one.hints)
    if (
        earned >= ALWAYS
        and len(one.member.content) > LARGE
        and not dense_windows(one.member.content, scanner())
    ):
        return 0
    return earned


def _certain(one: Placed, earned: int) -> bool:
    """Return whether a Python member is read in a package of any size."""
    match one.zone:
        case Zone.INSTALLER | Zone.STARTUP:
            return True
        case Zone.PACKAGE:
            return earned >= ALWAYS
        case Zone.TEST | Zone.DOCUMENT:
            return earned >= ALWAYS and bool(one.hints & REMOTE)


def _strays(one: Placed) -> bool:
    """Return whether a member that nothing runs by itself says what would earn any other a reading."""
    return one.zone in {Zone.TEST, Zone.DOCUMENT} and weight(one.hints) >= ALWAYS


def _shebang(content: bytes) -> bool:
    return content.startswith(b"#!") and b"python" in content[:64]


def _python_member(tree: ArtifactTree, one: Placed, *, whole: bool = False) -> PythonMember:
    """Return a member to be read: whole if it is an installer or is read only when imported, then small."""
    if one.member.path.endswith(".pth"):
        # site.py executes a line only if it starts with `import` and a blank; the rest are folders for sys.path.
        lines = one.member.content.split(b"\n")
        executed = b"\n".join(line if line.startswith((b"import ", b"import\t")) else b"" for line in lines)
        member = replace(one.member, content=executed)
        return PythonMember(member=member, module=module_name(member.path, tree.kind), zone=one.zone)
    content = None if whole or one.zone is Zone.INSTALLER else _excerpt(one.member.content)
    return PythonMember(
        urgent=_strays(one),
        known=one.known,
        member=one.member,
        module=module_name(one.member.path, tree.kind),
        zone=one.zone,
        content=content,
        part=_telling if one.known else None,
    )


def _excerpt(content: bytes) -> bytes:
    return excerpt(content, scanner())


def _telling(content: bytes) -> bytes | None:
    """Return the part of a known member that would have been read in any package, or None if it would not have been."""
    return _excerpt(content) if weight(scanner()(content)) >= ALWAYS else None


def _read_scripts(placed: list[Placed], metadata: Metadata, *, npm: bool) -> Iterator[CodeFacts]:
    """Read members of other languages whose bytes earned it, and the commands of lifecycle scripts."""
    cheap = _cheap_scripts(placed) if npm else frozenset[MemberPath]()
    for one in placed:
        member, earned = one.member, weight(one.hints)
        installs = one.zone is Zone.INSTALLER
        if (
            (not earned and not installs)
            or member.path.endswith(PYTHON_SUFFIXES)
            or PROSE.search(member.name)
        ):
            continue
        language = language_of(member.path, member.content)
        if language is None:
            continue
        if not npm and member.path.endswith(TYPED):
            continue  # source of an asset: nothing that installs a Python package runs it
        if language == "javascript" and earned < ALWAYS and not installs and member.path not in cheap:
            continue
        asset = language == "javascript" and not npm
        if len(member.content) > (ASSET_BYTES if asset else SCRIPT_BYTES):
            gap = Gap(
                reason=GapReason.MEMBER_TOO_LARGE,
                location=Location(path=member.path),
                detail=f"{language} that is larger than what is read",
                hides=not asset and one.zone is not Zone.DOCUMENT,
            )
            yield CodeFacts(path=member.path, language=language, zone=one.zone, gaps=(gap,))
            continue
        text = script_text(member.content)
        yield read_script(
            member.path, text, language, zone=one.zone, moment=_script_moment(one, language, npm=npm)
        )
    for name, command in metadata.scripts:
        if name in {"preinstall", "install", "postinstall", "prepare"}:
            yield read_script(
                MemberPath(metadata.path), command, "shell", zone=Zone.INSTALLER, moment=Moment.INSTALL
            )


def _is_npm(tree: ArtifactTree, metadata: Metadata) -> bool:
    """Return whether npm installs the package: a tarball of npm's, or one that lies unpacked in a folder."""
    unpacked = tree.kind is ArtifactKind.FOLDER and metadata.path == "package.json"
    return tree.kind is ArtifactKind.NPM_TARBALL or unpacked


def _cheap_scripts(placed: list[Placed]) -> frozenset[MemberPath]:
    """Return the weakly hinted modules of an npm package that are read, smallest first, while the budget lasts."""
    weak = [one.member for one in placed if one.zone is Zone.PACKAGE and weight(one.hints) == 1]
    spent, chosen = 0, set()
    for member in sorted(weak, key=lambda member: len(member.content)):
        spent += len(member.content)
        if spent > CHEAP_BYTES // 2:
            break
        chosen.add(member.path)
    return frozenset(chosen)


def _script_moment(one: Placed, language: str, *, npm: bool) -> Moment:
    """Return when a script member runs: Python imports no other language, an npm package's JavaScript is imported."""
    if language == "javascript" and npm:
        return MOMENTS[one.zone]
    return Moment.INSTALL if one.zone is Zone.INSTALLER else Moment.CALL


def _unsaid(placed: list[Placed]) -> Iterator[Placed]:
    """Yield compiled Python whose source is not beside it, or does not say the same."""
    sources = {one.member.path: one.member.content for one in placed if one.member.path.endswith(".py")}
    left = COMPARED_BYTES
    for one in placed:
        if not one.member.path.endswith(COMPILED):
            continue
        source = sources.get(MemberPath(source_beside(one.member.path)))
        left -= len(one.member.content) if source is not None else 0
        # Beyond the budget a module counts as one that differs: it is read like one without a source.
        if source is None or left < 0 or differs(one.member.content, source):
            yield one


def _read_carried(carried: Iterable[Carried]) -> Iterator[CodeFacts]:
    for number, one in enumerate(carried):
        if number >= MAX_CARRIED:
            gap = Gap(
                reason=GapReason.COMPLEXITY,
                location=one.location,
                detail="more carried scripts than are read",
            )
            yield CodeFacts(
                path=MemberPath(one.location.path), language=one.language, zone=one.zone, gaps=(gap,)
            )
            return
        path, layer = MemberPath(one.location.path), one.location.layer
        if isinstance(one.content, bytes):
            yield read_marshal(one.content, path=path, zone=one.zone, moment=one.moment, layer=layer)
            continue
        language = one.language or looks_like_script(one.content)
        if language is not None:
            yield read_script(
                path,
                one.content[:SCRIPT_BYTES],
                language,
                zone=one.zone,
                moment=one.moment,
                layer=layer,
                line=one.location.line,
            )


def _read_binaries(placed: Iterable[Placed]) -> tuple[tuple[BinaryFacts, ...], tuple[Gap, ...]]:
    binaries: list[BinaryFacts] = []
    gaps: list[Gap] = []
    for one in placed:
        if one.native:
            read = known_binary if one.known else read_binary
            found, missed = read(one.member.path, one.member.content)
            gaps.extend(missed)
            if found is not None:
                binaries.append(found)
    return tuple(binaries), tuple(gaps)
