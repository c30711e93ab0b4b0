"""
Keystrokes recorded.

Looks at: hooks on the keyboard, and whether their callback, or the same member, sends or writes what it hears.
Does not look at: reading one's own terminal.
Known honest users: hotkey tools, games, dictation and accessibility programs hook the keyboard and may also speak
to the network: MEDIUM at most when called.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Function, Method
from watchhouse.evidence.knowledge.services import services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.evidence.views.theft import MAILBOXES, flows
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_HOOKS = frozenset(
    {
        "pynput.keyboard.Listener",
        "keyboard.on_press",
        "keyboard.on_release",
        "keyboard.hook",
        "keyboard.record",
        "keyboard.start_recording",
        "keyboard.read_event",
        "keyboard.read_key",
        "pyHook.HookManager",
        "pyWinhook.HookManager",
        "PyHook3.HookManager",
        "pyxhook.HookManager",
        "Quartz.CGEventTapCreate",
    }
)
_NATIVE = ("GetAsyncKeyState", "SetWindowsHookExA", "SetWindowsHookExW", "RegisterRawInputDevices")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of keyboard hooks, surer where what they hear goes somewhere."""
    for sheet in sheets(facts):
        for call, _ in flows(sheet, Source.KEYSTROKES):
            yield DETECTOR.sight_call(
                call, "sends recorded keystrokes to another host", settled(sheet.code, Confidence.HIGH)
            )
        hook = _hook(sheet)
        if hook is None:
            continue
        heard = _callback_sinks(sheet, hook)
        confidence = Confidence.LOW
        if sheet.outgoing or Sink.FILE in heard or unasked(hook.moment):
            confidence = Confidence.MEDIUM
        if sheet.outgoing and (Sink.NETWORK in heard or unasked(hook.moment) or _mailbox(sheet)):
            confidence = Confidence.HIGH
        yield DETECTOR.sight_call(
            hook,
            "listens to every key" + (" and speaks to the network" if sheet.outgoing else ""),
            settled(sheet.code, confidence),
        )


def _hook(sheet: Sheet) -> Call | None:
    """Return the first call that hooks the keyboard."""
    for call in sheet.calls(sorted(_HOOKS)):
        return call
    for name, calls in sheet.named.items():
        if name.endswith(_NATIVE):
            return calls[0]
    return None


def _callback_sinks(sheet: Sheet, hook: Call) -> frozenset[Sink]:
    """Return where the functions handed to `hook` put things."""
    names = set()
    for value in hook.values:
        match value.target:
            case Function(qualname=name) | Method(function=Function(qualname=name)):
                names.add(name)
            case _:
                pass
    return frozenset(
        call.sink for call in sheet.code.calls if call.sink is not None and call.function in names
    )


def _mailbox(sheet: Sheet) -> bool:
    """Return whether the member has a place to send to where nobody would ask."""
    if any(name.startswith("smtplib.") for name in sheet.named):
        return True
    return any(services_in(text.value, *MAILBOXES) for text in sheet.texts("://"))


DETECTOR = Detector(
    id="keylogger",
    title="Keystrokes recorded",
    severity=Severity.HIGH,
    techniques=(Technique.KEYLOGGING,),
    examine=examine,
    doc=__doc__,
)
