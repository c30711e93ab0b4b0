"""
A secret that the caller handed over, sent to an address that stands in the code.

The plain small function of today's thieves: it takes a private key or a password, does what its name says, and tells
the author on the way.

Looks at: arguments, attributes, items and variables named like secrets, answers to prompts for one, and what wallets'
libraries make, that reach a network call (or `curl`) whose host is constant.
Does not look at: hosts that the caller gives, and the package's own service (its name or home page is in the host).
A token in the header or place where a service wants its own is none that is told.
Known honest users: API clients that log in with a password or token: LOW, MEDIUM where nobody looks at the answer and
the package's main service is another one; nothing where the host is their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Constructed
from watchhouse.evidence.knowledge.hosts import Endpoint, endpoints_in, endpoints_of
from watchhouse.evidence.knowledge.loot import is_key, secrets_in
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import address_of, destination_of, program_of
from watchhouse.evidence.views.circumstances import raised, settled
from watchhouse.evidence.views.ownership import main_site, own_words, owns, site
from watchhouse.evidence.views.telling import secrets_told
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SENDERS = frozenset({"curl", "wget", "nc", "ncat", "socat"})
_CONNECTS = frozenset({"socket.socket().connect", "socket.socket().connect_ex"})
_KEY_COLLECTORS = (
    ServiceKind.BLOCKCHAIN,
    ServiceKind.FREE_HOST,
    ServiceKind.SHORTENER,
    ServiceKind.PUBLIC_PAGE,
)
"""Where a password may be at home, but no private key."""
_COLLECTORS = (
    ServiceKind.CHAT_HOOK,
    ServiceKind.CHAT_BOT,
    ServiceKind.PASTE,
    ServiceKind.REQUEST_BIN,
    ServiceKind.TUNNEL,
    ServiceKind.DYNAMIC_DNS,
    ServiceKind.FILE_DROP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owner:
    """What is known of the package's own service."""

    words: frozenset[str]
    main: str
    """The site to which most requests go."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each secret argument that is sent to a constant host."""
    owner: _Owner | None = None
    for code in facts.code:
        for call in code.calls:
            sends = call.sink is Sink.NETWORK or (call.sink is Sink.PROCESS and program_of(call) in _SENDERS)
            if not sends or not secrets_in(call.taints):
                continue
            if owner is None:
                owner = _Owner(words=own_words(facts), main=main_site(facts))
            confidence = _confidence(code, call, owner)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call,
                    "sends a secret that its caller handed over to an address that stands in the code",
                    settled(code, confidence),
                )


def _confidence(code: CodeFacts, call: Call, owner: _Owner) -> Confidence | None:
    told = secrets_in(call.taints) if call.sink is Sink.PROCESS else secrets_told(call)
    if not told:
        return None
    keys = any(is_key(name) for name in told)
    text = destination_of(call)
    if services_in(text, *_COLLECTORS) or (keys and services_in(text, *_KEY_COLLECTORS)):
        return Confidence.HIGH
    hosts = [host for host in (*_reached(code, call), *endpoints_in(text)) if host.away]
    if not hosts:
        return None
    if address_of(call).has(Source.DECODED):
        return Confidence.HIGH
    if any(host.address for host in hosts):
        return Confidence.HIGH if keys else Confidence.MEDIUM
    return _named(call, hosts, owner, keys=keys)


def _reached(code: CodeFacts, call: Call) -> tuple[Endpoint, ...]:
    """Return the hosts that a call, what it is a method of, or the connection made before it in its function names."""
    made = call.receiver.target
    opened = made.arguments if isinstance(made, Constructed) else ()
    found = (*endpoints_of(call.values), *endpoints_of(opened))
    if not found and call.name.startswith("socket.socket()."):
        before = (one for one in code.calls if one.name in _CONNECTS and one.function == call.function)
        found = tuple(host for one in before for host in endpoints_of(one.values))
    return found


def _named(call: Call, hosts: list[Endpoint], owner: _Owner, *, keys: bool) -> Confidence | None:
    if any(owns(owner.words, host.host) for host in hosts):
        return Confidence.LOW if keys else None
    elsewhere = bool(owner.main) and all(site(host.host) != owner.main for host in hosts)
    furtive = call.discarded and (call.silenced or elsewhere)
    return raised(Confidence.MEDIUM if keys else Confidence.LOW, when=furtive)


DETECTOR = Detector(
    id="secret-argument-exfil",
    title="A caller's secret sent to the author",
    severity=Severity.CRITICAL,
    techniques=(Technique.EXFILTRATION_WEB_SERVICE, Technique.PRIVATE_KEYS),
    examine=examine,
    doc=__doc__,
)
