"""
Errors swallowed around something that nobody asked for.

A thief's code must not be noticed when it fails, so it stands between `try` and `except: pass`.

Looks at: network calls, processes and executed code at install, start or import whose errors are dropped in silence.
Does not look at: code that is called, and handlers that tell, raise or fall back to something.
Known honest users: version probes and optional accelerators: LOW always.
"""

import re
from collections.abc import Iterator, Sequence

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.programs import BUILD_TOOLS
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import program_of
from watchhouse.evidence.views.circumstances import aside, unasked
from watchhouse.evidence.views.lines import indent, lines_of, sources
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SINKS = frozenset({Sink.NETWORK, Sink.PROCESS, Sink.CODE, Sink.DNS, Sink.STARTUP})
_ABOVE, _BELOW = 60, 120
_DROPS = re.compile(r"(?:pass|\.\.\.|return(?:\s+None)?|continue)\s*(?:#.*)?")
_ONE_LINE = re.compile(r"except\b[^:]*:\s*(?:pass|\.\.\.|return(?:\s+None)?|continue)\s*(?:#.*)?")
_MOST = 5


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each unasked act whose failure is dropped, at most five a member."""
    members: dict[MemberPath, Member] | None = None
    for code in facts.code:
        acts = [
            call
            for call in code.calls
            if call.sink in _SINKS
            and unasked(call.moment)
            and not (call.sink is Sink.PROCESS and program_of(call) in BUILD_TOOLS)
        ]
        if not acts or aside(code) or code.language != "python":
            continue
        members = sources(facts) if members is None else members
        texts: dict[int, list[str]] = {}
        lines: set[tuple[int, int]] = set()
        for call in acts:
            place = (call.location.layer, call.location.line)
            if call.location.layer not in texts:
                texts[call.location.layer] = lines_of(code, call.location, members)
            if place in lines or len(lines) >= _MOST:
                continue
            if dropped(texts[call.location.layer], call.location.line - 1):
                lines.add(place)
                yield DETECTOR.sight_call(
                    call, "hides that something nobody asked for failed", Confidence.LOW
                )


def dropped(lines: Sequence[str], position: int) -> bool:
    """
    Return whether an error raised at `position` of `lines` is dropped by the nearest handler around it.

    >>> dropped(["try:", "    send()", "except Exception:", "    pass"], 1)
    True
    >>> dropped(["try:", "    send()", "except Exception:", "    log()"], 1)
    False
    """
    if not 0 <= position < len(lines):
        return False
    depth = indent(lines[position])
    for above in range(position, max(-1, position - _ABOVE), -1):
        line = lines[above]
        text = line.strip()
        if not text or (above != position and indent(line) >= depth):
            continue
        depth = min(depth, indent(line))
        if text.startswith("with ") and "suppress(" in text:
            return True
        if text.startswith("try:"):
            return _handler_drops(lines, position, indent(line))
        if text.startswith(("def ", "async def ", "class ")):
            return False
    return False


def _handler_drops(lines: Sequence[str], position: int, depth: int) -> bool:
    for below in range(position, min(len(lines), position + _BELOW)):
        text = lines[below].strip()
        if indent(lines[below]) != depth or not text.startswith("except"):
            continue
        if _ONE_LINE.fullmatch(text):
            return True
        body = next((line.strip() for line in lines[below + 1 : below + 6] if _tells(line)), "")
        return _DROPS.fullmatch(body) is not None
    return False


def _tells(line: str) -> bool:
    return bool(line.strip()) and not line.strip().startswith("#")


DETECTOR = Detector(
    id="silent-failure",
    title="Errors swallowed around an unasked act",
    severity=Severity.INFORMATION,
    techniques=(Technique.OBFUSCATION,),
    examine=examine,
    doc=__doc__,
)
