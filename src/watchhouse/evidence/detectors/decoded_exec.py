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

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts, Layer
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import UNKNOWN, Sink, Source
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.hiding import encodings, spelled_otherwise
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_PICKLES = ("pickle.", "dill.", "cloudpickle.")
_HARMLESS = frozenset({"builtins.compile"})
"""Compiles without running; what runs the result is its own call."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each executed layer, and for each other call that runs decoded data."""
    for code in facts.code:
        seen = set()
        for layer in code.layers:
            if layer.executed and (encodings(layer) or spelled_otherwise(facts, layer)):
                seen.add(layer.location.line)
                yield _layer(code, layer)
        for call in code.calls:
            if call.location.line in seen or not call.receives(Source.DECODED):
                continue
            if call.sink is Sink.CODE:
                yield _call(code, call)
            elif call.sink is Sink.PROCESS and call.argument(0, "args").has(Source.DECODED):
                yield _process(code, call)


def _layer(code: CodeFacts, layer: Layer) -> Sighting:
    confidence = raised(Confidence.MEDIUM, when=unasked(layer.moment) or len(encodings(layer)) > 1)
    return DETECTOR.sight(
        f"runs {layer.language} text that was hidden by {len(encodings(layer)) or 'home-made'} encoding(s)",
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


def _process(code: CodeFacts, call: Call) -> Sighting:
    """Programs are also handed a decoded password: only a command that could be read says more."""
    known = call.argument(0, "args").const is not UNKNOWN
    confidence = raised(raised(Confidence.LOW, when=known), when=unasked(call.moment))
    return DETECTOR.sight_call(
        call, "starts a command or file that was decoded before", settled(code, confidence)
    )


DETECTOR = Detector(
    id="decoded-exec",
    title="Hidden text that is run",
    severity=Severity.HIGH,
    techniques=(Technique.OBFUSCATION, Technique.DEOBFUSCATE, Technique.ENCODED_FILE),
    examine=examine,
    doc=__doc__,
)
