"""Trees of members made by hand, with right digests, and what is read of them."""

import hashlib
from collections.abc import Mapping

from watchhouse.evidence.facts.assemble import assemble
from watchhouse.evidence.facts.code import CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, MemberPath
from watchhouse.model.evidence import Gap, GapReason
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256

REF = ArtifactRef(ecosystem=Ecosystem.PYPI, file="garden-1.0.tar.gz")


def member(path: str, content: bytes | str) -> Member:
    """Return a member with the digest of its content."""
    raw = content.encode() if isinstance(content, str) else content
    return Member(path=MemberPath(path), content=raw, sha256=Sha256(hashlib.sha256(raw).hexdigest()))


def tree_of(
    files: Mapping[str, bytes | str],
    kind: ArtifactKind = ArtifactKind.WHEEL,
    gaps: tuple[Gap, ...] = (),
) -> ArtifactTree:
    """Return a tree of `files`."""
    members = tuple(member(path, content) for path, content in files.items())
    size = sum(len(one.content) for one in members)
    return ArtifactTree(kind=kind, sha256=Sha256("0" * 64), size=size, members=members, gaps=gaps)


def facts_of(
    files: Mapping[str, bytes | str], kind: ArtifactKind = ArtifactKind.WHEEL
) -> tuple[PackageFacts, set[tuple[GapReason, str, bool]]]:
    """Return the facts of a package of `files`, and its gaps as (reason, path, hides)."""
    facts, gaps = assemble(tree_of(files, kind), REF)
    return facts, {(gap.reason, gap.location.path, gap.hides) for gap in gaps}


def code_of(
    files: Mapping[str, bytes | str], kind: ArtifactKind = ArtifactKind.WHEEL
) -> dict[str, CodeFacts]:
    """Return, by path, what was read of the code in `files`; not what other code carries."""
    return {one.path: one for one in reversed(facts_of(files, kind)[0].code)}


def called(facts: CodeFacts) -> set[str]:
    """Return the names of all calls."""
    return {call.name for call in facts.calls}
