"""
Tokens and sessions of chat applications taken: Discord, Telegram, Slack and others.

A Discord token is found by its shape in the application's store; a copied `tdata` folder is a Telegram session.

Looks at: chat stores on their way to the network; the shape of a Discord token, or the marker before an encrypted
one, beside a store or a network call.
Does not look at: bots that get their own token from the caller.
Known honest users: secret scanners know the shape of a Discord token; Discord presence libraries talk to the
running application through a pipe.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import aside, settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.evidence.views.theft import sight_theft
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SHAPES = (
    r"[\w-]{24}\.[\w-]{6}\.",
    r"[\w-]{26}\.[\w-]{6}\.",
    r"[\w-]{24,26}\.[\w-]{6}\.",
    r"[\w-]{24,28}\.[\w-]{6}\.",
    r"[mn][a-za-z\d]{23}\.[\w-]{6}\.",
    r"[mn][a-z\d]{23}\.[\w-]{6}\.",
    r"mfa\.[\w-]{84}",
    r"mfa\.[\w-]{80,",
)
"""Expressions for a Discord token, in lower case."""
_MARKER = "dqw4w9wgxcq:"
"""What stands before an encrypted token in Discord's store; no honest use is known."""
_STORE = (".ldb", "leveldb", "/storage/", "tdata")
_ACCOUNT = "/users/@me"


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of chat stores that are read or sent, and of searches for tokens."""
    yield from sight_theft(
        DETECTOR, facts, Source.CHAT_TOKEN, what="chat applications' tokens", plain=Confidence.HIGH
    )
    for sheet in sheets(facts):
        if not aside(sheet.code):
            yield from _searched(sheet)


def _searched(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where code searches for the shape of a token."""
    for text in sheet.texts(_MARKER, *_SHAPES):
        marked = _MARKER in text.value.lower()
        opened = bool(sheet.kinds(Source.CHAT_TOKEN)) or sheet.says(*_STORE)
        tried = sheet.says(_ACCOUNT)
        confidence = Confidence.MEDIUM if marked or opened or tried else Confidence.LOW
        if sheet.outgoing and (opened or tried) and (marked or tried or unasked(text.moment) or text.hidden):
            confidence = Confidence.HIGH
        yield DETECTOR.sight(
            "searches for chat tokens" + (" in the applications' stores" if opened else ""),
            settled(sheet.code, confidence),
            text.location,
            moment=text.moment,
            excerpt=text.value,
            decoded=text.value if text.hidden else "",
        )
        return


DETECTOR = Detector(
    id="chat-token-theft",
    title="Chat tokens taken",
    severity=Severity.HIGH,
    techniques=(Technique.ACCESS_TOKEN, Technique.CREDENTIALS_IN_FILES),
    examine=examine,
    doc=__doc__,
)
