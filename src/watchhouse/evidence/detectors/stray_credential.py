"""
A service's credential that goes to somebody else.

The name of a variable or argument says whose key it is: `AWS_SECRET_ACCESS_KEY`, `openai_api_key`. Honest code shows
it at that service's door. A thief puts it into the body of a request to a host of his own.

Looks at: secrets named after a service, from the environment or the caller, told to a constant host that is neither
that service's nor the package's own; any secret variable that is told to a mailbox, tunnel or raw address.
Does not look at: keys in the header where a service wants one (gateways accept other services' keys there), unless it
happens unasked; hosts that the user configures; the environment as a whole (see `environment-theft`).
Known honest users: set-up tools that store keys at a gateway: MEDIUM.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.brands import at_home, owner_of
from watchhouse.evidence.knowledge.hosts import Endpoint, endpoints_in, endpoints_of
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Sink, Source, Taint
from watchhouse.evidence.views.arguments import destination_of
from watchhouse.evidence.views.circumstances import aside, raised, settled, unasked
from watchhouse.evidence.views.ownership import own_words, owns
from watchhouse.evidence.views.telling import secrets_told
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
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each credential that goes astray."""
    words: frozenset[str] | None = None
    for code in facts.code:
        for call in code.calls:
            if call.sink is not Sink.NETWORK or aside(code) or not _named_in(call.taints):
                continue
            words = own_words(facts) if words is None else words
            found = _astray(call, words)
            if found is not None:
                name, confidence = found
                yield DETECTOR.sight_call(
                    call,
                    "sends the credential of one service to another host",
                    settled(code, confidence),
                    attributes=(("credential", name[:100]),),
                )


def _astray(call: Call, words: frozenset[str]) -> tuple[str, Confidence] | None:
    """Return the credential that `call` sends to a stranger, and how sure that is."""
    told = secrets_told(call, _named_in)
    text = destination_of(call)
    hosts = [host for host in (*endpoints_of(call.values), *endpoints_in(text)) if host.away]
    if not hosts or any(owns(words, host.host) for host in hosts):
        return None
    variables = told & _variables_in(call.taints)
    if variables and (services_in(text, *_MAILBOXES) or any(host.address for host in hosts)):
        return min(variables), Confidence.HIGH
    for name in sorted(told):
        if _foreign(name, hosts):
            furtive = unasked(call.moment) or (call.discarded and call.silenced)
            return name, raised(Confidence.MEDIUM, when=furtive)
    shown = sorted(name for name in _named_in(call.taints) - told if _foreign(name, hosts))
    return (shown[0], Confidence.LOW) if shown and unasked(call.moment) else None


def _foreign(name: str, hosts: list[Endpoint]) -> bool:
    owner = owner_of(name)
    return bool(owner) and not any(at_home(owner, host.host) for host in hosts)


def _variables_in(taints: frozenset[Taint]) -> frozenset[str]:
    """Return the single variables in `taints` that are named like secrets."""
    return frozenset(
        taint.detail
        for taint in taints
        if taint.source is Source.ENVIRONMENT and is_secret_name(taint.detail)
    )


def _named_in(taints: frozenset[Taint]) -> frozenset[str]:
    """Return the secrets in `taints`: such variables, and arguments whose name says whose they are."""
    arguments = (taint.detail for taint in taints if taint.source is Source.SECRET_ARGUMENT)
    return _variables_in(taints) | {name for name in arguments if owner_of(name)}


DETECTOR = Detector(
    id="stray-credential",
    title="A service's credential sent to somebody else",
    severity=Severity.CRITICAL,
    techniques=(Technique.EXFILTRATION_WEB_SERVICE, Technique.ACCESS_TOKEN),
    examine=examine,
    doc=__doc__,
)
