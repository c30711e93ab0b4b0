"""What kind of artifact a set of paths is; by its layout, since anybody can name a file anything."""

from collections.abc import Iterable, Iterator

from watchhouse.artifacts.entries import gap
from watchhouse.model.artifact import ArtifactKind, Member, MemberPath
from watchhouse.model.evidence import Gap, GapReason
from watchhouse.model.identity import Sha256

_SOURCE_MARKS = frozenset({"PKG-INFO", "setup.py", "pyproject.toml", "setup.cfg"})
_NUGET_MARK = "[Content_Types].xml"


def kind_of_zip(paths: Iterable[MemberPath]) -> ArtifactKind:
    """Return what a zip archive with these members is."""
    names = frozenset(paths)
    folders = [name.split("/") for name in names]
    if any(len(parts) == 2 and parts[0].endswith(".dist-info") and parts[1] == "WHEEL" for parts in folders):
        return ArtifactKind.WHEEL
    if _NUGET_MARK in names and any(
        len(parts) == 1 and parts[0].lower().endswith(".nuspec") for parts in folders
    ):
        return ArtifactKind.NUPKG
    if "EGG-INFO/PKG-INFO" in names:
        return ArtifactKind.EGG
    return ArtifactKind.SDIST if _is_source(names) else ArtifactKind.ARCHIVE


def kind_of_tar(paths: Iterable[MemberPath], file_name: str) -> ArtifactKind:
    """Return what a tar archive with these members is; `file_name` decides where it could be either."""
    names = frozenset(path.removeprefix("./") for path in paths)
    packages = {
        name.split("/")[0] for name in names if name.count("/") == 1 and name.endswith("/package.json")
    }
    source = _is_source(names)
    if packages and (not source or file_name.endswith(".tgz")):
        return ArtifactKind.NPM_TARBALL
    return ArtifactKind.SDIST if source else ArtifactKind.ARCHIVE


def rivals_below_the_top(members: Iterable[Member]) -> Iterator[Gap]:
    """Yield a Gap for each member of an npm tarball that takes another one's place: npm drops the top folder."""
    seen: dict[str, tuple[str, Sha256]] = {}
    for member in members:
        top, _, rest = member.path.removeprefix("./").partition("/")
        before, digest = seen.setdefault(rest, (top, member.sha256))
        if before != top and digest != member.sha256:
            yield gap(
                GapReason.DUPLICATE,
                member.path,
                "another member of that name, once the top folder is dropped",
            )


def _is_source(names: frozenset[str]) -> bool:
    """Return whether one folder at the top holds a source distribution (PyPA: `{name}-{version}/`)."""
    return any(name.count("/") == 1 and name.rsplit("/", 1)[1] in _SOURCE_MARKS for name in names)
