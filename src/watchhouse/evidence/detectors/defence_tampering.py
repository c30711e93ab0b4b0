"""
The machine's defences switched off or blinded.

Looks at: commands that exclude folders from antivirus, stop security programs, switch off firewalls, AMSI, ETW, SELinux
or Gatekeeper, and clear logs; patches of those functions in memory; writes to the hosts file.
Does not look at: configuration of the package's own logging.
Known honest users: hardening and host-file tools when called; test rigs that switch off a firewall.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.markers import MARKERS, MarkerKind
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import Command, Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_BLINDS = re.compile(
    r"(?:set|add)-mppreference\b|disablerealtimemonitoring|disableantispyware"
    r"|mpcmdrun\b[^\n]{0,40}-removedefinitions"
    r"|(?:sc|net)(?:\.exe)? (?:stop|config|delete)\s+\"?(?:windefend|wdnissvc|sense|wscsvc|securityhealth)"
    r"|reg(?:\.exe)? add\b[^\n]{0,120}windows defender|amsiutils|amsiinitfailed|amsicontext"
    r"|spctl --master-disable|csrutil disable|auditctl -e ?0|tccutil reset"
    r"|xattr -[rd]{1,2} com\.apple\.quarantine"
)
"""Commands with which a program blinds the machine's own defences."""

_LOOSENS = re.compile(
    r"netsh (?:adv)?firewall set \S{1,40}[^\n]{0,30}(?:state off|disable)|setenforce 0|ufw disable"
    r"|systemctl (?:stop|disable)\b[^\n]{0,20}(?:firewalld|auditd|apparmor|falcon|ufw)|iptables -(?:f"
    r"|-flush)\b"
    r"|wevtutil(?:\.exe)? cl\b|clear-eventlog|fsutil usn deletejournal|history -c\b|unset histfile|histsize=0"
    r"|rm (?:-\S{1,30} ){0,6}/var/log/|set-executionpolicy (?:unrestricted|bypass)[^\n]{0,40}localmachine|enablelua\b"
)
"""Commands that an administrator's tool may run when asked."""

_KILLS = re.compile(r"(?:taskkill|pkill|killall|stop-process|wmic process)\b")
_PATCHES = ("amsiscanbuffer", "amsi.dll", "etweventwrite", "ntdll!etw")
_HOSTS = ("/etc/hosts",)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of commands, patches and writes against the machine's defences."""
    for sheet in sheets(facts):
        for command in sheet.commands:
            found = _command(command)
            if found is not None:
                claim, confidence = found
                yield DETECTOR.sight_call(command.call, claim, settled(sheet.code, confidence))
        yield from _patched(sheet)
        yield from _hosts(sheet)


def _command(command: Command) -> tuple[str, Confidence] | None:
    """Return what is claimed of `command`, or None if it leaves defences alone."""
    text = command.text[:4000]
    asked = not unasked(command.call.moment) and command.call.location.layer == 0
    if _BLINDS.search(text):
        return "blinds the machine's defences", Confidence.MEDIUM if asked else Confidence.HIGH
    if _LOOSENS.search(text):
        return "switches off a defence or clears a log", Confidence.LOW if asked else Confidence.HIGH
    if _KILLS.search(text) and any(MARKERS.get(word) is MarkerKind.ANTIVIRUS for word in _words(text)):
        return "stops a security program", Confidence.MEDIUM if asked else Confidence.HIGH
    return None


def _words(text: str) -> list[str]:
    """Return the words of a command without `.exe`."""
    return [word.removesuffix(".exe") for word in re.split(r"[\s\"'/=,]+", text)]


def _patched(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a function of AMSI or ETW is named beside calls into native code."""
    native = next((call for call in sheet.code.calls if call.sink is Sink.NATIVE), None)
    if native is None:
        return
    for text in sheet.texts(*_PATCHES):
        yield DETECTOR.sight(
            "patches the interface through which the system asks antivirus or keeps its trace",
            settled(sheet.code, Confidence.HIGH),
            text.location,
            moment=text.moment,
            excerpt=text.value,
        )
        return


def _hosts(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where the hosts file is written."""
    for write in sheet.writes:
        if write.text.endswith(_HOSTS):
            yield DETECTOR.sight_call(
                write.call,
                "writes to the hosts file",
                settled(sheet.code, Confidence.HIGH if unasked(write.call.moment) else Confidence.LOW),
            )
            return


DETECTOR = Detector(
    id="defence-tampering",
    title="Defences switched off",
    severity=Severity.CRITICAL,
    techniques=(Technique.DISABLE_TOOLS,),
    examine=examine,
    doc=__doc__,
)
