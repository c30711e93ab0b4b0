"""
More rights taken than the user gave.

Looks at: the known detours around Windows' account control, sudo fed with a password from the code, sudoers without
password, set-uid bits put on files, containers that mount the host's root.
Does not look at: programs that ask for elevation openly (LOW: `runas`, `pkexec`, "with administrator privileges").
Known honest users: installers and device tools ask for elevation when called; deployment tools feed sudo.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.arguments import said
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.evidence.views.sheets import Command, Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DETOURS = (
    "ms-settings\\shell\\open", "ms-settings/shell/open", "mscfile\\shell\\open", "fodhelper",
    "computerdefaults.exe", "sdclt.exe", "icmluautil", "{3e5fc7f9-9a51-4367-9063-a120244fbec7}",
    "slui.exe\\shell", "silentcleanup",
)  # fmt: skip
"""Registry keys and programs of the known detours, in lower case."""

_SUDO = re.compile(
    r"(?:echo|printf)\b[^\n|]{0,200}\|\s*sudo\s+(?:-\S{1,30}\s+){0,6}-s\b|sudo\s+(?:-\S{1,30}\s+){0,6}-s\b[^\n]{0,40}<<<"
)
_SUDOERS = re.compile(r"nopasswd\s*:\s*all|>>?\s*/etc/sudoers")
_SETUID = re.compile(r"chmod\s+(?:-\S{1,30}\s+){0,6}(?:u\+s|\+s|ug\+s|[42647][0-7]{3})\b")
_HOST_MOUNT = re.compile(
    r"docker\s+run\b[^\n]{0,200}(?:-v|--volume)[ =]/:/|nsenter\b[^\n]{0,60}(?:-t ?1|--target ?1)\b"
)
_OPEN = re.compile(r"\bpkexec\b|with administrator privileges|-verb runas|\brunas\b")
_COMMANDS = (
    (_SUDO, "feeds sudo with a password of its own", Confidence.LOW),
    (_SUDOERS, "changes who may run everything as root", Confidence.MEDIUM),
    (_SETUID, "sets the set-uid bit of a file", Confidence.LOW),
    (_HOST_MOUNT, "reaches out of a container to the host's files", Confidence.MEDIUM),
    (_OPEN, "asks for an administrator's rights", Confidence.LOW),
)
"""What a command is, what is claimed of it, and how surely when somebody calls it."""
_BITS = 0o6000


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of detours to more rights, and LOW ones of open requests."""
    for sheet in sheets(facts):
        yield from _detours(sheet)
        for command in sheet.commands:
            found = _command(command)
            if found is not None:
                claim, confidence = found
                yield DETECTOR.sight_call(command.call, claim, settled(sheet.code, confidence))
        for call in sheet.calls(("os.chmod",)):
            mode = call.argument(1, "mode").const
            if isinstance(mode, int) and mode & _BITS:
                confidence = raised(Confidence.LOW, when=unasked(call.moment))
                yield DETECTOR.sight_call(
                    call, "sets the set-uid bit of a file", settled(sheet.code, confidence)
                )
        for call in sheet.code.calls:
            if call.sink in {Sink.FILE, Sink.STARTUP} and "nopasswd" in said(call).lower():
                yield DETECTOR.sight_call(
                    call,
                    "lets a user run everything as root without password",
                    settled(sheet.code, Confidence.HIGH),
                )


def _detours(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a detour around account control is named by code that can take it."""
    able = bool(sheet.commands) or any(name.startswith(("winreg.", "ctypes.")) for name in sheet.named)
    if not able:
        return
    for text in sheet.texts(*_DETOURS):
        yield DETECTOR.sight(
            "goes around Windows' account control",
            settled(sheet.code, Confidence.HIGH),
            text.location,
            moment=text.moment,
            excerpt=text.value,
        )
        return


def _command(command: Command) -> tuple[str, Confidence] | None:
    """Return what is claimed of `command`, or None."""
    text = command.text[:4000]
    strange = unasked(command.call.moment) or command.call.location.layer > 0
    if any(detour in text for detour in _DETOURS):
        return "goes around Windows' account control", Confidence.HIGH
    for pattern, claim, confidence in _COMMANDS:
        if pattern.search(text):
            return claim, raised(confidence, when=strange)
    return None


DETECTOR = Detector(
    id="privilege-escalation",
    title="More rights taken",
    severity=Severity.HIGH,
    techniques=(Technique.BYPASS_UAC, Technique.SUDO, Technique.SETUID),
    examine=examine,
    doc=__doc__,
)
