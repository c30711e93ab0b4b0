"""
A project name of letters that follow each other as in no word.

Floods of one account per package need thousands of free names, and draw them.

Looks at: how surprising each character of the name is after the one before it, against popular names.
Does not look at: names made of words at random (a flood's grammar shows in many names only).
Known honest users: acronyms, part numbers, transliterated words, usernames appended to a course's package.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.popular import popular_names, squeezed
from watchhouse.ecosystems.wordlike import surprise
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.technique import Technique

_SHORTEST = 8
"""Shorter names are acronyms."""
_LIKELY = 5.75
"""Bits for each character; 2 in 1,000 ordinary names lie above (docs/decisions/0005)."""
_SURE = 6.5


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the name looks drawn and not thought of."""
    name = own_name(facts)
    if len(squeezed(name)) < _SHORTEST or name in popular_names(facts.ref.ecosystem).rank:
        return
    bits = surprise(name)
    if bits < _LIKELY:
        return
    yield DETECTOR.sight(
        "has a name whose letters follow each other as in no word",
        Confidence.HIGH if bits >= _SURE else Confidence.MEDIUM,
        in_metadata(facts),
        excerpt=name,
        attributes=(("bits", f"{bits:.2f}"),),
    )


DETECTOR = Detector(
    id="random-name",
    title="Name drawn at random",
    severity=Severity.LOW,
    techniques=(Technique.COMPROMISE_SUPPLY_CHAIN,),
    examine=examine,
    doc=__doc__,
)
