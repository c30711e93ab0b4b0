"""
An author whose address is disposable, a placeholder, impossible, or drawn at random.

Floods write one made-up address into each package; templates are published with `you@example.com` in them.

Looks at: addresses and authors' names as metadata spell them.
Does not look at: whether a domain exists or takes mail; the account's own address, which only the registry knows.
Known honest users: first packages of beginners, who leave a template's fields as they are.
"""

import re
from collections.abc import Iterator

from watchhouse.ecosystems.wordlike import surprise
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_DISPOSABLE = (
    "10minutemail.com 10minutemail.net 20minutemail.com 33mail.com anonaddy.me burnermail.io byom.de "
    "discard.email discardmail.com dispostable.com dropmail.me email-fake.com emailfake.com emailondeck.com "
    "fakeinbox.com fakemail.net getairmail.com getnada.com grr.la guerrillamail.biz guerrillamail.com "
    "guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com inboxkitten.com "
    "incognitomail.org jetable.org mail-temp.com mail.tm mailcatch.com maildrop.cc mailinator.com "
    "mailinator.net mailnesia.com mailnull.com mailpoof.com mailsac.com mailtemp.info minuteinbox.com "
    "moakt.com mohmal.com mytemp.email nada.email owlymail.com sharklasers.com spam4.me spamgourmet.com "
    "spambox.us temp-mail.io temp-mail.org tempail.com tempinbox.com tempmail.com tempmail.dev tempmail.net "
    "tempmailo.com throwawaymail.com tmail.ws tmpmail.net tmpmail.org trashmail.com trashmail.de "
    "trashmail.me trbvm.com yopmail.com yopmail.fr yopmail.net"
)
"""Services that give an address to anybody for some minutes."""
_PLACEHOLDER_DOMAINS = (
    "example.com example.org example.net example test.com email.com mail.com domain.com yourdomain.com "
    "your-domain.com yourcompany.com company.com localhost.localdomain foo.com bar.com"
)
_PLACEHOLDER_LOCAL = re.compile(
    r"(?:your?|my|author|user|name|test|me|mail|email|example|foo|admin|someone|nobody|abc|a|xxx?)"
    r"(?:[._-]?(?:name|mail|email|address|user))?\d{0,3}"
)
_PLACEHOLDER_NAMES = frozenset(
    {
        "your name",
        "yourname",
        "author name",
        "example author",
        "name",
        "author",
        "test",
        "foo bar",
        "none",
        "na",
    }
    | {
        "john doe",
        "jane doe",
        "my name",
        "a. random developer",
        "firstname lastname",
        "todo",
        "unknown author",
    }
)
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)+[a-z][a-z0-9-]{1,62}", re.IGNORECASE)

_FREE_MAIL = (
    "gmail.com googlemail.com outlook.com hotmail.com proton.me protonmail.com yahoo.com mail.ru inbox.ru"
)
_DRAWN_FROM = 8
_DRAWN_BITS = 5.9
"""Above what a name, also with a year of birth behind it, reaches."""
_MOST = 10


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each address, and for the first author's name, that nobody can be reached by."""
    for address in facts.metadata.emails[:_MOST]:
        found = _of_address(address)
        if found is not None:
            claim, confidence, kind = found
            yield DETECTOR.sight(
                claim, confidence, in_metadata(facts), excerpt=address, attributes=(("kind", kind),)
            )
    placeholders = [
        name
        for name in facts.metadata.authors[:_MOST]
        if " ".join(name.lower().split()) in _PLACEHOLDER_NAMES
    ]
    if placeholders:
        yield DETECTOR.sight(
            "names an author that a template left to be filled in",
            Confidence.LOW,
            in_metadata(facts),
            excerpt=placeholders[0],
            attributes=(("kind", "placeholder name"),),
        )


def _of_address(address: str) -> tuple[str, Confidence, str] | None:
    local, _, domain = address.rpartition("@")
    domain = domain.lower().strip().rstrip(".")
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        return "gives an address to which no mail can be sent", Confidence.LOW, "malformed"
    if _is_disposable(domain):
        return "gives an address that is thrown away after use", Confidence.HIGH, "disposable"
    if _is_placeholder(local, domain):
        return "gives an address that a template left to be filled in", Confidence.LOW, "placeholder"
    if domain in _FREE_MAIL.split() and len(local) >= _DRAWN_FROM and surprise(local) >= _DRAWN_BITS:
        return "gives an address whose letters follow each other as in no name", Confidence.MEDIUM, "drawn"
    return None


def _is_disposable(domain: str) -> bool:
    """Return whether `domain`, a parent of it, or what it only pretends to be is a disposable mail service."""
    disposable = frozenset(_DISPOSABLE.split())
    labels = domain.split(".")
    spans = ((start, end) for start in range(len(labels)) for end in range(start + 2, len(labels) + 1))
    return any(".".join(labels[start:end]) in disposable for start, end in spans)


def _is_placeholder(local: str, domain: str) -> bool:
    if domain in {"example.com", "example.org", "example.net"}:
        return True
    return domain in _PLACEHOLDER_DOMAINS.split() and _PLACEHOLDER_LOCAL.fullmatch(local.lower()) is not None


DETECTOR = Detector(
    id="author-mail",
    title="Author who cannot be reached",
    severity=Severity.LOW,
    techniques=(Technique.EMAIL_ACCOUNTS,),
    examine=examine,
    doc=__doc__,
)
