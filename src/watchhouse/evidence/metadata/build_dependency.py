"""
A build requirement that nobody else builds with.

What `[build-system]` or `setup_requires` asks for is installed and run to build a source, before the package is, and
none of the lists that people look at shows it.

Looks at: `requires` of `[build-system]` and `setup_requires`, against the most downloaded names: an address, a
look-alike, an unknown name.
Does not look at: build backends inside the package (see `install-hook`); wheels, which are built already.
Known honest users: backends of one company's own; new backends; a fork of a backend until a fix is released.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.lookalike import lookalikes
from watchhouse.ecosystems.popular import popular_names
from watchhouse.evidence.detector import Detector
from watchhouse.evidence.facts.metadata.literals import build_requirements, installer_build_requirements
from watchhouse.evidence.facts.package import Dependency, PackageFacts
from watchhouse.evidence.metadata.direct_url_dependency import judge_address
from watchhouse.evidence.metadata.resemblance import are_kin, is_mistyped
from watchhouse.evidence.metadata.subject import own_name
from watchhouse.model.evidence import Confidence, Location, Moment, Severity, Sighting
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.technique import Technique

_MOST = 50
_INSTALLER = "setup.py"
_READERS = {"pyproject.toml": build_requirements, _INSTALLER: installer_build_requirements}


def examine(facts: PackageFacts) -> Iterator[Sighting]:
    """Yield one sighting for each build requirement that is not one of those that everybody builds with."""
    if facts.ref.ecosystem is not Ecosystem.PYPI or facts.ref.file.endswith(".whl"):
        return
    for path, dependency in _requirements(facts):
        found = _judge(facts, dependency, path)
        if found is not None:
            yield DETECTOR.sight(
                found[0],
                found[1],
                Location(path=path),
                moment=Moment.INSTALL,
                excerpt=f"{dependency.name} {dependency.url or dependency.specifier}".strip(),
                attributes=(("dependency", dependency.name[:100]),),
            )


def _requirements(facts: PackageFacts) -> Iterator[tuple[str, Dependency]]:
    for member in facts.tree.members:
        if member.path.count("/") <= 1:
            read = _READERS.get(member.name)
            if read is not None:
                yield from ((member.path, one) for one in read(member.content)[:_MOST])


def _judge(facts: PackageFacts, dependency: Dependency, path: str) -> tuple[str, Confidence] | None:
    if dependency.url:
        return "is built by something that an address serves", judge_address(dependency.url)[1]
    name = project_name(dependency.name, Ecosystem.PYPI)
    if name in popular_names(Ecosystem.PYPI).rank or are_kin(own_name(facts), name):
        return None
    if any(is_mistyped(one) for one in lookalikes(name, Ecosystem.PYPI)):
        return "is built by a package named almost as a popular one", Confidence.HIGH
    if path.endswith(_INSTALLER):
        return None  # installers of another age ask for tools that were known then
    return "is built by a package that nobody knows", Confidence.LOW


DETECTOR = Detector(
    id="build-dependency",
    title="Build requirement that nobody knows",
    severity=Severity.MEDIUM,
    techniques=(Technique.COMPROMISE_DEPENDENCIES, Technique.INSTALLER_PACKAGES),
    examine=examine,
    doc=__doc__,
)
