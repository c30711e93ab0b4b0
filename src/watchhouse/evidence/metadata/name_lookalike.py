"""
A project name that resembles a most downloaded one.

The oldest way to be installed by mistake: a name one slip of the hand, one misread letter or one added word away
from a name that everybody types. How sure the sighting is depends on the kind of edit and on how well known the
target is; both were measured on ordinary names.

Looks at: the project's name, against the most downloaded names of its ecosystem and of the others.
Does not look at: what is inside the package; names of dependencies (see `lookalike-dependency`).
Known honest users: plug-ins and clients (`python-x`, `x-client`), forks, coincidences of short names.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.lookalike import Edit, lookalikes
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.resemblance import strength
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Severity, Sighting
from watchhouse.model.technique import AttackVector, Technique

_MOST = 3
"""Targets named at most: the surest ones."""

_CLAIMS: dict[Edit, str] = {
    Edit.SEPARATOR: "is named as a popular project, its separators aside",
    Edit.HOMOGLYPH: "is named as a popular project with characters that look alike",
    Edit.SWAPPED_LETTERS: "is named as a popular project with two letters swapped",
    Edit.DROPPED_LETTER: "is named as a popular project with a letter dropped",
    Edit.DOUBLED_LETTER: "is named as a popular project with a letter doubled",
    Edit.KEYBOARD: "is named as a popular project with a neighbouring key pressed",
    Edit.ADDED_LETTER: "is named as a popular project with a letter added",
    Edit.REPLACED_LETTER: "is named as a popular project with a letter replaced",
    Edit.TWO_LETTERS: "is named as a popular project with two letters changed",
    Edit.SWAPPED_WORDS: "is named as a popular project with its words swapped",
    Edit.AFFIX: "is named as a popular project with a word added that says nothing",
    Edit.WORDS: "is named as a popular project with words added that say nothing",
    Edit.JOINED: "is named as two popular projects joined",
    Edit.OTHER_ECOSYSTEM: "bears a name that is popular in another ecosystem only",
}


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each popular name that the project's name resembles, the surest first."""
    found = [(strength(one), one) for one in lookalikes(own_name(facts), facts.ref.ecosystem)]
    found.sort(key=lambda pair: (-pair[0], pair[1].rank))
    for confidence, one in found[:_MOST]:
        yield DETECTOR.sight(
            _CLAIMS[one.edit],
            confidence,
            in_metadata(facts),
            excerpt=own_name(facts),
            attributes=(("target", one.target), ("edit", one.edit.value), ("rank", str(one.rank))),
        )


DETECTOR = Detector(
    id="name-lookalike",
    title="Name that resembles a popular one",
    severity=Severity.MEDIUM,
    techniques=(Technique.MATCH_LEGITIMATE_NAME,),
    vector=AttackVector("AV-204"),
    examine=examine,
    doc=__doc__,
)
