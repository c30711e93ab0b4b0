"""Which members of a package hold its metadata, read into one Metadata: the root's counts, disagreement is kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from watchhouse.evidence.facts.metadata.identity import disagreements
from watchhouse.evidence.facts.metadata.literals import installer_requirements
from watchhouse.evidence.facts.metadata.npm import read_package_json
from watchhouse.evidence.facts.metadata.nuspec import read_nuspec
from watchhouse.evidence.facts.metadata.pkginfo import read_entry_points, read_pkginfo, read_requires
from watchhouse.evidence.facts.metadata.pyproject import read_pyproject
from watchhouse.evidence.facts.metadata.requirement import dependencies
from watchhouse.evidence.facts.package import Dependency, Link, Metadata
from watchhouse.evidence.facts.readme import LONGEST_TEXT, links
from watchhouse.model.artifact import ArtifactTree, Member
from watchhouse.model.evidence import Gap, GapReason, Location
from watchhouse.model.identity import ArtifactRef, Ecosystem

DEEPEST: Final = 4
"""Folders above a metadata file at most: deeper ones belong to something bundled or to test data."""

DIST_INFO_PARTS: Final = 2
"""`name.dist-info/METADATA`, `name-1.0/PKG-INFO`."""

_Reader = Callable[[str, bytes], Metadata]

_READERS: Final[dict[Ecosystem, tuple[tuple[str, _Reader], ...]]] = {
    Ecosystem.PYPI: (
        (".dist-info/METADATA", read_pkginfo),
        ("PKG-INFO", read_pkginfo),
        ("pyproject.toml", read_pyproject),
    ),
    Ecosystem.NPM: (("package.json", read_package_json),),
    Ecosystem.NUGET: ((".nuspec", read_nuspec),),
}
"""Endings of the files that hold metadata, the one that counts most first."""


def read_metadata(tree: ArtifactTree, ref: ArtifactRef) -> Metadata:
    """Return what the publisher says of the package; empty with a Gap if nothing in it says anything."""
    others = [ecosystem for ecosystem in Ecosystem if ecosystem is not ref.ecosystem]
    for ecosystem in (ref.ecosystem, *others):
        found = _first(tree, ecosystem)
        if found is not None:
            return _finish(found, tree, ref, ecosystem)
    gap = Gap(
        reason=GapReason.UNPARSABLE,
        location=Location(path=""),
        detail="the package carries no metadata",
        hides=False,
    )
    return Metadata(links=_readme_links(tree), gaps=(gap,))


def _first(tree: ArtifactTree, ecosystem: Ecosystem) -> Metadata | None:
    """Return the metadata of the file that counts most in `ecosystem`."""
    for ending, reader in _READERS[ecosystem]:
        member = _shallowest(tree, ending)
        if member is not None:
            return reader(member.path, member.content)
    return None


def _shallowest(tree: ArtifactTree, ending: str) -> Member | None:
    """Return the member that ends so and lies nearest the root; of equals the first."""
    matching = [member for member in tree.members if _ends_as(member, ending) and _depth(member) <= DEEPEST]
    return min(matching, key=_depth, default=None)


def _ends_as(member: Member, ending: str) -> bool:
    if "!/" in member.path:
        return False
    return member.path.endswith(ending) if ending.startswith(".") else member.name == ending


def _depth(member: Member) -> int:
    return member.path.removeprefix("./").count("/")


def _finish(found: Metadata, tree: ArtifactTree, ref: ArtifactRef, ecosystem: Ecosystem) -> Metadata:
    """Add what stands beside the metadata file: entry points, an egg's requirements, links, disagreements."""
    gaps = list(found.gaps)
    extra: list[str] = []
    scripts = list(found.scripts)
    if ecosystem is Ecosystem.PYPI:
        points = _shallowest(tree, "entry_points.txt")
        if points is not None:
            added, trouble = read_entry_points(points.path, points.content.decode("utf-8", "replace"))
            scripts += added
            gaps += trouble
        requires = _shallowest(tree, "requires.txt")
        if requires is not None and not found.dependencies:
            extra = read_requires(requires.content[: 1 << 20].decode("utf-8", "replace"))
        beside = [member for member in tree.members if _states_identity(member) and member.path != found.path]
        gaps += disagreements(found, beside, ref)
    declared = found.dependencies + dependencies(extra)
    return replace(
        found,
        dependencies=declared + _undeclared(tree, ecosystem, declared),
        scripts=tuple(dict.fromkeys(scripts)),
        links=tuple(dict.fromkeys(links(found.description) + _readme_links(tree))),
        gaps=tuple(gaps),
    )


def _undeclared(
    tree: ArtifactTree, ecosystem: Ecosystem, declared: tuple[Dependency, ...]
) -> tuple[Dependency, ...]:
    """Return what the installer asks for and the metadata do not name."""
    if ecosystem is not Ecosystem.PYPI:
        return ()
    installer = next((one for one in tree.members if one.name == "setup.py" and _depth(one) <= 1), None)
    names = {each.name for each in declared}
    asked = installer_requirements(installer.content) if installer else ()
    return tuple(each for each in asked if each.name not in names or each.url)


def _states_identity(member: Member) -> bool:
    """Return whether `member` is core metadata of the package itself, not of something bundled with it."""
    parts = member.path.removeprefix("./").split("/")
    if parts[-1] == "METADATA":
        return len(parts) == DIST_INFO_PARTS and parts[0].endswith(".dist-info")
    return parts[-1] == "PKG-INFO" and (
        len(parts) <= DIST_INFO_PARTS or (parts[-2].endswith(".egg-info") and len(parts) <= DEEPEST)
    )


def _readme_links(tree: ArtifactTree) -> tuple[Link, ...]:
    """Return the links of the README nearest the root."""
    readmes = [
        member for member in tree.members if member.name.lower().startswith("readme") and _depth(member) <= 1
    ]
    readme = min(readmes, key=_depth, default=None)
    return links(readme.content[: 4 * LONGEST_TEXT].decode("utf-8", "replace")) if readme else ()
