"""
A public package under somebody's internal name: dependency confusion, also where it calls itself a test.

Installers that ask a public index beside a private one take the public package. Whoever publishes it learns that it
was installed, and by whom, or more; many write into it that it is research. The owner of the name did not ask.

Looks at: what the package says of itself (confusion, bounty, proof of concept), where it holds little else; names
that contain a word for what is not public, where nothing stands behind them.
Does not look at: versions made to win (see `absurd-version`); what is sent away (see `host-beacon`).
Known honest users: tools that look for such names; companies that keep their own internal names from being taken.
"""

import re
from collections.abc import Iterator

from watchhouse.ecosystems.popular import words
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.multipattern import matching
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.prose import prose
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.artifact import Member
from watchhouse.model.evidence import Confidence, Location, Severity, Sighting
from watchhouse.model.technique import Technique

_CONFESSIONS = (
    r"(?:dependency|namespace|package)[ _-]confusion",
    r"\bconfusion (?:attack|poc|test)\b",
    r"\bfor security research purposes?\b",
    r"\bsecurity research (?:package|purposes?|only|poc)\b",
    r"\bproof[ _-]of[ _-]concept (?:package|for (?:a )?dependency)\b",
)
_BOUNTIES = (
    r"\bbug[ _-]?bounty\b",
    r"\b(?:hackerone|bugcrowd|intigriti|yeswehack)\b",
)
"""Said by recon tools, too: they hold something."""
_PURPOSE = re.compile(
    r"\b(?:scan\w*|detect\w*|prevent\w*|protect\w*|audit\w*|checks? (?:for|if)|linter)\b", re.IGNORECASE
)
"""What a tool against such packages does."""
_INTERNAL = frozenset(
    {"internal", "intern", "private", "intranet", "inhouse", "confidential", "corp", "onprem", "nonpublic"}
)
_SCRIPTS = (".js", ".cjs", ".mjs")
_LITTLE_CODE = 8 << 10
"""Bytes of code, all in all, of a package that is no tool."""
_SHORT = 16 << 10
"""Bytes of an installer or script that is read for what it says."""
_MOST = 20


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting for what the package confesses, else for a name that was not meant for the public."""
    confessed = _confession(facts)
    if confessed is not None:
        location, said, confidence = confessed
        yield DETECTOR.sight(
            "says of itself that it tests whether others install it by mistake",
            confidence,
            location,
            excerpt=said,
            attributes=(("sign", "confession"),),
        )
        return
    internal = sorted(_INTERNAL.intersection(words(own_name(facts))))
    if internal and facts.metadata.path and content(facts) is not Content.SOMETHING:
        yield DETECTOR.sight(
            "holds nothing and is named as something internal",
            Confidence.MEDIUM,
            in_metadata(facts),
            excerpt=own_name(facts),
            attributes=(("sign", "name"), *(("internal", word) for word in internal)),
        )


def _confession(facts: PackageFacts) -> tuple[Location, str, Confidence] | None:
    """Return where the package says what it is for, in which words, and how much that means."""
    told = [(in_metadata(facts), prose(facts))]
    told += [(Location(path=one.path), one.content.decode("utf-8", "replace")) for one in _installers(facts)]
    patterns = (*_CONFESSIONS, *_BOUNTIES)
    for location, text in told:
        for number in sorted(matching(patterns)(text.encode("utf-8", "replace"))):
            found = re.search(patterns[number], text, re.IGNORECASE)
            if found is not None:
                confidence = _confidence(facts, text, bounty=patterns[number] in _BOUNTIES)
                return (location, found[0], confidence) if confidence else None
    return None


def _confidence(facts: PackageFacts, text: str, *, bounty: bool) -> Confidence | None:
    """Return how much a confession in `text` means; None in what is of use to look for such packages."""
    if _PURPOSE.search(text) or (bounty and content(facts) is Content.SOMETHING):
        return None
    if _code(facts) > _LITTLE_CODE:
        return Confidence.LOW
    return Confidence.MEDIUM if bounty else Confidence.HIGH


def _installers(facts: PackageFacts) -> list[Member]:
    """Return the short files at the root that run on installation, or might."""
    found = [
        one
        for one in facts.tree.members
        if one.path.count("/") <= 1
        and (one.name in {"setup.py", "package.json"} or one.name.endswith(_SCRIPTS))
        and len(one.content) <= _SHORT
    ]
    return found[:_MOST]


def _code(facts: PackageFacts) -> int:
    return sum(
        len(one.content) for one in facts.tree.members if one.name.endswith((".py", ".ts", ".dll", *_SCRIPTS))
    )


DETECTOR = Detector(
    id="internal-name-squat",
    title="Somebody's internal name, published",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_DEPENDENCIES,),
    examine=examine,
    doc=__doc__,
)
