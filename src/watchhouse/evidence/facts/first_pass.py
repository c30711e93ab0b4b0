"""The first pass over a package: each member's place in it, whether it is known, and what the scan sees in it."""

from collections.abc import Container
from dataclasses import dataclass, replace

from watchhouse.evidence.facts.binaries.formats import format_of
from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.triage import scanner
from watchhouse.evidence.facts.zones import CODE_SUFFIXES, in_tree_backend, zone_of
from watchhouse.model.artifact import ArtifactTree, Member
from watchhouse.model.identity import Sha256

DATA_BYTES = 32 << 10
"""Bytes up to which a member of any name is scanned; beyond, only one that is named as source text."""

DESTINATIONS: frozenset[str] = frozenset({Hint.SERVICE, Hint.ADDRESS})
"""What a new member may not name where known ones are passed over: a known sender sends where it is told to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A member with its zone and what the first pass saw in it."""

    member: Member
    zone: Zone
    hints: frozenset[str]
    known: bool = False
    """Whether an established release holds the same bytes; then it was not scanned."""
    native: bool = False
    """Whether its first bytes are those of a native program or library."""


def first_pass(
    tree: ArtifactTree,
    own: str,
    known: Container[Sha256] = frozenset(),
    started: frozenset[str] = frozenset(),
) -> list[Placed]:
    """
    Look up or scan every member once; members of the same bytes are scanned once for all.

    Only what lies where a package's own modules lie can be known: what installs or starts something is read whoever
    wrote it, and what lies among tests was never meant to run. `started` are the inner paths of what lifecycle scripts
    start.
    """
    scan, backend = scanner(), in_tree_backend(tree.members, tree.kind) | started
    seen: dict[str, frozenset[str]] = {}

    def hints(member: Member) -> frozenset[str]:
        if member.sha256 not in seen:
            seen[member.sha256] = scan(member.content)
        return seen[member.sha256]

    placed = []
    for member in tree.members:
        zone = zone_of(member.path, tree.kind, backend, own)
        native = format_of(member.content) is not None
        # By name, too: a twin that is called data does not decide for source.
        text = not native and (len(member.content) <= DATA_BYTES or member.path.endswith(CODE_SUFFIXES))
        passed = zone is Zone.PACKAGE and (native or text) and member.sha256 in known
        found = hints(member) if text and not passed else frozenset()
        placed.append(Placed(member=member, zone=zone, hints=found, native=native, known=passed))
    if any(_names_a_destination(one) for one in placed):
        return [
            replace(one, known=False, hints=hints(one.member)) if one.known and not one.native else one
            for one in placed
        ]
    return placed


def _names_a_destination(one: Placed) -> bool:
    """Return whether a module of the package, and no known one, names where attackers send to."""
    return (
        one.zone is Zone.PACKAGE
        and one.member.path.endswith(CODE_SUFFIXES)
        and bool(one.hints & DESTINATIONS)
    )
