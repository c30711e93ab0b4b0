"""The source text of members: as a whole, and the lines around a call."""

from collections.abc import Iterator

from watchhouse.evidence.facts.code import CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.zones import CODE_SUFFIXES
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.evidence import Location, Moment

_INDENTS = " \t"


def sources(facts: PackageFacts) -> dict[MemberPath, Member]:
    """Return every member by its path."""
    return {member.path: member for member in facts.tree.members}


def code_members(facts: PackageFacts, suffixes: tuple[str, ...] = CODE_SUFFIXES) -> Iterator[Member]:
    """Yield the members that are source text by their name, read or not, and not known."""
    return (
        member
        for member in facts.tree.members
        if member.path.endswith(suffixes) and not facts.is_known(member)
    )


def moment_at(facts: PackageFacts, path: MemberPath) -> Moment:
    """Return the earliest moment at which code of the member at `path` is known to run; CALL if nothing is known."""
    for code in facts.code:
        if code.path == path:
            return max((call.moment for call in code.calls), default=Moment.CALL)
    return Moment.CALL


def lines_of(code: CodeFacts, location: Location, members: dict[MemberPath, Member]) -> list[str]:
    """Return the lines of the text in which `location` stands: the member's own, or those of a recovered layer."""
    if location.layer == 0:
        member = members.get(code.path)
        return member.content.decode("utf-8", "replace").splitlines() if member else []
    for layer in code.layers:
        if layer.location.layer == location.layer:
            return layer.content.splitlines()
    return []


def indent(line: str) -> int:
    """Return how many blanks a line starts with."""
    return len(line) - len(line.lstrip(_INDENTS))
