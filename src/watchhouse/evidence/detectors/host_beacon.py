"""
The machine's name, user or folder sent out without anybody having asked.

The mark of a dependency-confusion probe: it harms little by itself, and tells a stranger who installed the package.

Looks at: network calls and look-ups that receive what names this machine or its user, at install, start or import.
Does not look at: theft of more than that (see `exfil-flow`); operating system and version alone, as in a User-Agent.
Known honest users: telemetry and crash reporters, which run when called (LOW) and rarely at import.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.views.arguments import destination_of
from watchhouse.evidence.views.circumstances import OUTWARD, raised, settled, unasked
from watchhouse.model.evidence import Confidence, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

_BINS = (
    ServiceKind.REQUEST_BIN,
    ServiceKind.TUNNEL,
    ServiceKind.CHAT_HOOK,
    ServiceKind.CHAT_BOT,
    ServiceKind.DYNAMIC_DNS,
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each call that tells a stranger which machine this is."""
    for code in facts.code:
        for call in code.calls:
            if call.sink not in OUTWARD:
                continue
            identity = identity_in(call.taints)
            if identity and not _own_name_only(call):
                yield DETECTOR.sight_call(
                    call,
                    f"sends out what names this machine or its user ({len(identity)} detail(s))",
                    settled(code, _confidence(call, len(identity))),
                )


def _own_name_only(call: Call) -> bool:
    """Return whether only a name is looked up, as in `gethostbyname(gethostname())`."""
    return not destination_of(call).replace("{}", "").strip()


def _confidence(call: Call, details: int) -> Confidence:
    confidence = raised(Confidence.LOW, when=bool(services_in(destination_of(call), *_BINS)))
    if not unasked(call.moment):
        return confidence
    return raised(raised(confidence, when=True), when=details > 1 or call.moment is Moment.INSTALL)


DETECTOR = Detector(
    id="host-beacon",
    title="This machine's name sent to a stranger",
    severity=Severity.LOW,
    techniques=(Technique.SYSTEM_INFORMATION, Technique.OWNER_DISCOVERY, Technique.EXFILTRATION_C2),
    examine=examine,
    doc=__doc__,
)
