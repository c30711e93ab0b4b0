"""
Data sent to a paste site, a request bin, a tunnel or an anonymous file drop.

These services give anybody an address that collects what is sent, without an account that could be asked.

Looks at: network and look-up calls to such a service, command lines that name one, hidden texts with a bin or tunnel.
Does not look at: chat hooks (see `exfil-webhook`), and content only fetched from a paste site (see `dead-drop`).
Known honest users: command-line clients of paste sites, tunnel clients: LOW when called and nothing secret flows.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in, loot_in, secrets_in
from watchhouse.evidence.knowledge.services import ServiceKind, Use, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import destination_of, sends
from watchhouse.evidence.views.circumstances import OUTWARD, aside, raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_STORES = frozenset({ServiceKind.PASTE, ServiceKind.FILE_DROP})
_BINS = frozenset({ServiceKind.REQUEST_BIN, ServiceKind.TUNNEL, ServiceKind.DYNAMIC_DNS})
_KINDS = tuple(_STORES | _BINS)
_SENDING_WORDS = (
    "-d ",
    "--data",
    "-F ",
    "--form",
    "-T ",
    "--upload-file",
    "--post-",
    "-X POST",
    "-Method Post",
)


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each call that reaches such a service, and for each hidden address of one."""
    for code in facts.code:
        seen = set()
        for call in code.calls:
            use = _use(call)
            if use is not None:
                seen.add(call.location.line)
                yield _call(code, call, use)
        for text in code.texts:
            if not text.hidden or aside(code) or text.location.line in seen:
                continue
            uses = services_in(text.value, *_BINS)
            if uses:
                seen.add(text.location.line)
                yield DETECTOR.sight(
                    f"hides the address of a {uses[0].kind.value}",
                    Confidence.MEDIUM,
                    text.location,
                    moment=text.moment,
                    decoded=text.value,
                    attributes=(("host", uses[0].host),),
                )


def _use(call: Call) -> Use | None:
    """Return the service to which `call` sends something."""
    if (
        call.sink not in OUTWARD
        and call.sink is not Sink.PROCESS
        and not call.name.startswith(("shell.", "powershell."))
    ):
        return None
    text = destination_of(call)
    for use in services_in(text, *_KINDS):
        if use.kind in _BINS:
            return use
        if sends(call) if call.sink in OUTWARD else any(word in text for word in _SENDING_WORDS):
            return use
    return None


def _call(code: CodeFacts, call: Call, use: Use) -> Sighting:
    taken = (
        loot_in(call.taints)
        or secrets_in(call.taints)
        or call.receives(Source.LOCAL_FILE, Source.PROCESS_OUTPUT)
    )
    identity = bool(identity_in(call.taints))
    confidence = raised(Confidence.LOW, when=use.kind is ServiceKind.REQUEST_BIN)
    confidence = raised(confidence, when=unasked(call.moment))
    confidence = raised(raised(confidence, when=bool(taken) or identity), when=bool(loot_in(call.taints)))
    return DETECTOR.sight_call(
        call,
        f"sends {'data it should not have' if taken else 'something'} to a {use.kind.value}",
        settled(code, confidence),
        attributes=(("host", use.host),),
    )


DETECTOR = Detector(
    id="exfil-paste",
    title="Data sent to an anonymous collecting service",
    severity=Severity.HIGH,
    techniques=(Technique.EXFILTRATION_TEXT_SITE, Technique.EXFILTRATION_WEB_SERVICE, Technique.WEB_SERVICE),
    examine=examine,
    doc=__doc__,
)
