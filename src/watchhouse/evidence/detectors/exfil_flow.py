"""
Something worth stealing that flows into the network, whatever the host.

Looks at: network calls that receive credentials, browser stores, wallets, keys, tokens, keystrokes, screenshots, the
clipboard or the environment as a whole.
Does not look at: one variable of the environment (an API key in its own service's header), and secrets that a caller
hands over (see `secret-argument-exfil`).
Known honest users: cloud clients that read their own credential file, cookie importers, remote-control programs: LOW
when called, and from one source.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import endpoints_in, endpoints_of
from watchhouse.evidence.knowledge.loot import listed, loot_in
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import destination_of, handed_over
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_HOSTS_OF_THIEVES = (
    ServiceKind.CHAT_HOOK,
    ServiceKind.CHAT_BOT,
    ServiceKind.PASTE,
    ServiceKind.REQUEST_BIN,
    ServiceKind.TUNNEL,
    ServiceKind.DYNAMIC_DNS,
    ServiceKind.FILE_DROP,
    ServiceKind.FREE_HOST,
)
_OWN_SERVICE = frozenset(
    {Source.CREDENTIAL_FILE, Source.CLOUD_TOKEN, Source.CLIPBOARD, Source.SCREENSHOT, Source.CAMERA}
)
"""What honest programs also send when they are asked to: to their own cloud, or to the viewer."""


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each network call into which loot flows."""
    for code in facts.code:
        for call in code.calls:
            if call.sink is Sink.NETWORK:
                loot = loot_in(handed_over(call))
                if loot:
                    yield DETECTOR.sight_call(
                        call,
                        f"sends to the network: {listed(loot)}",
                        settled(code, _confidence(call, loot)),
                        attributes=(("sources", listed(loot)),),
                    )


def _confidence(call: Call, loot: frozenset[Source]) -> Confidence:
    if unasked(call.moment) or _goes_to_thief(call):
        return Confidence.HIGH
    confidence = Confidence.LOW if loot <= _OWN_SERVICE else Confidence.MEDIUM
    fixed = any(endpoint.away for endpoint in endpoints_of(call.values))
    return raised(confidence, when=len(loot) > 1 and fixed)


def _goes_to_thief(call: Call) -> bool:
    text = destination_of(call)
    if services_in(text, *_HOSTS_OF_THIEVES):
        return True
    return any(endpoint.address and endpoint.away for endpoint in endpoints_in(text))


DETECTOR = Detector(
    id="exfil-flow",
    title="Loot that flows into the network",
    severity=Severity.CRITICAL,
    techniques=(Technique.EXFILTRATION_C2, Technique.LOCAL_DATA),
    examine=examine,
    doc=__doc__,
)
