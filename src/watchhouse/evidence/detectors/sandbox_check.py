"""
Code that looks whether it is being watched.

Looks at: lists of names of virtual machines, their tools and adapters, of debuggers, of antivirus and of analysts'
machines; questions for a debugger; sizes of memory and disk asked for beside them.
Does not look at: questions for the operating system alone (see `guardrail`).
Known honest users: hardware inventories name virtual machines; test runners ask for a debugger.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.markers import MarkerKind, markers_in
from watchhouse.evidence.values import Sink
from watchhouse.evidence.views.circumstances import aside, raised, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DEBUGGER = (
    "IsDebuggerPresent",
    "CheckRemoteDebuggerPresent",
    "NtQueryInformationProcess",
    "NtSetInformationThread",
)
_TRACED = ("tracerpid", "pt_deny_attach")
_SIZES = (
    "psutil.virtual_memory", "psutil.disk_usage", "shutil.disk_usage", "psutil.cpu_count", "os.cpu_count",
    "psutil.boot_time", "multiprocessing.cpu_count",
)  # fmt: skip
_MANY = 6
_FEW = 2
_PROBES = (
    "computersystem get model",
    "bios get serialnumber",
    "win32_computersystem",
    "/sys/class/dmi/id",
    "systemd-detect-virt",
    "system_profiler sphardware",
)
_TELLING = frozenset({MarkerKind.GUEST_TOOL, MarkerKind.DEBUGGER, MarkerKind.ANALYST, MarkerKind.ADAPTER})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that looks for signs of being watched."""
    for sheet in sheets(facts):
        if aside(sheet.code):
            continue
        yield from _names(sheet)
        yield from _debugger(sheet)


def _names(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting for lists of telling names."""
    found = markers_in(text.value for text in sheet.code.texts)
    total = sum(len(names) for names in found.values())
    telling = found.keys() & _TELLING
    if total < _FEW or not found:
        return
    confidence = Confidence.LOW
    if total >= _MANY or len(telling) >= _FEW or (telling and sheet.any_call(frozenset(_SIZES))):
        confidence = Confidence.MEDIUM
    acts = bool(sheet.outgoing or sheet.commands) or any(call.sink is Sink.CODE for call in sheet.code.calls)
    if total >= _MANY and len(telling) >= _FEW and acts:
        confidence = Confidence.HIGH
    if not telling and not (total >= _FEW and MarkerKind.ANTIVIRUS in found):
        confidence = Confidence.LOW
    first = next(text for text in sheet.code.texts if markers_in((text.value,)))
    yield DETECTOR.sight(
        "looks for names by which it would know that it is watched",
        confidence,
        first.location,
        moment=first.moment,
        excerpt=first.value,
        attributes=[(kind.value, str(len(names))) for kind, names in sorted(found.items())],
    )


def _debugger(sheet: Sheet) -> Iterator[Sighting]:
    """Yield sightings of questions for a debugger and for the model of the machine."""
    for name, calls in sheet.named.items():
        if name.endswith(_DEBUGGER):
            yield DETECTOR.sight_call(
                calls[0],
                "asks the system whether it is being debugged",
                settled(sheet.code, raised(Confidence.LOW, when=unasked(calls[0].moment))),
            )
    for text in sheet.texts(*_TRACED):
        yield DETECTOR.sight(
            "asks the system whether it is being debugged",
            Confidence.LOW,
            text.location,
            moment=text.moment,
            excerpt=text.value,
        )
        return
    for command in sheet.commands:
        if any(probe in command.text for probe in _PROBES):
            strange = unasked(command.call.moment) or command.call.location.layer > 0
            yield DETECTOR.sight_call(
                command.call,
                "asks for the model or serial number of the machine",
                settled(sheet.code, raised(Confidence.LOW, when=strange and bool(sheet.outgoing))),
            )
            return


DETECTOR = Detector(
    id="sandbox-check",
    title="Looks whether it is watched",
    severity=Severity.MEDIUM,
    techniques=(Technique.SYSTEM_CHECKS, Technique.SECURITY_SOFTWARE_DISCOVERY),
    examine=examine,
    doc=__doc__,
)
