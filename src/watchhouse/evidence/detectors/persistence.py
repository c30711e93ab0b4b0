"""
Code that makes itself run again: at log-in, at boot, at a set time, at every start of Python.

Looks at: what is written to start-up places (Run keys, Startup folder, launch agents, systemd units, crontabs, shell
profiles, desktop autostart, `authorized_keys`, `.pth` and `sitecustomize` in site-packages) and commands that
register a service or task.
Does not look at: `.pth` files that the package ships (see `pth-exec`).
Known honest users: service managers and autostart libraries when called; tools that append their completion to a
shell profile from a command of their own.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets, startup_of
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_COMMANDS = re.compile(
    r"schtasks(?:\.exe)?\b[^\n]{0,40}/create|register-scheduledtask|new-scheduledtask"
    r"|reg(?:\.exe)? add\b[^\n]{0,200}currentversion\\+(?:run|policies\\+explorer\\+run|winlogon)"
    r"|(?:set|new)-itemproperty\b[^\n]{0,200}currentversion\\+run"
    r"|(?:\|\s*crontab\s+-|crontab\s+(?:-u\s+\S+\s+)?(?:/|-\s|\S+\.(?:txt|cron|tab)|\{\}|-$))"
    r"|systemctl\b[^\n]{0,40}\b(?:enable|link)\b|launchctl\b[^\n]{0,20}\b(?:load|bootstrap|submit)\b"
    r"|(?:^|\s)sc(?:\.exe)? create\b|new-service\b|nssm(?:\.exe)? install|update-rc\.d\b|chkconfig --add"
    r"|loginctl enable-linger|osascript\b[^\n]{0,80}make login item"
    r"|>>?\s*[\"']?\S{0,80}(?:\.bashrc|\.zshrc|\.profile|\.bash_profile|\.zprofile|authorized_keys|/etc/cron"
    r"|rc\.local)"
)
_WORDS = (
    "schtasks", "scheduledtask", "reg", "itemproperty", "crontab", "systemctl", "launchctl", "sc",
    "service", "nssm", "rc", "chkconfig", "loginctl", "osascript", "profile", "authorized_keys", "cron",
)  # fmt: skip
_REGISTRY = ("winreg.SetValueEx", "winreg.SetValue")
_KEYS = ("winreg.OpenKey", "winreg.OpenKeyEx", "winreg.CreateKey", "winreg.CreateKeyEx")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each thing that is put into a start-up place."""
    for sheet in sheets(facts):
        yield from _written(sheet)
        yield from _registry(sheet)
        for command in sheet.commands:
            if any(word in command.text for word in _WORDS) and _COMMANDS.search(command.text[:4000]):
                yield DETECTOR.sight_call(
                    command.call,
                    "runs a command that makes something start by itself",
                    settled(sheet.code, _confidence(command.call)),
                )


def _written(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting for each write to a start-up place."""
    for write in sheet.writes:
        place = startup_place(write.text)
        if place is not None:
            yield DETECTOR.sight_call(
                write.call,
                f"writes to a place from which it runs again by itself: {place}",
                settled(sheet.code, _confidence(write.call)),
                attributes=(("place", place),),
            )


def _registry(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting for each registry value that is set where a Run key is opened in the same function."""
    opened = {}
    for call in sheet.calls(_KEYS):
        place = startup_of(call)
        if place is not None:
            opened[call.function] = place
    for call in sheet.calls(_REGISTRY):
        place = opened.get(call.function) or startup_of(call)
        if place is not None:
            yield DETECTOR.sight_call(
                call,
                f"sets a registry value that makes something start by itself: {place}",
                settled(sheet.code, _confidence(call)),
                attributes=(("place", place),),
            )


def _confidence(call: Call) -> Confidence:
    """Return HIGH for what nobody asked for, MEDIUM for what is hidden, LOW for what is called."""
    if unasked(call.moment):
        return Confidence.HIGH
    return Confidence.MEDIUM if call.location.layer > 0 or call.decoded else Confidence.LOW


DETECTOR = Detector(
    id="persistence",
    title="Runs again by itself",
    severity=Severity.HIGH,
    techniques=(
        Technique.RUN_KEYS,
        Technique.SCHEDULED_TASK,
        Technique.CRON,
        Technique.SYSTEMD_SERVICE,
        Technique.LAUNCH_AGENT,
        Technique.SSH_AUTHORIZED_KEYS,
        Technique.PYTHON_STARTUP_HOOKS,
    ),
    examine=examine,
    doc=__doc__,
)
