"""What a detector is, and the small helpers with which detectors write sightings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from watchhouse.evidence.facts.code import Call, CodeFacts, Layer, Text
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting
from watchhouse.model.technique import AttackVector, Technique

EXCERPT = 400
"""Characters of hostile text that a sighting quotes at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One technique: who it is in the shared vocabularies, and how bad it is."""

    id: str
    title: str
    severity: Severity
    techniques: tuple[Technique, ...]
    vector: AttackVector | None = None
    doc: str = ""
    """The module's docstring, from which the page of documentation is generated."""

    def sight(
        self,
        claim: str,
        confidence: Confidence,
        location: Location,
        *,
        moment: Moment = Moment.CALL,
        excerpt: str = "",
        decoded: str = "",
        attributes: Iterable[tuple[str, str]] = (),
    ) -> Sighting:
        """Return a sighting in this rule's name, its quotations cut to size."""
        return Sighting(
            detector=self.id,
            claim=claim,
            confidence=confidence,
            severity=self.severity,
            techniques=self.techniques,
            location=location,
            moment=moment,
            excerpt=excerpt[:EXCERPT],
            decoded=decoded[:EXCERPT],
            attributes=tuple(attributes),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector(Rule):
    """A rule, and how it is seen in one package."""

    examine: Callable[[PackageFacts], Iterator[Sighting]]

    def sight_call(
        self, call: Call, claim: str, confidence: Confidence, *, attributes: Iterable[tuple[str, str]] = ()
    ) -> Sighting:
        """Return a sighting that points at `call`."""
        return self.sight(
            claim,
            confidence,
            call.location,
            moment=call.moment,
            excerpt=call.excerpt,
            decoded=call.decoded,
            attributes=attributes,
        )


def calls(facts: PackageFacts) -> Iterator[tuple[CodeFacts, Call]]:
    """Yield every call of every member of code, with the member it belongs to."""
    for code in facts.code:
        for call in code.calls:
            yield code, call


def texts(facts: PackageFacts) -> Iterator[tuple[CodeFacts, Text]]:
    """Yield every text of every member of code."""
    for code in facts.code:
        for text in code.texts:
            yield code, text


def layers(facts: PackageFacts) -> Iterator[tuple[CodeFacts, Layer]]:
    """Yield every recovered layer of every member of code."""
    for code in facts.code:
        for layer in code.layers:
            yield code, layer
