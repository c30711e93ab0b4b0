"""Reading one or a few Python sources, for tests."""

import hashlib
from collections.abc import Mapping

from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.facts.python.read import PythonMember, read_python
from watchhouse.evidence.facts.triage import scanner
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.identity import Sha256


def python_member(path: str, source: str | bytes, zone: Zone = Zone.PACKAGE) -> PythonMember:
    content = source.encode() if isinstance(source, str) else source
    member = Member(
        path=MemberPath(path), content=content, sha256=Sha256(hashlib.sha256(content).hexdigest())
    )
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return PythonMember(member=member, module=module, zone=zone)


def read_source(source: str | bytes, zone: Zone = Zone.PACKAGE) -> CodeFacts:
    facts, _ = read_python([python_member("module.py", source, zone)], [], [], scanner())
    return facts[0]


def read_sources(
    sources: Mapping[str, str], zones: Mapping[str, Zone] | None = None, entry_points: tuple[str, ...] = ()
) -> dict[str, CodeFacts]:
    zones = zones or {}
    members = [python_member(path, text, zones.get(path, Zone.PACKAGE)) for path, text in sources.items()]
    facts, _ = read_python(members, [], entry_points, scanner())
    return {one.path: one for one in facts}


def call(facts: CodeFacts, name: str) -> Call:
    found = [one for one in facts.calls if one.name == name]
    assert found, sorted(one.name for one in facts.calls)
    return found[0]
