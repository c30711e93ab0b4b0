"""
Passwords, cookies and cards taken out of browsers.

Browsers keep them in SQLite files beside the key that opens them. Reading the files, asking the system to
unwrap the key and deciphering the rows is the core of every infostealer.

Looks at: browser stores on their way to the network; the store, its queries and its decryption together;
remote debugging of the user's own profile; cookie libraries beside a chat hook.
Does not look at: extensions' stores of wallets (see `wallet-theft`).
Known honest users: browser-cookie3, pycookiecheat and yt-dlp read cookies and send nothing by themselves;
browser automation starts browsers with profiles of its own.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.services import services_in
from watchhouse.evidence.values import Source
from watchhouse.evidence.views.circumstances import settled, unasked
from watchhouse.evidence.views.sheets import Sheet, sheets
from watchhouse.evidence.views.theft import MAILBOXES, sight_theft
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_UNWRAPS = ("cryptunprotectdata", "chrome safe storage", "chromium safe storage", "peanuts", "saltysalt")
_QUERIES = ("password_value", "encrypted_value", "moz_cookies", "card_number_encrypted", "encryptedusername")
_COOKIE_LIBRARIES = ("browser_cookie3", "rookiepy", "pycookiecheat", "browsercookie")
_DEBUGS = ("--remote-debugging-port", "--remote-debugging-pipe")
_ALL_COOKIES = ("network.getallcookies", "storage.getcookies")
_SECRET_KINDS = frozenset({"saved passwords", "saved cards and forms"})


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield sightings of browser stores that are opened, deciphered or sent."""
    yield from sight_theft(DETECTOR, facts, Source.BROWSER, what="browser stores", plain=Confidence.HIGH)
    for sheet in sheets(facts):
        yield from _deciphered(sheet)
        yield from _debugged(sheet)
        yield from _library(sheet)


def _deciphered(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a store, a query of it and its decryption meet."""
    unwrap = next(
        (call for name, calls in sheet.named.items() if "CryptUnprotectData" in name for call in calls), None
    )
    unwraps = unwrap is not None or sheet.says(*_UNWRAPS)
    queries = sheet.says(*_QUERIES)
    kinds = sheet.kinds(Source.BROWSER)
    if (unwraps, queries, bool(kinds)).count(True) < 2:
        return
    text = next(sheet.texts(*_QUERIES, *_UNWRAPS), None)
    where = unwrap.location if unwrap else text.location if text else Location(path=sheet.code.path)
    moment = unwrap.moment if unwrap else text.moment if text else sheet.places[0].moment
    secret = bool(kinds & _SECRET_KINDS) or sheet.says("password_value")
    confidence = Confidence.MEDIUM
    if sheet.outgoing and (secret or unasked(moment)):
        confidence = Confidence.HIGH
    yield DETECTOR.sight(
        "opens and deciphers browser stores" + (" and speaks to the network" if sheet.outgoing else ""),
        settled(sheet.code, confidence),
        where,
        moment=moment,
        excerpt=unwrap.excerpt if unwrap else text.value if text else "",
        attributes=[("kind", kind) for kind in sorted(kinds)],
    )


def _debugged(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where the user's own profile is opened for remote debugging to ask for its cookies."""
    if sheet.says(*_ALL_COOKIES) and sheet.kinds(Source.BROWSER):
        for text in sheet.texts(*_DEBUGS):
            yield DETECTOR.sight(
                "opens the user's browser profile for remote debugging and asks for all cookies",
                settled(sheet.code, Confidence.MEDIUM),
                text.location,
                moment=text.moment,
                excerpt=text.value,
            )
            return


def _library(sheet: Sheet) -> Iterator[Sighting]:
    """Yield one sighting where a cookie library is called beside a chat hook."""
    for name, calls in sheet.named.items():
        if name.startswith(_COOKIE_LIBRARIES):
            hooked = any(services_in(text.value, *MAILBOXES) for text in sheet.texts("://"))
            yield DETECTOR.sight_call(
                calls[0],
                "reads the cookies of installed browsers",
                settled(sheet.code, Confidence.HIGH if hooked and sheet.outgoing else Confidence.LOW),
            )
            return


DETECTOR = Detector(
    id="browser-theft",
    title="Browser passwords and cookies taken",
    severity=Severity.CRITICAL,
    techniques=(Technique.BROWSER_CREDENTIALS, Technique.SESSION_COOKIE),
    examine=examine,
    doc=__doc__,
)
