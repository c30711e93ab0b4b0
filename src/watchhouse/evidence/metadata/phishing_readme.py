"""
A text that takes its reader in: a false support line, an account to verify, a wallet to connect, a command to paste.

A registry's page looks trustworthy and ranks well. Whoever reads it is to call, to log in, to hand over a seed
phrase, to switch the antivirus off, or to run a line that a page told them to.

Looks at: name, summary, description or README, where they hold a link, a telephone number or a command.
Does not look at: advertisements and cracked goods (see `link-spam`); pages carried inside (see `phishing-page`).
Known honest users: companies that print their telephone number; wallets' and mail services' own documentation.
"""

import re
from collections.abc import Iterator
from itertools import islice

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.multipattern import matching
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.prose import plain, prose
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_TELEPHONE = "support line"
_LURES: dict[str, tuple[str, ...]] = {
    _TELEPHONE: (
        r"\b(?:customer|support|help ?(?:line|desk)|toll free|contact|call|phone|service|agent|24/7)\b",
        r"\+?1?[ .(]{0,3}8(?:00|33|44|55|66|77|88)[ .)]{0,3}\d{3}[ .]?\d{4}\b",
    ),
    "account": (
        (
            r"\b(?:verify|confirm|validate|unlock|restore|re ?activate) (?:\w+ ){0,2}(?:your|the) (?:\w+ ){0,2}"
            r"(?:account|mailbox|identity|wallet|billing|payment details)\b"
        ),
    ),
    "threat": (
        (
            r"\byour (?:\w+ ){0,2}(?:account|wallet|mailbox|access|subscription) (?:has been|have been|will be|was|is)"
            r" (?:\w+ ){0,2}(?:suspended|limited|locked|deactivated|disabled|restricted|compromised|on hold)\b"
        ),
    ),
    "wallet": (
        r"\b(?:connect|validate|synchroni[sz]e|sync|rectify|link|import) (?:your )?(?:\w+ )?wallet\b",
        r"\b(?:claim|reward|airdrop|eligib|bonus|rectify|receive)",
    ),
    "free coins": (
        (
            r"\b(?:claim|get|receive|grab) (?:\w+ ){0,4}"
            r"(?:airdrop|free (?:eth|sol|btc|usdt|nfts?|tokens?|crypto|bitcoin))\b"
        ),
    ),
    "airdrop": (r"\bairdrop\b", r"\b(?:is (?:now )?live|claim (?:now|here)|eligib|ends (?:soon|in))"),
    "doubling": (
        r"\bsend\b",
        r"\b(?:btc|eth|sol|bitcoin|ethereum)\b",
        r"\b(?:get back|receive back|double|twice|x2)\b",
    ),
    "seed phrase": (
        r"\b(?:enter|type|paste|provide|submit|send) (?:\w+ ){0,4}(?:seed|recovery|mnemonic|secret) phrase\b",
        r"\b(?:to (?:verify|restore|claim|validate|unlock|continue)|below|here|form|website)\b",
    ),
    "antivirus off": (
        (
            r"\b(?:disable|turn off|switch off|deactivate|pause) (?:\w+ ){0,3}"
            r"(?:anti ?virus|(?:windows )?defender|real time protection|smartscreen)\b"
        ),
    ),
    "pasted command": (r"\bwin(?:dows)?(?: key)? ?\+ ?r\b", r"\bctrl ?\+ ?v\b"),
    "human check": (r"\bverify (?:that )?you are (?:a )?human\b", r"\b(?:paste|ctrl|win(?:dows)? ?\+)"),
    "locked archive": (
        r"\b(?:archive|zip|rar|unzip|extract)\b",
        r"\bpassword ?(?:is|:|=)? [\"']{0,3}\w{3,12}\b",
        r"\b(?:run|launch|open|execute)\b",
        r"\b(?:exe|setup|installer|loader|launcher)\b",
    ),
}
"""The parts of each lure, which stand one after the other with a little between them."""
_GAP = 100
"""Characters between one part and the next at most."""
_MOST_STARTS = 50
_COMPILED = {kind: tuple(re.compile(part) for part in parts) for kind, parts in _LURES.items()}
_PARTS = tuple(part for parts in _LURES.values() for part in parts)
_ALONE = frozenset({_TELEPHONE, "pasted command", "human check"})
"""What needs no link: it names a number to call, or what to run."""
_ENOUGH = 2


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the text wants of its reader what no package needs."""
    text = plain(prose(facts))
    found = dict(_lures(text))
    if not found or not (_ALONE.intersection(found) or _has_link(facts)):
        return
    if content(facts) is not Content.SOMETHING:
        confidence = Confidence.HIGH
    elif found.keys() == {_TELEPHONE}:
        return
    else:
        confidence = Confidence.MEDIUM if len(found) >= _ENOUGH else Confidence.LOW
    yield DETECTOR.sight(
        "asks its reader for what no package needs",
        confidence,
        in_metadata(facts),
        excerpt="; ".join(found.values()),
        attributes=tuple(("lure", kind) for kind in found),
    )


def _lures(text: str) -> Iterator[tuple[str, str]]:
    """Yield each kind of lure in `text` with the words that show it."""
    present = {_PARTS[number] for number in matching(_PARTS)(text.encode("utf-8", "replace"))}
    for kind, parts in _LURES.items():
        found = _first(_COMPILED[kind], text) if present.issuperset(parts) else ""
        if found:
            yield kind, found


def _first(parts: tuple[re.Pattern[str], ...], text: str) -> str:
    """Return where `parts` first follow each other, from the first to the last; empty if nowhere."""
    for start in islice(parts[0].finditer(text), _MOST_STARTS):
        end = start.end()
        for part in parts[1:]:
            match = part.search(text, end, end + _GAP)
            if match is None:
                break
            end = match.end()
        else:
            return text[start.start() : end]
    return ""


def _has_link(facts: PackageFacts) -> bool:
    return bool(facts.metadata.links) or any("://" in url for _, url in facts.metadata.urls)


DETECTOR = Detector(
    id="phishing-readme",
    title="Text that takes its reader in",
    severity=Severity.MEDIUM,
    techniques=(Technique.SPEARPHISHING_LINK,),
    examine=examine,
    doc=__doc__,
)
