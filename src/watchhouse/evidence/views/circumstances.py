"""How the place and the moment of code change what can be concluded from it."""

from watchhouse.evidence.facts.code import Call, CodeFacts, Zone
from watchhouse.evidence.values import Sink
from watchhouse.model.evidence import Confidence, Moment

OUTWARD = frozenset({Sink.NETWORK, Sink.DNS})


def unasked(moment: Moment) -> bool:
    """Return whether code of this moment runs without anybody having called it."""
    return moment >= Moment.IMPORT


def aside(code: CodeFacts) -> bool:
    """Return whether `code` is a test, documentation or an example, which nothing imports."""
    return code.zone in {Zone.TEST, Zone.DOCUMENT}


def settled(code: CodeFacts, confidence: Confidence) -> Confidence:
    """Return `confidence` as far as the zone of `code` allows it."""
    return Confidence.LOW if aside(code) else confidence


def raised(confidence: Confidence, *, when: bool) -> Confidence:
    """Return one confidence higher if `when`."""
    return Confidence(min(confidence + 1, Confidence.HIGH)) if when else confidence


def in_function(call: Call) -> bool:
    """Return whether `call` stands in a function and not at top level."""
    return call.function not in {"", "<module>"}
