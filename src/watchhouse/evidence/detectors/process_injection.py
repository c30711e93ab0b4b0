"""
Code written into another process and started there.

Looks at: members that open another process, write into its memory and start a thread or change its context; ptrace
with POKE requests.
Does not look at: memory of the own process (see `shellcode`).
Known honest users: debuggers, game trainers and instrumentation (pymem, frida), asked by their caller: MEDIUM.
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

_WRITES = frozenset(
    {"WriteProcessMemory", "NtWriteVirtualMemory", "ZwWriteVirtualMemory", "process_vm_writev"}
)
_STARTS = frozenset(
    {"CreateRemoteThread", "CreateRemoteThreadEx", "NtCreateThreadEx", "RtlCreateUserThread", "QueueUserAPC",
     "NtQueueApcThread", "SetThreadContext", "NtSetContextThread", "ResumeThread", "NtResumeThread"}
)  # fmt: skip
_PREPARES = frozenset(
    {"OpenProcess", "NtOpenProcess", "VirtualAllocEx", "NtAllocateVirtualMemory", "NtUnmapViewOfSection",
     "CreateProcessA", "CreateProcessW", "VirtualProtectEx"}
)  # fmt: skip
_POKES = frozenset({4, 5})
"""PTRACE_POKETEXT and PTRACE_POKEDATA."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each member that runs code in another process, at the call that starts or writes it."""
    for code in facts.code:
        sighting = _member(code)
        if sighting is not None:
            yield sighting


def _member(code: CodeFacts) -> Sighting | None:
    writes: list[Call] = []
    starts: list[Call] = []
    prepares = False
    for call in code.calls:
        verb = verb_of(call)
        if verb in _WRITES or (verb == "ptrace" and call.argument(0).const in _POKES):
            writes.append(call)
        elif verb in _STARTS:
            starts.append(call)
        elif verb in _PREPARES or verb == "ptrace":
            prepares = True
    if not writes or not (starts or prepares):
        return None
    loaded = any(
        isinstance(value.const, bytes) or value.has(Source.DECODED, Source.REMOTE_CONTENT)
        for call in writes
        for value in call.values
    )
    confidence = raised(Confidence.LOW, when=bool(starts) or verb_of(writes[-1]) == "ptrace")
    confidence = raised(confidence, when=bool(starts) and (loaded or unasked(starts[-1].moment)))
    return DETECTOR.sight_call(
        (starts or writes)[-1],
        "writes into another process and starts what it wrote",
        settled(code, confidence),
    )


DETECTOR = Detector(
    id="process-injection",
    title="Code put into another process",
    severity=Severity.CRITICAL,
    techniques=(Technique.PROCESS_INJECTION,),
    examine=examine,
    doc=__doc__,
)
