"""
Data sent to a chat channel: Discord, Slack, Telegram, Teams and their like.

A web-hook or a bot token in a package is an address to which anybody's machine can post and that only the author
reads.

Looks at: network calls to a chat service, and complete hooks (with their number and token) in texts.
Does not look at: paste sites, request bins and tunnels (see `exfil-paste`).
Known honest users: clients and notifiers of these services; they take the hook or token from their caller, so that a
hole stands where a thief's own number stands.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.code import Call, CodeFacts
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Constructed
from watchhouse.evidence.knowledge.loot import identity_in, loot_in, secrets_in
from watchhouse.evidence.knowledge.services import Service, ServiceKind, Use, services_in
from watchhouse.evidence.values import Sink, Source
from watchhouse.evidence.views.arguments import address_of, destination_of, sends
from watchhouse.evidence.views.circumstances import aside, raised, settled, unasked
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_KINDS = (ServiceKind.CHAT_HOOK, ServiceKind.CHAT_BOT)
_CLIENTS = (
    "telebot.",
    "telegram.",
    "aiogram.",
    "discord_webhook.",
    "dhooks.",
    "slack_sdk.",
    "vk_api.",
    "pushbullet.",
)
_CLIENT = Service(host="", kind=ServiceKind.CHAT_BOT, path=re.compile(""))
"""Stands for the service that a client library speaks to."""
_SCRIPTS = ("shell.", "powershell.", "batch.", "javascript.")
_HOLES = re.compile(r"\{|<|%s|\.\.\.|x{4}|your|token_?here|example|placeholder|dummy|changeme", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,}|[A-Z][A-Z0-9]{7,}|[0-9a-f]{8}-")
_SHORTEST = 20
_WORDS = ("webhook", "hooks.", "/bot", "workflows/", "/robot/", "/hook", "api/")


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each call to a chat service, and for each complete hook that stands elsewhere."""
    for code in facts.code:
        seen = set()
        for call in code.calls:
            use = _use(call)
            if use is not None:
                seen.add(call.location.line)
                yield _call(code, call, use)
        for text in code.texts:
            if aside(code) or text.location.line in seen or not any(word in text.value for word in _WORDS):
                continue
            complete = [use for use in services_in(text.value, *_KINDS) if _complete(use)]
            if complete:
                seen.add(text.location.line)
                yield DETECTOR.sight(
                    f"holds the complete address of a {complete[0].kind.value}",
                    Confidence.MEDIUM,
                    text.location,
                    moment=text.moment,
                    decoded=text.value if text.hidden else "",
                    attributes=(("host", complete[0].host),),
                )


def _use(call: Call) -> Use | None:
    """Return the chat service to which `call` sends: by its address, or through a client library."""
    runs = call.sink is Sink.PROCESS or call.name.startswith(_SCRIPTS)
    if call.sink is not Sink.NETWORK and not runs:
        return None
    uses = services_in(destination_of(call), *_KINDS)
    if uses:
        return uses[0]
    made = call.receiver.target
    if isinstance(made, Constructed) and made.name.startswith(_CLIENTS) and not runs:
        token = next((value.text for value in made.arguments if len(value.text) >= _SHORTEST), "")
        return Use(service=_CLIENT, host=made.name, rest=token)
    return None


def _call(code: CodeFacts, call: Call, use: Use) -> Sighting:
    loot = loot_in(call.taints)
    fixed = _complete(use)
    theft = loot or _secret_in_message(call, use) or call.receives(Source.LOCAL_FILE, Source.PROCESS_OUTPUT)
    identity = bool(identity_in(call.taints))
    if theft and (fixed or loot or unasked(call.moment)):
        confidence = Confidence.HIGH
    else:
        confidence = raised(Confidence.LOW, when=fixed and (sends(call) or call.sink is not Sink.NETWORK))
        confidence = raised(confidence, when=unasked(call.moment) or (identity and fixed))
    what = "data it should not have" if theft else "something"
    return DETECTOR.sight_call(
        call,
        f"sends {what} to a {use.kind.value}",
        settled(code, confidence),
        attributes=(("host", use.host),),
    )


def _complete(use: Use) -> bool:
    """Return whether the hook's or bot's own number is written down, and is no placeholder."""
    if use.kind is ServiceKind.CHAT_BOT and use.service.path is None:
        return False
    first = use.rest.split("?", 1)[0][: _SHORTEST * 4]
    return len(first) >= _SHORTEST and _NUMBER.search(first) is not None and not _HOLES.search(first)


def _secret_in_message(call: Call, use: Use) -> bool:
    """Return whether a secret argument is what is told, and not the token with which the service is used."""
    if not _complete(use):
        address = address_of(call)
        others = [value for value in call.values if value is not address]
        return any(secrets_in(value.taints) - {"token", "bot_token"} for value in others)
    return bool(secrets_in(call.taints))


DETECTOR = Detector(
    id="exfil-webhook",
    title="Data sent to a chat channel",
    severity=Severity.HIGH,
    techniques=(Technique.EXFILTRATION_WEBHOOK, Technique.EXFILTRATION_WEB_SERVICE),
    examine=examine,
    doc=__doc__,
)
