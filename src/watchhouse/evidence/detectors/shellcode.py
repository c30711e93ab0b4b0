"""
Machine code placed in memory and run from Python.

Looks at: members that ask for executable memory, copy bytes into it and start them, by whatever binding.
Does not look at: other processes' memory (see `process-injection`), and extension modules.
Known honest users: just-in-time compilers and CPU-feature probes (`py-cpuinfo`): MEDIUM at most.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.arguments import verb_of
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_ALLOCATES = frozenset(
    {"VirtualAlloc", "VirtualProtect", "HeapCreate", "NtAllocateVirtualMemory", "mmap", "mprotect"}
)
_COPIES = frozenset(
    {
        "RtlMoveMemory",
        "memmove",
        "RtlCopyMemory",
        "WriteProcessMemory",
        "NtWriteVirtualMemory",
        "memcpy",
        "write",
    }
)
_STARTS = frozenset(
    {"CreateThread", "NtCreateThreadEx", "CFUNCTYPE", "PYFUNCTYPE", "WINFUNCTYPE", "EnumSystemLocalesA", "EnumWindows",
     "EnumDesktopsA", "EnumChildWindows", "CreateFiber", "QueueUserAPC", "EnumSystemGeoID", "EnumFonts", "cast",
     "CertEnumSystemStore", "CreateTimerQueueTimer"}
)  # fmt: skip
_STARTS_FOR_SURE = _STARTS - {
    "CFUNCTYPE",
    "PYFUNCTYPE",
    "WINFUNCTYPE",
    "EnumWindows",
    "EnumChildWindows",
    "cast",
}
_EXECUTABLE = 0x40
"""PAGE_EXECUTE_READWRITE."""
_PROT_EXEC = 0x4


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that runs machine code from memory, at the call that starts it."""
    for code in facts.code:
        sighting = _member(code)
        if sighting is not None:
            yield sighting


def _member(code: CodeFacts) -> Sighting | None:
    allocated: list[Call] = []
    copied: list[Call] = []
    started: list[Call] = []
    for call in code.calls:
        verb = verb_of(call)
        if verb in _ALLOCATES and _executable(call, verb):
            allocated.append(call)
        elif verb in _COPIES:
            copied.append(call)
        elif verb in _STARTS:
            started.append(call)
    if not allocated or not started:
        return None
    sure = [call for call in started if verb_of(call) in _STARTS_FOR_SURE]
    confidence = raised(Confidence.LOW, when=bool(copied))
    confidence = raised(confidence, when=bool(sure) and bool(copied) and _loaded(copied))
    confidence = raised(confidence, when=unasked(started[-1].moment) and bool(copied))
    return DETECTOR.sight_call(
        (sure or started)[-1], "puts machine code into memory and starts it", settled(code, confidence)
    )


def _executable(call: Call, verb: str) -> bool:
    """Return whether the memory asked for may be executed; where the flags are not known, it may."""
    flags = [value.const for value in call.values if isinstance(value.const, int)]
    if verb in {"mmap", "mprotect"}:
        return "PROT_EXEC" in call.excerpt or any(
            flag & _PROT_EXEC and flag < 2 * _PROT_EXEC for flag in flags
        )
    return not flags or _EXECUTABLE in flags or verb in {"HeapCreate", "NtAllocateVirtualMemory"}


def _loaded(copied: list[Call]) -> bool:
    """Return whether what is copied stands in the code as bytes, or was decoded or fetched."""
    return any(
        isinstance(value.const, bytes | bytearray) or value.has(Source.DECODED, Source.REMOTE_CONTENT)
        for call in copied
        for value in call.values
    )


DETECTOR = Detector(
    id="shellcode",
    title="Machine code run from memory",
    severity=Severity.CRITICAL,
    techniques=(Technique.REFLECTIVE_LOADING,),
    examine=examine,
    doc=__doc__,
)
