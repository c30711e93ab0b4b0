"""
A summary copied word for word from a popular project.

Of ordinary projects 1 in 1,000 has the summary of a popular project to which its name has no relation, and 5 in
1,000 one to which it has: forks say what they were forked from.

Looks at: the summary, without punctuation and case, against those that one popular Python project alone has.
Does not look at: the description; summaries too short to be anybody's own.
Known honest users: forks, renamed projects, copies made for a course.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.popular import fingerprint, popular_names, summaries
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.resemblance import are_kin, is_mistyped, resembled
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.identity import Ecosystem
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the summary is a popular project's and this is not that project."""
    name = own_name(facts)
    owner = summaries().get(fingerprint(facts.metadata.summary))
    if owner is None or owner == name or name in popular_names(facts.ref.ecosystem).rank:
        return
    if is_mistyped(resembled(name, owner, Ecosystem.PYPI)):
        confidence = Confidence.HIGH
    else:
        confidence = Confidence.LOW if are_kin(name, owner) else Confidence.MEDIUM
    yield DETECTOR.sight(
        "describes itself in a popular project's words",
        confidence,
        in_metadata(facts),
        excerpt=facts.metadata.summary,
        attributes=(("target", owner),),
    )


DETECTOR = Detector(
    id="borrowed-summary",
    title="Another project's summary",
    severity=Severity.LOW,
    techniques=(Technique.IMPERSONATION,),
    examine=examine,
    doc=__doc__,
)
