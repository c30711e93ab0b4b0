"""
A program started so that nobody sees it.

Looks at: processes started with flags that hide the window (CREATE_NO_WINDOW, SW_HIDE), hidden PowerShell, `nohup … &`,
`pythonw`, and calls that hide the own console.
Does not look at: services and daemons that are installed (see `persistence`).
Known honest users: desktop programs that call helpers under Windows: LOW when called.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import command_of, program_in, said, verb_of
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_NO_WINDOW = 0x08000000 | 0x00000008
"""CREATE_NO_WINDOW and DETACHED_PROCESS."""
_HIDDEN_SHELL = re.compile(
    r"(?:powershell|pwsh)[^\n]{0,300}\s-w(?:i(?:n(?:d(?:o(?:w(?:s(?:t(?:y(?:l(?:e)?)?)?)?)?)?)?)?)?)?\s+[\"']?(?:h|1\b)"
    r"|-windowstyle[\s\"',]+hidden"
    r"|\bnohup\b[^\n]{0,400}&\s*(?:$|\n|[\"')])"
    r"|>\s*/dev/null\s+2>&1\s*&\s*(?:$|\n|disown)"
    r"|\bstart\s+(?:\"[^\"\n]{0,40}\"\s+)?/b\b"
    r"|\.run\b[^\n]{0,300},\s*0\s*(?:,|\)|$)",
    re.IGNORECASE,
)
_WORDS = ("powershell", "pwsh", "hidden", "nohup", "/dev/null", "start ", ".run")
_ENCODED = re.compile(r"\s-e(?:nc(?:odedcommand)?|c)?\s+[a-z0-9+/={}]", re.IGNORECASE)
_SCRIPTS = ("shell.", "powershell.", "batch.", "vbscript.")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each program started out of sight."""
    for code in facts.code:
        for call in code.calls:
            strength = _strength(call)
            if strength is not None:
                yield DETECTOR.sight_call(
                    call,
                    "starts a program that shows no window",
                    settled(code, raised(strength, when=unasked(call.moment))),
                )


def _strength(call: Call) -> Confidence | None:
    if call.sink is Sink.PROCESS or call.name.startswith(_SCRIPTS):
        text = said(call) if call.sink is Sink.PROCESS else f"{call.name.replace('.', ' ')} {call.excerpt}"
        command = command_of(call) if call.sink is Sink.PROCESS else text
        if _out_of_sight(command) or _out_of_sight(text):
            return raised(
                Confidence.LOW, when=bool(_ENCODED.search(command)) or "powershell" in command.lower()
            )
        return Confidence.LOW if _hides_by_flag(call) or program_in(command) == "pythonw" else None
    hides = verb_of(call) in {"ShowWindow", "ShowWindowAsync"} and call.argument(1).const == 0
    return Confidence.LOW if hides or verb_of(call) == "FreeConsole" else None


def _out_of_sight(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _WORDS) and _HIDDEN_SHELL.search(text) is not None


def _hides_by_flag(call: Call) -> bool:
    flags = call.argument(99, "creationflags")
    if isinstance(flags.const, int) and flags.const & _NO_WINDOW:
        return True
    return flags.name.endswith(("CREATE_NO_WINDOW", "DETACHED_PROCESS")) or "CREATE_NO_WINDOW" in call.excerpt


DETECTOR = Detector(
    id="suppressed-window",
    title="Program started out of sight",
    severity=Severity.LOW,
    techniques=(Technique.HIDDEN_WINDOW,),
    examine=examine,
    doc=__doc__,
)
