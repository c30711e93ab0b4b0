"""
A package with nothing in it: only metadata, or code that does nothing, or nothing but an installer that acts.

Names are squatted, floods are published and pages are promoted with packages that hold nothing. A package whose
only code runs while it is installed has no other purpose than to be installed.

Looks at: every member; source files are stubs if they only import, assign, print and pass.
Does not look at: whether the little code that is there is any good.
Known honest users: placeholders, first steps with packaging, packages that only pull in others.
"""

from collections.abc import Iterator

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.hollow import Content, content
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting
from watchhouse.model.technique import Technique


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if the package holds nothing of use."""
    if not facts.metadata.path:
        return
    match content(facts):
        case Content.SOMETHING:
            return
        case Content.INSTALLER_ONLY:
            installer = next(member for member in facts.tree.members if member.name == "setup.py")
            yield DETECTOR.sight(
                "holds no code but an installer that does more than describe it",
                Confidence.HIGH,
                Location(path=installer.path),
                moment=Moment.INSTALL,
                attributes=(("content", "installer"),),
            )
        case Content.NOTHING:
            pulls = bool(facts.metadata.dependencies)
            yield DETECTOR.sight(
                "holds nothing but dependencies on others" if pulls else "holds nothing that does anything",
                Confidence.LOW if pulls else Confidence.MEDIUM,
                in_metadata(facts),
                attributes=(("content", "dependencies" if pulls else "nothing"),),
            )


DETECTOR = Detector(
    id="empty-package",
    title="Package with nothing in it",
    severity=Severity.LOW,
    techniques=(Technique.COMPROMISE_SUPPLY_CHAIN,),
    examine=examine,
    doc=__doc__,
)
