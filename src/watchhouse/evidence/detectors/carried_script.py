"""
A script of another language that Python code carries, writes down or runs.

Looks at: PowerShell, VBScript, batch and shell texts that are written to a file and started, or handed to their
interpreter; recovered layers in these languages that run.
Does not look at: scripts that lie in the package as files of their own.
Known honest users: launchers and activation scripts, which are written and not started (not seen); build helpers.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Constructed
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import command_of, program_of, said
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.hiding import encodings
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SUFFIX = re.compile(r"\.(?:ps1|psm1|vbs|vbe|wsf|hta|bat|cmd|jse|scpt)$", re.IGNORECASE)
_SHELL_SUFFIX = re.compile(r"\.(?:sh|bash|command|zsh)$", re.IGNORECASE)
_TEXT = re.compile(
    r"createobject\s*\(|wscript\.shell|\bset\s+\w+\s*=\s*createobject"
    r"|^[ \t]*@echo[ \t]+off|\bpowershell(?:\.exe)?\s+-|start-process\b"
    r"|invoke-(?:webrequest|expression|restmethod)\b|new-object\s"
    r"|\$env:\w|do\s+shell\s+script",
    re.IGNORECASE | re.MULTILINE,
)
_SHELL_TEXT = re.compile(r"^#![ \t]*/\S{0,80}\b(?:ba|z|da)?sh\b", re.MULTILINE)
_LAYERS = frozenset({"powershell", "vbscript", "batch", "shell"})
_HANDS = frozenset({"powershell", "pwsh", "wscript", "cscript", "mshta", "osascript"})
_LONG = 200


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each carried script that is started."""
    for code in facts.code:
        if code.language != "python":
            continue
        yield from _written(code)
        yield from _handed(code)
        for layer in code.layers:
            if layer.executed and layer.language in _LAYERS and encodings(layer):
                yield DETECTOR.sight(
                    f"runs a hidden {layer.language} script",
                    settled(code, raised(Confidence.MEDIUM, when=unasked(layer.moment))),
                    layer.location,
                    moment=layer.moment,
                    decoded=layer.content,
                )


def _written(code: CodeFacts) -> Iterator[Sighting]:
    started = [call for call in code.calls if call.sink is Sink.PROCESS]
    if not started:
        return
    for call in code.calls:
        if call.sink not in {Sink.FILE, Sink.STARTUP}:
            continue
        path = _path(call)
        foreign = bool(_SUFFIX.search(path)) or bool(_TEXT.search(said(call)))
        shell = bool(_SHELL_SUFFIX.search(path)) or bool(_SHELL_TEXT.search(said(call)))
        if not foreign and not shell:
            continue
        runs = [other for other in started if _names(other, path) or other.function == call.function]
        if runs:
            confidence = raised(Confidence.LOW, when=foreign and any(_names(other, path) for other in runs))
            confidence = raised(confidence, when=unasked(runs[0].moment))
            yield DETECTOR.sight_call(
                call, "writes a script of another language and starts it", settled(code, confidence)
            )


def _path(call: Call) -> str:
    opened = call.receiver.target
    if isinstance(opened, Constructed) and opened.arguments:
        return opened.arguments[0].text
    return call.receiver.text


def _names(call: Call, path: str) -> bool:
    name = path.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    return len(name) > 3 and name in said(call)


def _handed(code: CodeFacts) -> Iterator[Sighting]:
    for call in code.calls:
        if call.sink is not Sink.PROCESS or program_of(call) not in _HANDS:
            continue
        command = command_of(call)
        if len(command) < _LONG and not unasked(call.moment):
            continue
        if _TEXT.search(command) or len(command) >= _LONG:
            confidence = raised(Confidence.LOW, when=unasked(call.moment))
            yield DETECTOR.sight_call(
                call, "hands a script to an interpreter of another language", settled(code, confidence)
            )


DETECTOR = Detector(
    id="carried-script",
    title="Script of another language carried along",
    severity=Severity.MEDIUM,
    techniques=(Technique.POWERSHELL, Technique.VISUAL_BASIC, Technique.WINDOWS_SHELL, Technique.UNIX_SHELL),
    examine=examine,
    doc=__doc__,
)
