"""
A package that calls itself otherwise inside than outside.

The registry shows the file's name; the installer records the name in the metadata. A file that says two things was
put together from another package, or wants one of its readers to be mistaken.

Looks at: the name and version in the metadata, against the published ones and the `.dist-info` or `.egg-info`
folder's.
Does not look at: names of bundled packages (`_vendor`).
Known honest users: old tools that wrote local version parts differently; they are compared in normal form.
"""

import re
from collections.abc import Iterator

from packaging.version import InvalidVersion, Version

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.metadata.subject import in_metadata
from watchhouse.model.evidence import Confidence, Severity, Sighting
from watchhouse.model.identity import ProjectName, project_name
from watchhouse.model.technique import Technique

_FOLDER = re.compile(r"(?:[^/]+/){0,2}([A-Za-z0-9][\w.]*?)(?:-([\w.!+]+))?\.(?:dist|egg)-info/[^/]+")
_LONGEST_VERSION = 200


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield a sighting if name or version differ between the inside and the outside."""
    inside = project_name(facts.metadata.name.strip(), facts.ref.ecosystem)
    outside = facts.ref.name
    if inside and outside and not _same_name(inside, outside):
        yield _sight(facts, "calls itself by another project's name inside", inside, Confidence.HIGH)
        return
    version = facts.metadata.version.strip()
    if version and facts.ref.version and _normal(version) != _normal(facts.ref.version):
        yield _sight(facts, "calls itself by another version inside", version, Confidence.MEDIUM)
    for folder in sorted(_other_folders(facts, inside)):
        yield _sight(facts, "carries the installed metadata of another project", folder, Confidence.MEDIUM)


def _other_folders(facts: PackageFacts, inside: ProjectName) -> set[ProjectName]:
    """Return the projects other than `inside` that a metadata folder near the root names."""
    if not inside:
        return set()
    matches = (_FOLDER.fullmatch(member.path) for member in facts.tree.members)
    names = {project_name(match[1], facts.ref.ecosystem) for match in matches if match}
    return {name for name in names if not _same_name(name, inside)}


def _same_name(one: str, other: str) -> bool:
    """Return whether two names are one where `-`, `_` and `.` are no difference, as in file names."""
    return re.sub(r"[-_.]+", "-", one).lower() == re.sub(r"[-_.]+", "-", other).lower()


def _normal(version: str) -> str:
    try:
        return str(Version(version[:_LONGEST_VERSION]))
    except InvalidVersion:
        return version.lower()


def _sight(facts: PackageFacts, claim: str, other: str, confidence: Confidence) -> Sighting:
    return DETECTOR.sight(
        claim, confidence, in_metadata(facts), excerpt=other, attributes=(("inside", other[:200]),)
    )


DETECTOR = Detector(
    id="borrowed-name",
    title="Two names for one package",
    severity=Severity.MEDIUM,
    techniques=(Technique.IMPERSONATION,),
    examine=examine,
    doc=__doc__,
)
