"""
A text that decodes to code, without being seen to run.

The blob lies in the package and becomes Python, shell or another script once base64, compression or a cipher is
undone. Whether something runs it was not seen: the way may lead through a file, a process or a later release.

Looks at: recovered layers in a programming language that nothing visibly executes.
Does not look at: layers that run (see `decoded-exec`), and encoded data that is not code.
Known honest users: packages that carry templates or worker scripts as base64; test fixtures.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector, layers
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.hiding import encodings, spelled_otherwise
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_LARGE = 200
"""Characters from which a recovered text is more than an expression."""
_ACTS = (
    "import ",
    "exec(",
    "eval(",
    "subprocess",
    "socket",
    "os.system",
    "powershell",
    "curl ",
    "wget ",
    "CreateObject",
    "http://",
    "https://",
    "child_process",
    "require(",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each recovered layer of code that is not seen to run."""
    for code, layer in layers(facts):
        if layer.executed or layer.language == "text":
            continue
        if not encodings(layer) and not (layer.steps and spelled_otherwise(facts, layer)):
            continue
        acts = any(word in layer.content for word in _ACTS)
        confidence = raised(
            Confidence.LOW, when=acts and (len(layer.content) >= _LARGE or unasked(layer.moment))
        )
        yield DETECTOR.sight(
            f"carries a text that decodes to {layer.language}",
            settled(code, confidence),
            layer.location,
            moment=layer.moment,
            decoded=layer.content,
            attributes=(("steps", " ".join(layer.steps)), ("language", layer.language)),
        )


DETECTOR = Detector(
    id="hidden-layer",
    title="Hidden code that is not seen to run",
    severity=Severity.MEDIUM,
    techniques=(Technique.OBFUSCATION, Technique.ENCODED_FILE),
    examine=examine,
    doc=__doc__,
)
