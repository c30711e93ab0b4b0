"""
Compiled code in a project that had none.

Looks at: native programs and libraries, and bytecode without its source, in a release whose predecessor had nothing of
that kind; packed ones where the earlier ones were not packed.
Does not look at: two files of different kinds; other builds of what was there; what is in them.
Known honest users: projects that begin to ship a compiled extension: LOW.
"""

from collections.abc import Iterator

from watchhouse.evidence.delta.capabilities import CompiledMember
from watchhouse.evidence.delta.change import Change, DeltaRule
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique


def compare(change: Change) -> Iterator[Sighting]:
    """Yield one sighting for each sort of compiled member that is new."""
    if not change.alike:
        return
    before = {_sort(one) for one in change.old.compiled}
    told: set[str] = set()
    for one in change.new.compiled:
        sort = _sort(one)
        if sort in before or sort in told or one.sha256 in change.old.files:
            continue
        told.add(sort)
        yield DELTA_RULE.sight(
            f"carries {sort}, {change.since}",
            _confidence(one, any_before=bool(before)),
            Location(path=one.path),
            attributes=(("format", one.format),),
        )


def _sort(one: CompiledMember) -> str:
    if one.format == "bytecode":
        return "bytecode without its source"
    packed = "packed " if one.packed else ""
    return f"a {packed}native extension" if one.extension else f"a {packed}native program or library"


def _confidence(one: CompiledMember, *, any_before: bool) -> Confidence:
    if one.packed:
        return Confidence.HIGH
    if one.format == "bytecode":
        return Confidence.MEDIUM
    return Confidence.LOW if one.extension or any_before else Confidence.MEDIUM


DELTA_RULE = DeltaRule(
    id="delta-native",
    title="Compiled code that the earlier release lacked",
    severity=Severity.MEDIUM,
    techniques=(Technique.SUPPLY_CHAIN_COMPROMISE,),
    compare=compare,
    doc=__doc__,
)
