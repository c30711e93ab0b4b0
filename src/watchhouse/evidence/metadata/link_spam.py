"""
A description that exists for its links: free followers, game currency, cracks, films, referral ids.

Registries rank well in search engines, so pages of advertisement and phishing are published as packages, by the
hundred thousand. There is no code to find; the text is the payload.

Looks at: name, summary, description or README, and the links in README and description, with their labels.
Does not look at: where the links lead.
Known honest users: API clients of shops, games and social networks; they have code, and few of the words.
"""

import re
from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.multipattern import matching
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.knowledge.services import ServiceKind, services_in
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.prose import plain, prose
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_TEXT = 20_000
"""Characters of the links' labels that are read: spam says it at once."""
_MOST_LINKS = 200

_LURES: dict[str, re.Pattern[str]] = {
    "free goods": re.compile(
        r"\bfree (?:\w+ ){0,3}(?:followers|likes|views|robux|v-?bucks|coins|gems|diamonds|spins|gift ?cards?|codes?"
        r"|money|generator|giveaway|skins|credits|fire)"
    ),
    "generator": re.compile(
        r"\b(?:generator|hack|cheats?|mod apk|unlimited) (?:\w+ ){0,3}"
        r"(?:20[12]\d|no (?:human )?verification|no survey|online|tool|working|apk|free)"
    ),
    "currency": re.compile(
        r"\b(?:robux|v-?bucks|coin master|free fire diamonds|gift ?cards?|cash ?app money|tiktok (?:coins|followers)"
        r"|instagram followers|onlyfans|steam wallet)\b"
    ),
    "crack": re.compile(
        r"\b(?:(?:full )?crack(?:ed)?|keygen|serial key|license key|activation key|torrent|nulled|warez)"
        r" (?:\w+ ){0,3}(?:download|free|20[12]\d|version|full)"
    ),
    "film": re.compile(
        r"\b(?:watch|stream|download)\b.{0,60}\b(?:full movie|online free|free online|hd free|123movies|putlocker)"
    ),
    "gambling": re.compile(
        r"\b(?:slot gacor|situs (?:slot|judi)|judi (?:online|bola)|togel|casino (?:online|bonus)|betting site|sbobet"
        r"|bandar \w+ online)\b"
    ),
    "pharmacy": re.compile(
        r"\b(?:buy|order|cheap) (?:\w+ ){0,2}(?:viagra|cialis|xanax|tramadol|ivermectin|steroids|keto|cbd gummies)\b"
    ),
    "call": re.compile(
        r"\b(?:click (?:here|this link|below|now)|get (?:it )?now|claim (?:now|yours?|your)|visit now|go to link"
        r"|copy this link|download now|sign up now|hurry up|limited offer|100% (?:working|free|legit|safe))"
    ),
    "leak": re.compile(
        r"\b(?:viral|leaked?|mms|scandal) (?:\w+ ){0,4}(?:video|clip|link)s?\b.{0,80}"
        r"\b(?:telegram|twitter|tiktok|full|watch|download|link)\b"
    ),
    "book": re.compile(
        r"\b(?:pdf|epub|mobi|e-?book|read) (?:\w+ ){0,4}(?:free (?:download|online|pdf|epub)|read online|full book)"
        r"|\b(?:download|read) (?:\w+ ){0,8}(?:epub|pdf|mobi) (?:free|online|full)"
    ),
    "coupon": re.compile(
        r"\b(?:referral|promo|invite|invitation|coupon|discount|bonus) codes? (?:\w+ ){0,4}"
        r"(?:20[12]\d|free|get|bonus|earn|off)\b"
    ),
    "hotline": re.compile(
        r"\b(?:customer (?:care|service|support)|toll[- ]free|helpline) (?:phone )?number\b"
    ),
}
_REFERRAL = re.compile(
    r"[?&](?:ref|referral|aff|affiliate|aff_id|affid|clickid|utm_source|sk|invite|promo)=", re.IGNORECASE
)
_PICTURE = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
_PICTURES = 15
_ENOUGH = 3
_SOME = 2


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if text and links promise what no package holds."""
    text, shown = _text(facts)
    lures = dict(_lures(text))
    if not lures or lures.keys() == {"call"}:
        return
    links = [link.url for link in facts.metadata.links[:_MOST_LINKS]] + [
        url for _, url in facts.metadata.urls
    ]
    baits = sorted(_baits(links, shown))
    weight = len(lures) + len(baits)
    hollow = content(facts) is not Content.SOMETHING
    if hollow and links:
        weight += 1
    if weight < _SOME or not (hollow or len(lures) >= _ENOUGH):
        return
    yield DETECTOR.sight(
        "promises in its description what no package holds, and links to it",
        Confidence.HIGH if hollow and weight > _ENOUGH else Confidence.MEDIUM,
        in_metadata(facts),
        excerpt="; ".join(lures.values()),
        attributes=(*(("lure", kind) for kind in lures), *(("bait", bait) for bait in baits)),
    )


def _lures(text: str) -> Iterator[tuple[str, str]]:
    """Yield each kind of lure in `text` with the words that show it."""
    likely = matching(tuple(pattern.pattern for pattern in _LURES.values()))(text.encode("utf-8", "replace"))
    for number, (kind, pattern) in enumerate(_LURES.items()):
        found = pattern.search(text) if number in likely else None
        if found is not None:
            yield kind, found[0]


def _text(facts: PackageFacts) -> tuple[str, str]:
    """Return what a person reads: in plain lower-case words for the patterns, and as it is shown."""
    labels = " ".join(link.label for link in facts.metadata.links[:_MOST_LINKS])[:_TEXT]
    told = prose(facts)
    return f"{plain(told)} {plain(labels)}", f"{told}\n{labels}"


def _baits(links: list[str], shown: str) -> Iterator[str]:
    if any(services_in(link, ServiceKind.SHORTENER) for link in links):
        yield "shortened link"
    if any(_REFERRAL.search(link[:1_000]) for link in links):
        yield "referral"
    if len(_PICTURE.findall(shown)) >= _PICTURES:
        yield "pictures"


DETECTOR = Detector(
    id="link-spam",
    title="Package that is an advertisement",
    severity=Severity.MEDIUM,
    techniques=(Technique.SPEARPHISHING_LINK,),
    examine=examine,
    doc=__doc__,
)
