"""What the package under examination is called, and where its metadata stands."""

from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.model.evidence import Location
from watchhouse.model.identity import ProjectName, project_name


def own_name(facts: PackageFacts) -> ProjectName:
    """Return the name under which the package is published, else the one that it gives itself; may be empty."""
    return facts.ref.name or project_name(facts.metadata.name.strip(), facts.ref.ecosystem)


def own_version(facts: PackageFacts) -> str:
    """Return the version under which the package is published, else the one that it gives itself."""
    return facts.ref.version or facts.metadata.version.strip()


def in_metadata(facts: PackageFacts) -> Location:
    """Return the place of the metadata as a whole."""
    return Location(path=facts.metadata.path)
