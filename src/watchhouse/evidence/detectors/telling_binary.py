"""
Machine code whose strings and imports tell what it is for.

What a native module or an assembly does cannot be read here, but where it sends, what it looks for and which
functions of the system it needs mostly stand in it.

Looks at: strings and imports of native members and of .NET assemblies: web-hooks and places to drop loot,
stores of passwords and wallets, commands that fetch and run, code put into other processes.
Does not look at: the machine code itself; strings that are put together or decoded at run time.
Known honest users: clients of such services; tools that clean or back up browsers; debuggers and profilers.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Zone
from watchhouse.evidence.facts.package import BinaryFacts, PackageFacts
from watchhouse.evidence.facts.zones import zone_of
from watchhouse.evidence.knowledge.hosts import endpoints_in
from watchhouse.evidence.knowledge.places import source_of_path, startup_place
from watchhouse.evidence.knowledge.programs import fetches_and_runs
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import raised
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_HOOKS = (ServiceKind.CHAT_HOOK, ServiceKind.CHAT_BOT)
_DROPS = (
    ServiceKind.PASTE,
    ServiceKind.REQUEST_BIN,
    ServiceKind.TUNNEL,
    ServiceKind.FILE_DROP,
)
_LOOT = frozenset({Source.BROWSER, Source.WALLET, Source.CHAT_TOKEN, Source.SSH_KEY, Source.CREDENTIAL_FILE})
_NUMBER = re.compile(r"\d{5,}|[A-Z][A-Z0-9]{7,}")
_INJECTS = ({"WriteProcessMemory", "NtWriteVirtualMemory"}, {"CreateRemoteThread", "NtCreateThreadEx", "QueueUserAPC",
            "SetThreadContext", "RtlCreateUserThread"})  # fmt: skip
_FETCHES = ("System.Net.WebClient.Download", "System.Net.Http.HttpClient.Get", "System.Net.WebRequest.Create")
_RUNS = ("System.Diagnostics.Process.Start", "System.Reflection.Assembly.Load")
_MOST = 20
_MANY = 3


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each thing that the strings or imports of a native member tell."""
    told = 0
    for binary in facts.binaries:
        zone = zone_of(binary.path, facts.tree.kind, frozenset(), facts.metadata.name)
        aside = zone in {Zone.TEST, Zone.DOCUMENT}
        for claim, confidence, text in _judge(binary):
            told += 1
            if told > _MOST:
                return
            yield DETECTOR.sight(
                claim,
                Confidence.LOW if aside else confidence,
                Location(path=binary.path),
                excerpt=text,
            )


def _judge(binary: BinaryFacts) -> Iterator[tuple[str, Confidence, str]]:
    """Yield claim, confidence and the string that shows it."""
    strings = binary.strings
    loot = {found for text in strings if (found := source_of_path(text)) is not None and found[0] in _LOOT}
    hook = next((text for text in strings if _complete_hook(text)), None)
    drop = next((text for text in strings if services_in(text, *_DROPS)), None)
    address = next(
        (text for text in strings if any(end.address and end.away for end in endpoints_in(text))), None
    )
    away = hook or drop or address
    if hook is not None:
        yield "holds the complete address of a chat channel", raised(Confidence.MEDIUM, when=bool(loot)), hook
    elif drop is not None:
        yield "names a place where anybody can drop data", Confidence.LOW, drop
    if len(loot) >= _MANY or (len({source for source, _ in loot}) > 1 and away):
        kinds = ", ".join(sorted(kind for _, kind in loot)[:6])
        yield "looks for passwords, wallets or tokens", raised(Confidence.MEDIUM, when=bool(away)), kinds
    command = next((text for text in strings if "://" in text and fetches_and_runs(text)), None)
    if command is not None:
        yield "holds a command that fetches something and runs it", Confidence.MEDIUM, command
    startup = next((text for text in strings if startup_place(text)), None)
    if startup is not None and away:
        yield "names a start-up place beside an address of its own", Confidence.MEDIUM, startup
    if all(names & binary.imports for names in _INJECTS):
        yield "puts code into other processes", Confidence.MEDIUM, ""
    if binary.managed and away and _calls(binary, _FETCHES) and _calls(binary, _RUNS):
        yield "fetches something from an address of its own and runs it", Confidence.MEDIUM, away


def _complete_hook(text: str) -> bool:
    """Return whether a chat service is named with somebody's number or token."""
    return any(len(use.rest) >= 20 and _NUMBER.search(use.rest) for use in services_in(text, *_HOOKS))


def _calls(binary: BinaryFacts, names: tuple[str, ...]) -> bool:
    return any(name.startswith(names) for name in binary.imports)


DETECTOR = Detector(
    id="telling-binary",
    title="Telling strings in machine code",
    severity=Severity.HIGH,
    techniques=(
        Technique.EXFILTRATION_WEB_SERVICE,
        Technique.BROWSER_CREDENTIALS,
        Technique.PROCESS_INJECTION,
    ),
    examine=examine,
    doc=__doc__,
)
