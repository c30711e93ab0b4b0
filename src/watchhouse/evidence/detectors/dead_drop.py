"""
Orders fetched from a place that belongs to somebody else: a paste, a gist, a chat page, a blockchain.

A dead drop lets the attacker change the address or the payload of a published package at any time, behind a host that
nobody blocks.

Looks at: members that fetch from a paste site, raw repository file, public page, shortener or blockchain node, and in
which fetched content becomes an address, a command or code; blockchain clients whose reply is run.
Does not look at: fetches whose content stays data.
Known honest users: installers that read a list of releases from a raw repository file: LOW when called.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.services import ServiceKind, Use, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import address_of, destination_of
from watchhouse.evidence.views.circumstances import OUTWARD, raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DROPS = (
    ServiceKind.PASTE,
    ServiceKind.RAW_REPOSITORY,
    ServiceKind.PUBLIC_PAGE,
    ServiceKind.SHORTENER,
    ServiceKind.BLOCKCHAIN,
    ServiceKind.CHAT_BOT,
)
_ODD = frozenset({ServiceKind.PASTE, ServiceKind.PUBLIC_PAGE, ServiceKind.BLOCKCHAIN})
"""Places from which honest programs fetch no addresses and no code."""
_CHAINS = frozenset(
    {"web3", "solana", "solders", "aptos_sdk", "xrpl", "stellar_sdk", "tronpy", "bitcoinlib", "ic"}
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each use of dropped content as an address, a command or code."""
    for code in facts.code:
        drop = _drop(code)
        on_chain = any(name.partition(".")[0] in _CHAINS for name in code.imports)
        if drop is None and not on_chain:
            continue
        for call in code.calls:
            use = _obeys(call, on_chain=on_chain)
            if use:
                kind = drop.kind.value if drop else ServiceKind.BLOCKCHAIN.value
                yield DETECTOR.sight_call(
                    call,
                    f"takes {use} from a {kind}",
                    settled(code, _confidence(call, drop)),
                    attributes=(("host", drop.host if drop else ""),),
                )


def _drop(code: CodeFacts) -> Use | None:
    for call in code.calls:
        if call.sink is Sink.NETWORK:
            uses = services_in(destination_of(call), *_DROPS)
            if uses:
                return uses[0]
            for taint in call.taints:
                uses = services_in(taint.detail, *_DROPS) if taint.source is Source.REMOTE_CONTENT else ()
                if uses:
                    return uses[0]
    for text in code.texts:
        if "://" in text.value:
            uses = services_in(text.value, *_ODD)
            if uses:
                return uses[0]
    return None


def _obeys(call: Call, *, on_chain: bool) -> str:
    """Return what `call` takes from fetched content, empty if nothing."""
    if call.sink is Sink.CODE and not call.name.startswith("pickle."):
        if call.receives(Source.REMOTE_CONTENT) or (on_chain and call.receives(Source.DECODED)):
            return "code"
    elif call.sink is Sink.PROCESS:
        if call.receives(Source.REMOTE_CONTENT):
            return "a command"
    elif call.sink in OUTWARD and address_of(call).has(Source.REMOTE_CONTENT):
        return "an address"
    return ""


def _confidence(call: Call, drop: Use | None) -> Confidence:
    odd = drop is None or drop.kind in _ODD
    confidence = raised(Confidence.LOW, when=odd or call.sink is Sink.CODE)
    return raised(confidence, when=unasked(call.moment) or (odd and call.sink is Sink.CODE))


DETECTOR = Detector(
    id="dead-drop",
    title="Orders from a dead drop",
    severity=Severity.HIGH,
    techniques=(Technique.DEAD_DROP, Technique.WEB_SERVICE),
    examine=examine,
    doc=__doc__,
)
