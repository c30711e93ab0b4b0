"""
Content fetched from the network that is run.

The package is only a stub: the payload is fetched when it runs, can change at any time and never passes a registry.

Looks at: remote content that reaches exec, eval or a process; a file fetched and then started; command lines that
fetch and run in one breath (`curl … | sh`, `iex (iwr …)`, certutil, mshta).
Does not look at: remote content used as an address (see `dead-drop`, `remote-config`).
Known honest users: installers of tools and browsers (playwright, rustup, nvm), which say so and run when called.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Constructed
from watchhouse.evidence.knowledge.hosts import endpoints_in
from watchhouse.evidence.knowledge.programs import fetches_and_runs
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import UNKNOWN, Sink, Source
from watchhouse.evidence.views.arguments import command_of, said, verb_of
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SHADY = (
    ServiceKind.FILE_DROP,
    ServiceKind.PASTE,
    ServiceKind.TUNNEL,
    ServiceKind.DYNAMIC_DNS,
    ServiceKind.REQUEST_BIN,
    ServiceKind.CHAT_HOOK,
)
_LOADS = ("pickle.", "dill.", "cloudpickle.", "types.", "marshal.")
_TO_FILE = frozenset({"urlretrieve", "download", "download_file", "DownloadFile", "retrieve"})
_SHORTEST_NAME = 3


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings for content that is run straight away, through a file, or by a command line."""
    for code in facts.code:
        yield from _direct(code)
        yield from _through_file(code)


def _direct(code: CodeFacts) -> Iterator[Sighting]:
    for call in code.calls:
        if call.sink is Sink.CODE and call.receives(Source.REMOTE_CONTENT):
            yield DETECTOR.sight_call(
                call, "runs code fetched from the network", settled(code, _of_code(call))
            )
        elif call.sink is Sink.PROCESS or call.name.startswith(("shell.", "powershell.", "batch.")):
            if fetches_and_runs(said(call)) or (call.sink is None and fetches_and_runs(call.excerpt)):
                confidence = raised(Confidence.MEDIUM, when=unasked(call.moment) or _shady(said(call)))
                yield DETECTOR.sight_call(
                    call,
                    "starts a command line that fetches something and runs it",
                    settled(code, confidence),
                )
            elif _told_by_network(call):
                confidence = raised(raised(Confidence.LOW, when=_whole(call)), when=unasked(call.moment))
                yield DETECTOR.sight_call(
                    call, "hands content fetched from the network to a process", settled(code, confidence)
                )


def _of_code(call: Call) -> Confidence:
    """`eval` of a reply is also how beginners read JSON, and a pickle how frameworks pass work around."""
    if call.name.startswith(_LOADS):
        return raised(Confidence.LOW, when=unasked(call.moment))
    if call.name in {"builtins.eval", "builtins.compile"}:
        return raised(Confidence.MEDIUM, when=unasked(call.moment))
    return Confidence.HIGH


def _told_by_network(call: Call) -> bool:
    """Return whether a command line is made of remote content; one that is known in full only names a fetched file."""
    command = call.argument(0, "args")
    return call.sink is Sink.PROCESS and command.const is UNKNOWN and command.has(Source.REMOTE_CONTENT)


def _whole(call: Call) -> bool:
    """Return whether nothing but remote content stands in the command."""
    return not command_of(call).replace("{}", "").strip()


def _through_file(code: CodeFacts) -> Iterator[Sighting]:
    fetched = [(call, _file_of(call)) for call in code.calls if _fetches_file(call)]
    if not fetched:
        return
    shady = any(_shady(said(call)) for call, _ in fetched) or any(
        _shady(said(call)) for call in code.calls if call.sink is Sink.NETWORK
    )
    names = {name for _, name in fetched if len(name) >= _SHORTEST_NAME}
    functions = {call.function for call, _ in fetched}
    for call in code.calls:
        if not _starts_file(call):
            continue
        if _told_by_network(call):
            continue
        command = said(call)
        same_file = any(name in command for name in names) or (
            call.sink is Sink.PROCESS and call.receives(Source.REMOTE_CONTENT)
        )
        if not same_file and (call.function not in functions or command.replace("{}", "").strip()):
            continue
        confidence = raised(Confidence.LOW, when=same_file)
        confidence = raised(raised(confidence, when=unasked(call.moment)), when=shady)
        yield DETECTOR.sight_call(
            call, "starts a file that it fetched from the network", settled(code, confidence)
        )


def _fetches_file(call: Call) -> bool:
    if call.sink is Sink.NETWORK and verb_of(call) in _TO_FILE:
        return True
    return call.sink in {Sink.FILE, Sink.STARTUP} and call.receives(Source.REMOTE_CONTENT)


def _file_of(call: Call) -> str:
    """Return the last part of the path that `call` writes, empty if it is not known."""
    opened = call.receiver.target
    if call.name.startswith("javascript."):
        path = call.argument(0).text
    elif call.sink is Sink.NETWORK:
        path = call.argument(1, "filename").text or call.argument(1, "out").text
    elif isinstance(opened, Constructed) and opened.arguments:
        path = opened.arguments[0].text
    else:
        path = ""
    name = path.replace("\\", "/").rsplit("/", maxsplit=1)[-1]
    return "" if "{}" in name else name


def _starts_file(call: Call) -> bool:
    if call.sink is Sink.PROCESS:
        return True
    if call.sink is Sink.CODE:
        return call.receives(Source.LOCAL_FILE) or call.name.startswith(("runpy.", "importlib.", "imp."))
    return call.name in {"ctypes.CDLL", "ctypes.WinDLL"}


def _shady(text: str) -> bool:
    return bool(services_in(text, *_SHADY)) or any(host.address and host.away for host in endpoints_in(text))


DETECTOR = Detector(
    id="download-exec",
    title="Fetched content that is run",
    severity=Severity.CRITICAL,
    techniques=(Technique.TOOL_TRANSFER, Technique.WEB_PROTOCOLS),
    examine=examine,
    doc=__doc__,
)
