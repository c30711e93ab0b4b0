"""
A secret that the caller handed over, sent to an address that stands in the code.

The plain small function of today's thieves: it takes a private key or a password, does what its name says, and tells
the author on the way.

Looks at: arguments named like secrets that reach a network call whose host is constant.
Does not look at: hosts that the caller gives, and the package's own service (its name or home page is in the host).
Known honest users: API clients that log in with a password or token: LOW, and nothing where the host is their own.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import Endpoint, endpoints_in, endpoints_of
from watchhouse.evidence.knowledge.loot import is_key, secrets_in
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import address_of, destination_of, verb_of
from watchhouse.evidence.views.circumstances import settled
from watchhouse.evidence.views.ownership import own_words, owns
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_COLLECTORS = (
    ServiceKind.CHAT_HOOK,
    ServiceKind.CHAT_BOT,
    ServiceKind.PASTE,
    ServiceKind.REQUEST_BIN,
    ServiceKind.TUNNEL,
    ServiceKind.DYNAMIC_DNS,
    ServiceKind.FILE_DROP,
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each secret argument that is sent to a constant host."""
    words: frozenset[str] | None = None
    for code in facts.code:
        for call in code.calls:
            if call.sink is not Sink.NETWORK or not secrets_in(call.taints):
                continue
            words = own_words(facts) if words is None else words
            confidence = _confidence(call, words)
            if confidence is not None:
                yield DETECTOR.sight_call(
                    call,
                    "sends a secret that its caller handed over to an address that stands in the code",
                    settled(code, confidence),
                )


def _confidence(call: Call, words: frozenset[str]) -> Confidence | None:
    told = _told(call)
    keys = any(is_key(name) for name in told)
    text = destination_of(call)
    if told and services_in(text, *_COLLECTORS):
        return Confidence.HIGH
    hosts = [host for host in (*endpoints_of(call.values), *endpoints_in(text)) if host.away]
    if not told or not hosts:
        return None
    if address_of(call).has(Source.DECODED):
        return Confidence.HIGH
    if any(host.address for host in hosts):
        return Confidence.HIGH if keys else Confidence.MEDIUM
    return _named(hosts, words, keys=keys)


def _named(hosts: list[Endpoint], words: frozenset[str], *, keys: bool) -> Confidence | None:
    own = any(owns(words, host.host) for host in hosts)
    if keys:
        return Confidence.LOW if own else Confidence.MEDIUM
    return None if own else Confidence.LOW


def _told(call: Call) -> frozenset[str]:
    """
    Return the secrets that are told, and not shown to the service as the key to its own door.

    A hole in the address (`/bot{}/…`) and the arguments `auth` and `headers` are keys to the door.
    """
    address = address_of(call)
    names: set[str] = set()
    for position, value in enumerate(call.arguments):
        if value is not address and (position or verb_of(call) not in {"get", "post"}):
            names |= secrets_in(value.taints)
    for keyword, value in call.keywords:
        if keyword in {"auth", "headers"}:
            names |= {name for name in secrets_in(value.taints) if is_key(name) and "api" not in name.lower()}
        elif keyword != "url":
            names |= secrets_in(value.taints)
    if address.has(Source.DECODED) or not _door(address.text):
        names |= secrets_in(address.taints)
    return frozenset(names)


def _door(url: str) -> bool:
    """Return whether a hole in `url` stands where a service wants its own token."""
    return "/bot{}" in url or "/webhooks/{}" in url or "key={}" in url or "token={}" in url or "{}@" in url


DETECTOR = Detector(
    id="secret-argument-exfil",
    title="A caller's secret sent to the author",
    severity=Severity.CRITICAL,
    techniques=(Technique.EXFILTRATION_WEB_SERVICE, Technique.PRIVATE_KEYS),
    examine=examine,
    doc=__doc__,
)
