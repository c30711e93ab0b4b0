"""
An author or address of a well-known project under another name.

Metadata name their author freely. A look-alike that copies a real project's metadata keeps its author's name.

Looks at: authors, maintainers and their addresses, against short hashes of those of well-known projects.
Does not look at: who published the file: only the registry knows.
Known honest users: the same people, who publish more than one project; companies' shared addresses.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.identities import identities, person_mark
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.resemblance import are_kin, is_mistyped, resembled
from watchhouse.evidence.metadata.subject import in_metadata, own_name
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.identity import ProjectName
from watchhouse.model.technique import Technique

_MOST = 40


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting for the first person who stands behind a well-known project and not visibly behind this one."""
    name = own_name(facts)
    for person in (*facts.metadata.emails, *facts.metadata.authors)[:_MOST]:
        projects = identities().persons.get(person_mark(person), frozenset())
        if not projects or name in projects:
            continue
        imitated = [
            project
            for project in sorted(projects)
            if is_mistyped(resembled(name, project, facts.ref.ecosystem))
        ]
        if imitated:
            yield _sight(facts, person, imitated[0], Confidence.HIGH)
            return
        if not any(are_kin(name, project) for project in projects):
            yield _sight(facts, person, min(projects), Confidence.LOW)
            return


def _sight(facts: PackageFacts, person: str, project: ProjectName, confidence: Confidence) -> Sighting:
    return DETECTOR.sight(
        "names the author of a well-known project as its own",
        confidence,
        in_metadata(facts),
        excerpt=person,
        attributes=(("target", project),),
    )


DETECTOR = Detector(
    id="borrowed-author",
    title="Another project's author",
    severity=Severity.LOW,
    techniques=(Technique.IMPERSONATION,),
    examine=examine,
    doc=__doc__,
)
