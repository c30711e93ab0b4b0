"""
Text that was hidden by an encoding and is then run.

The code undoes base64, compression, a cipher or a marshal dump and hands the result to exec, eval, an import or
an interpreter. What runs cannot be read in the file that was published.

Looks at: recovered layers that are executed, and calls that execute code and receive decoded data.
Does not look at: texts that decode to code but are not seen to run (see `hidden-layer`), and content fetched from
elsewhere (see `download-exec`).
Known honest users: self-extracting bootstraps such as get-pip, frozen applications; pickles sent as base64 (not seen
as more than LOW).
"""

import re
from collections.abc import Iterable, Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts, Layer
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.values import Sink, Source
from watchhouse.evidence.knowledge.circumstances import raised, settled, unasked
from watchhouse.evidence.knowledge.lines import code_members
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_PICKLES = ("pickle.", "dill.", "cloudpickle.")
_WORD = re.compile(r"[A-Za-z_]{4,}")
_MOST_WORDS = 40
_LOOKED_AT = 4_000
"""Characters of a layer whose words are looked up in the text that was shipped."""
_HARMLESS = frozenset({"builtins.compile"})
"""Compiles without running; what runs the result is its own call."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each executed layer, and for each other call that runs decoded data."""
    for code in facts.code:
        seen = set()
        for layer in code.layers:
            if layer.executed and (layer.steps or _spelled_otherwise(facts, layer)):
                seen.add(layer.location.line)
                yield _layer(code, layer)
        for call in code.calls:
            if call.sink is Sink.CODE and call.location.line not in seen and call.receives(Source.DECODED):
                yield _call(code, call)


def _spelled_otherwise(facts: PackageFacts, layer: Layer) -> bool:
    """Return whether most words of a layer that no known decoder made stand in no text of the package as shipped."""
    words = sorted(set(_WORD.findall(layer.content[:_LOOKED_AT])))[:_MOST_WORDS]
    if layer.location.layer != 1 or not words:
        return False
    own = [member for member in facts.tree.members if member.path == layer.location.path]
    return _missing(words, own) and _missing(words, code_members(facts))


def _missing(words: list[str], members: Iterable[Member]) -> bool:
    """Return whether at least half of `words` stand in none of `members`."""
    left = set(words)
    for member in members:
        left = {word for word in left if word.encode() not in member.content}
        if 2 * len(left) < len(words):
            return False
    return True


def _layer(code: CodeFacts, layer: Layer) -> Sighting:
    confidence = raised(Confidence.MEDIUM, when=unasked(layer.moment) or len(layer.steps) > 1)
    return DETECTOR.sight(
        f"runs {layer.language} text that was hidden by {len(layer.steps) or 'home-made'} encoding(s)",
        settled(code, confidence),
        layer.location,
        moment=layer.moment,
        decoded=layer.content,
        attributes=(("steps", " ".join(layer.steps)), ("language", layer.language)),
    )


def _call(code: CodeFacts, call: Call) -> Sighting:
    if call.name.startswith(_PICKLES):
        return DETECTOR.sight_call(call, "loads a pickle from decoded data", Confidence.LOW)
    confidence = Confidence.LOW if call.name in _HARMLESS else Confidence.MEDIUM
    confidence = raised(confidence, when=unasked(call.moment))
    return DETECTOR.sight_call(call, "runs data that was decoded just before", settled(code, confidence))


DETECTOR = Detector(
    id="decoded-exec",
    title="Hidden text that is run",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION, Technique.DEOBFUSCATE, Technique.ENCODED_FILE),
    examine=examine,
    doc=__doc__,
)
