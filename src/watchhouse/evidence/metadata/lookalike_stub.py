"""
A name that resembles a popular one, with nothing behind it.

Attackers take the name first and bring the payload later, when the package has an age; so do those who sell names,
and those who take what a language model makes up: a popular project with a word added, two joined, or a name that
only another ecosystem has. There is nothing to confuse anybody with but the name.

Looks at: packages without content, or with nothing but an installer that acts, whose name resembles a popular one.
Does not look at: look-alikes that hold something (see `name-lookalike`); invented names.
Known honest users: owners who reserve what their users mistype; they depend on the real project or name it.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.lookalike import lookalikes
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.owner import stands_in_for
from watchhouse.evidence.metadata.resemblance import strength
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Severity, Sighting
from watchhouse.model.technique import AttackVector, Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if nothing lies behind a name that resembles a popular one."""
    found = lookalikes(own_name(facts), facts.ref.ecosystem)
    if not found or not facts.metadata.path or content(facts) is Content.SOMETHING:
        return
    one = max(found, key=lambda each: (strength(each), -each.rank))
    if any(stands_in_for(facts, each.target) for each in found):
        return
    yield DETECTOR.sight(
        "holds nothing but a name that resembles a popular project's",
        strength(one),
        in_metadata(facts),
        excerpt=own_name(facts),
        attributes=(("target", one.target), ("edit", one.edit.value)),
    )


DETECTOR = Detector(
    id="lookalike-stub",
    title="Nothing behind a look-alike name",
    severity=Severity.MEDIUM,
    techniques=(Technique.MATCH_LEGITIMATE_NAME,),
    vector=AttackVector("AV-204"),
    examine=examine,
    doc=__doc__,
)
