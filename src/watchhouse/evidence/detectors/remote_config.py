"""
An address that is itself fetched from the network.

Looks at: network calls whose address, host or port comes out of an earlier reply, and what else they carry.
Does not look at: replies from well-known dead drops (see `dead-drop`).
Known honest users: pagination, release assets, service discovery: LOW; more only unasked or together with loot.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector, calls
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in, is_key, loot_in, secrets_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import address_of
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each network call to a fetched address."""
    for code, call in calls(facts):
        if call.sink is Sink.NETWORK and address_of(call).has(Source.REMOTE_CONTENT):
            keys = any(is_key(name) for name in secrets_in(call.taints))
            taken = keys or loot_in(call.taints) or identity_in(call.taints)
            confidence = raised(raised(Confidence.LOW, when=bool(taken)), when=unasked(call.moment))
            yield DETECTOR.sight_call(
                call, "connects to an address that came from the network", settled(code, confidence)
            )


DETECTOR = Detector(
    id="remote-config",
    title="Fetched address",
    severity=Severity.LOW,
    techniques=(Technique.WEB_PROTOCOLS,),
    examine=examine,
    doc=__doc__,
)
