"""
Data sent out by mail.

Looks at: mail sent with data of this machine in it, and mail sent with an account and password that stand in the code.
Does not look at: services that send mail over HTTP (see `exfil-flow`).
Known honest users: log handlers and notifiers, whose server and account come from their caller.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.loot import identity_in, listed, loot_in, secrets_in
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.arguments import verb_of
from watchhouse.evidence.views.circumstances import raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SENDS = frozenset({"sendmail", "send_message"})
_SERVERS = ("smtplib.", "aiosmtplib.", "yagmail.")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each mail that carries loot or leaves from an account written into the code."""
    for code in facts.code:
        mails = [call for call in code.calls if call.name.startswith(_SERVERS)]
        fixed = {call.function for call in mails if _fixed_login(call)}
        for call in mails:
            if verb_of(call) in _SENDS or call.name.startswith("yagmail.SMTP().send"):
                sighting = _mail(code, call, fixed=call.function in fixed)
                if sighting is not None:
                    yield sighting


def _fixed_login(call: Call) -> bool:
    """Return whether `call` logs in with a password that stands in the code."""
    if verb_of(call) == "login":
        return isinstance(call.argument(1, "password").const, str)
    return call.name == "yagmail.SMTP" and isinstance(call.argument(1, "password").const, str)


def _mail(code: CodeFacts, call: Call, *, fixed: bool) -> Sighting | None:
    loot = loot_in(call.taints)
    taken = bool(secrets_in(call.taints) or identity_in(call.taints)) or call.receives(
        Source.PROCESS_OUTPUT, Source.LOCAL_FILE
    )
    if loot:
        confidence = raised(Confidence.MEDIUM, when=fixed or unasked(call.moment))
        claim = f"mails {listed(loot)}"
    elif taken or fixed:
        confidence = raised(Confidence.LOW, when=fixed and taken)
        confidence = raised(confidence, when=unasked(call.moment))
        claim = (
            "mails data of this machine"
            if taken
            else "mails from an account whose password stands in the code"
        )
    else:
        return None
    return DETECTOR.sight_call(call, claim, settled(code, confidence))


DETECTOR = Detector(
    id="exfil-mail",
    title="Data sent out by mail",
    severity=Severity.HIGH,
    techniques=(Technique.EXFILTRATION_UNENCRYPTED,),
    examine=examine,
    doc=__doc__,
)
