"""
A package made to be counted: it claims a reward for open source, or ties others of its kind to itself.

A protocol that pays for packages by how many others depend on them drew hundreds of thousands of packages that hold
nothing of use and depend on each other, published by scripts under generated names. They carry nothing yet, but
whoever owns them owns a net of dependencies.

Looks at: `tea.yaml`; dependencies named by the same generator as the package (words and numbers in one order).
Does not look at: how many packages an account published, which only the registry knows.
Known honest users: real projects that registered with the protocol; they hold something.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.resemblance import are_kin
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.evidence.metadata.unknown import unknown_dependencies
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_CLAIMS = frozenset({"tea.yaml", "tea.yml"})
_OWNERS = re.compile(rb"codeOwners\s*:|0x[0-9a-fA-F]{40}")
_LONGEST = 8 << 10
_MANY = 5
"""Dependencies named as the package itself from which that is no coincidence."""
_WORD = re.compile(r"[a-z]+")
_NUMBER = re.compile(r"\d+")
_DRAWN = re.compile(r"a(?:-a)*-?9-a")
"""A number between words, as generators put it: `word-word41-word`."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the package was made to be counted."""
    alike = _generated_alike(facts)
    claim = next(
        (one for one in facts.tree.members if one.name.lower() in _CLAIMS and one.path.count("/") <= 1), None
    )
    if claim is not None and _OWNERS.search(claim.content[:_LONGEST]):
        confidence = _confidence(facts, alike)
        if confidence is None:
            return
        yield DETECTOR.sight(
            "claims a reward for being depended on",
            confidence,
            _place(claim),
            attributes=(("sign", "reward"),),
        )
    elif len(alike) >= _MANY:
        yield DETECTOR.sight(
            "depends on many packages that are named as by the same generator as itself",
            Confidence.MEDIUM,
            in_metadata(facts),
            excerpt=", ".join(alike),
            attributes=(("sign", "generator"), ("grammar", _grammar(own_name(facts))[:100])),
        )


def _confidence(facts: PackageFacts, alike: list[str]) -> Confidence | None:
    """Return how sure it is that the claim is all that the package is for; None for a project of use."""
    if content(facts) is not Content.SOMETHING or len(alike) >= _MANY:
        return Confidence.HIGH
    return Confidence.LOW if _DRAWN.fullmatch(_grammar(own_name(facts))) else None


def _place(member: Member) -> Location:
    return Location(path=member.path)


def _generated_alike(facts: PackageFacts) -> list[str]:
    """Return the unknown dependencies whose names have the package's own order of words and numbers."""
    name = own_name(facts)
    grammar = _grammar(name)
    if "9" not in grammar or "a" not in grammar:
        return []
    names = (one.name for one in unknown_dependencies(facts))
    return [other for other in names if _grammar(other) == grammar and not are_kin(name, other)]


def _grammar(name: str) -> str:
    """
    Return in which order words, numbers and separators follow each other.

    >>> _grammar("garden-soup41-rake")
    'a-a9-a'
    """
    return _NUMBER.sub("9", _WORD.sub("a", name.lower()))


DETECTOR = Detector(
    id="token-farming",
    title="Package made to be counted",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_SUPPLY_CHAIN,),
    examine=examine,
    doc=__doc__,
)
