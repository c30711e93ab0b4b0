"""
A wrapper that tells a stranger what passes through it.

A decorator, a proxy with `__getattr__` or a sub-class of a real client works as promised: it hands everything on to
what it wraps. On the way a copy of the arguments goes to a host of its author's.

Looks at: functions that hand their `*args` on to the function they wrap, to a method found by name or to `super()`, and
put them into a request to a constant host; hooks of HTTP sessions and of the interpreter that send what they see.
Does not look at: remote-procedure clients, whose arguments go nowhere but to the service; replaced functions of other
libraries (see `secret-interception`).
Known honest users: tracers that report arguments to their own service: LOW where the host is the package's own.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Function, Items, Method
from watchhouse.evidence.knowledge.hosts import Endpoint, endpoints_in, endpoints_of
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Source, Value
from watchhouse.evidence.views.arguments import destination_of, sends
from watchhouse.evidence.views.circumstances import raised, settled
from watchhouse.evidence.views.ownership import own_words, owns
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_MAILBOXES = (
    ServiceKind.CHAT_HOOK,
    ServiceKind.CHAT_BOT,
    ServiceKind.PASTE,
    ServiceKind.REQUEST_BIN,
    ServiceKind.TUNNEL,
    ServiceKind.DYNAMIC_DNS,
    ServiceKind.FILE_DROP,
    ServiceKind.FREE_HOST,
)
_HOOKS = (".register_hook", ".hooks[].append", ".hooks[].extend", ".hooks.update", ".add_event_hook")
_WATCHERS = frozenset({"sys.settrace", "sys.setprofile", "sys.addaudithook", "threading.settrace"})
_CLIENTS = ("httpx.Client", "httpx.AsyncClient", "requests.Session")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each request that carries what passes through a wrapper or hook."""
    words: frozenset[str] | None = None
    for sheet in sheets(facts):
        for call in (*_wrappers(sheet), *_hooked(sheet)):
            words = own_words(facts) if words is None else words
            confidence = _confidence(call, words)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call,
                    "sends what passes through a wrapper or hook to an address that stands in the code",
                    settled(sheet.code, confidence),
                )


def _wrappers(sheet: Sheet) -> Iterator[Call]:
    return (call for call in sheet.outgoing if call.receives(Source.PASSED_THROUGH))


def _hooked(sheet: Sheet) -> Iterator[Call]:
    """Yield each request that hands something over in a function that was hung into a client or the interpreter."""
    names = {name for call in _hooks(sheet) for value in call.values for name in _functions(value)}
    for call in sheet.outgoing if names else ():
        if sends(call) and any(
            call.function == name or call.function.startswith(f"{name}.") for name in names
        ):
            yield call


def _hooks(sheet: Sheet) -> Iterator[Call]:
    for name, found in sheet.named.items():
        if name.endswith(_HOOKS) or name in _WATCHERS or name in _CLIENTS:
            yield from found


def _functions(value: Value, depth: int = 3) -> Iterator[str]:
    """Yield the qualified names of the functions of the package in `value`."""
    match value.target:
        case Function(qualname=name) | Method(function=Function(qualname=name)):
            yield name
        case Items(pairs=pairs) if depth:
            for _, one in pairs:
                yield from _functions(one, depth - 1)
        case _:
            return


def _confidence(call: Call, words: frozenset[str]) -> Confidence | None:
    text = destination_of(call)
    hosts: list[Endpoint] = [one for one in (*endpoints_of(call.values), *endpoints_in(text)) if one.away]
    if services_in(text, *_MAILBOXES) or any(host.address for host in hosts):
        return Confidence.HIGH
    if not hosts:
        return None
    if any(owns(words, host.host) for host in hosts):
        return Confidence.LOW
    return raised(Confidence.MEDIUM, when=call.discarded and call.silenced)


DETECTOR = Detector(
    id="call-interception",
    title="A wrapper that tells a stranger what passes through it",
    severity=Severity.HIGH,
    techniques=(Technique.MALICIOUS_LIBRARY, Technique.EXFILTRATION_WEB_SERVICE),
    examine=examine,
    doc=__doc__,
)
