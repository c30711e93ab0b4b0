"""
An installation that speaks to the network.

Looks at: every network call and look-up at install time.
Does not look at: what is sent or fetched (see `install-hook`, `host-beacon`, `download-exec`).
Known honest users: builds that fetch sources, models or prebuilt libraries: hence LOW, MEDIUM only for raw addresses
and borrowed services.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector, calls
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.hosts import RESOLVERS, endpoints_of
from watchhouse.evidence.knowledge.programs import NOT_SENDING
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.views.arguments import destination_of
from watchhouse.evidence.views.circumstances import OUTWARD, raised, settled
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_ORDINARY = frozenset({ServiceKind.RAW_REPOSITORY})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each network call at install time."""
    for code, call in calls(facts):
        if call.moment is not Moment.INSTALL or call.sink not in OUTWARD or call.name in NOT_SENDING:
            continue
        text = destination_of(call)
        if not text.replace("{}", "").strip() and not call.taints:
            continue
        odd = any(use.kind not in _ORDINARY for use in services_in(text)) or any(
            endpoint.address and endpoint.away and endpoint.address not in RESOLVERS
            for endpoint in endpoints_of(call.values)
        )
        yield DETECTOR.sight_call(
            call, "speaks to the network while installing", settled(code, raised(Confidence.LOW, when=odd))
        )


DETECTOR = Detector(
    id="install-network",
    title="Network at install time",
    severity=Severity.LOW,
    techniques=(Technique.INSTALLER_PACKAGES, Technique.WEB_PROTOCOLS),
    examine=examine,
    doc=__doc__,
)
