"""
A dependency that is the payload: nobody knows it, and nothing in the package uses it.

The package that is looked at stays clean; what it pulls in is not. Some hold nothing else than the dependency, some
are a real library with one more line in its list of requirements. In honest packages a dependency that is not
widely used is mentioned somewhere in the code.

Looks at: dependencies that are neither popular nor named as relatives; whether any member mentions them; aliases
that put another package behind a popular name; requirements named as modules of the standard library.
Does not look at: the dependency itself; packages too large to say that nothing mentions it; extras.
Known honest users: packages that only gather an author's others under a name of its own; drivers and plug-ins that
another package loads by name.
"""

import sys
from collections.abc import Iterator

from watchhouse.ecosystems.popular import popular_names, squeezed, words
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import Dependency, PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content, is_about_the_package
from watchhouse.evidence.metadata.resemblance import are_kin
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.evidence.metadata.unknown import unknown_dependencies
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.technique import Technique

_MOST_BYTES = 1 << 20
"""Bytes of a package from which it is not searched."""
_FEW = 3
"""Unknown dependencies of a package in which each can be looked for; with more, requirements are kept carelessly."""
_SHORTEST_WORD = 4
_SAYS_LITTLE = 400
"""Characters of summary and description below which nobody is told what a package gathers."""
_ALIAS = "npm:"


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting for each dependency that stands there for no reason of the package's."""
    yield from _aliases(facts)
    if facts.ref.ecosystem is Ecosystem.NUGET:
        return  # no list of popular names is shipped, and assemblies are not read for what they use
    unknown = [one for one in unknown_dependencies(facts) if not one.specifier.startswith(_ALIAS)]
    if not unknown:
        return
    if content(facts) is Content.SOMETHING:
        yield from _unused(facts, unknown)
        return
    confidence = Confidence.HIGH if _says_little(facts) else Confidence.MEDIUM
    for dependency in unknown[:_FEW]:
        yield _sight(facts, "holds nothing but pulls in a package that nobody knows", confidence, dependency)


def _unused(facts: PackageFacts, unknown: list[Dependency]) -> Iterator[Sighting]:
    members = [member for member in facts.tree.members if not is_about_the_package(member)]
    if facts.binaries or facts.tree.gaps or sum(len(one.content) for one in members) > _MOST_BYTES:
        return
    code = b"\n".join(one.content for one in members if not _declares(one.path)).lower()
    unused = [one for one in unknown if not any(form in code for form in _mentions(one.name))]
    sure = Confidence.MEDIUM if len(unused) <= _FEW else Confidence.LOW
    for dependency in unused[:_FEW]:
        if dependency.name in sys.stdlib_module_names:
            claim = "requires a package named as a module of the standard library"
            yield _sight(facts, claim, Confidence.LOW, dependency)
        elif facts.ref.ecosystem is Ecosystem.NPM:
            yield _sight(facts, _UNUSED, Confidence.LOW, dependency)
        else:
            yield _sight(facts, _UNUSED, sure, dependency)


_UNUSED = "requires a package that nobody knows and nothing in it uses"


def _declares(path: str) -> bool:
    return path.count("/") <= 1 and path.endswith("setup.py")


def _mentions(name: str) -> set[bytes]:
    """Return the forms in which code would mention the package `name`, whatever its module is called."""
    lowered = name.lower()
    forms = {lowered, lowered.replace("-", "_"), lowered.replace("-", "."), squeezed(lowered)}
    forms |= {word for word in words(lowered) if len(word) >= _SHORTEST_WORD}
    return {form.encode("utf-8", "replace") for form in forms}


def _aliases(facts: PackageFacts) -> Iterator[Sighting]:
    popular = popular_names(facts.ref.ecosystem).rank
    for dependency in facts.metadata.dependencies:
        if not dependency.specifier.startswith(_ALIAS) or dependency.name not in popular:
            continue
        target = project_name(
            dependency.specifier.removeprefix(_ALIAS).rpartition("@")[0]
            or dependency.specifier[len(_ALIAS) :],
            facts.ref.ecosystem,
        )
        if target not in popular and not are_kin(dependency.name, target):
            claim = "puts another package behind a popular dependency's name"
            yield _sight(facts, claim, Confidence.MEDIUM, dependency)


def _says_little(facts: PackageFacts) -> bool:
    metadata = facts.metadata
    told = len(metadata.summary) + len(metadata.description)
    return told < _SAYS_LITTLE and not any("://" in url for _, url in metadata.urls)


def _sight(facts: PackageFacts, claim: str, confidence: Confidence, dependency: Dependency) -> Sighting:
    return DETECTOR.sight(
        claim,
        confidence,
        in_metadata(facts),
        moment=Moment.INSTALL,
        excerpt=f"{dependency.name} {dependency.specifier}".strip(),
        attributes=(("dependency", dependency.name[:100]),),
    )


DETECTOR = Detector(
    id="dependency-payload",
    title="Dependency that is the payload",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_DEPENDENCIES,),
    examine=examine,
    doc=__doc__,
)
