"""
Traffic to a machine that has no name, or to an unusual port.

Honest services have names. An address written as a number, in whatever spelling, is a machine rented for a week.

Looks at: network calls whose host is a public raw address (dotted, decimal, hexadecimal, octal), and tainted or unasked
calls to a named host on an unusual port.
Does not look at: private networks, loopback, link-local addresses and well-known name servers.
Known honest users: `connect(("8.8.8.8", 80))` to learn one's own address (excluded); device libraries, on private
networks.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import (
    ORDINARY_PORTS,
    RESOLVERS,
    Endpoint,
    endpoints_in,
    endpoints_of,
)
from watchhouse.evidence.knowledge.loot import identity_in, loot_in, secrets_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import destination_of
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_TAKEN = (Source.LOCAL_FILE, Source.PROCESS_OUTPUT)
_SCRIPTS = ("shell.curl", "shell.wget", "shell.nc", "powershell.invoke-", "batch.curl")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each network call to a raw address or an unusual port."""
    for code in facts.code:
        for call in code.calls:
            if call.sink is not Sink.NETWORK and not call.name.startswith(_SCRIPTS):
                continue
            for endpoint in (*endpoints_of(call.values), *endpoints_in(destination_of(call))):
                if endpoint.away and endpoint.address not in RESOLVERS:
                    sighting = _sighting(code, call, endpoint)
                    if sighting is not None:
                        yield sighting
                        break


def _sighting(code: CodeFacts, call: Call, endpoint: Endpoint) -> Sighting | None:
    taken = bool(
        loot_in(call.taints) or secrets_in(call.taints) or identity_in(call.taints)
    ) or call.receives(*_TAKEN)
    odd_port = endpoint.port is not None and endpoint.port not in ORDINARY_PORTS
    if endpoint.address:
        confidence = raised(raised(Confidence.LOW, when=taken), when=unasked(call.moment))
        confidence = raised(confidence, when=bool(loot_in(call.taints)))
        claim = f"sends {'data of this machine' if taken else 'traffic'} to a public address without a name"
    elif odd_port and (taken or unasked(call.moment)):
        confidence = raised(Confidence.LOW, when=taken and unasked(call.moment))
        claim = "sends traffic to an unusual port"
    else:
        return None
    attributes = (("host", endpoint.address or endpoint.host), ("port", str(endpoint.port or "")))
    return DETECTOR.sight_call(call, claim, settled(code, confidence), attributes=attributes)


DETECTOR = Detector(
    id="exfil-raw-ip",
    title="Traffic to a machine without a name",
    severity=Severity.HIGH,
    techniques=(Technique.EXFILTRATION_C2, Technique.NON_STANDARD_PORT),
    examine=examine,
    doc=__doc__,
)
