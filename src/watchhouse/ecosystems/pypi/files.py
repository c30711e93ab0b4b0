"""What the name of a file on a Python index says: version, and for a wheel its tags."""

from dataclasses import dataclass

from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import InvalidVersion, Version

from watchhouse.model.identity import Ecosystem, ProjectName, project_name

NAME_LENGTH = 512
"""Characters of a file's name beyond which it is no release: indexes allow fewer, file systems 255 bytes."""

SDIST_SUFFIXES = (
    ".tar.gz",
    ".zip",
    ".tar.bz2",
    ".tar.xz",
    ".tgz",
    ".tar",
    ".tbz",
    ".txz",
    ".tlz",
    ".tar.lz",
    ".tar.lzma",
)
"""What pip takes for an archive (`pip._internal.utils.filetypes`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFile:
    """One sdist or wheel, by its name."""

    version: Version
    tags: frozenset[Tag] | None
    """None for an sdist."""
    build: tuple[int, str] | tuple[()] = ()
    """A wheel's build tag, which breaks ties."""


def release_file(file: str, project: ProjectName) -> ReleaseFile | None:
    """
    Return what the name `file` says of a release of `project`, or None if it is no sdist or wheel of it.

    >>> release_file("Foo_bar-1.0.tar.gz", ProjectName("foo-bar")).version
    <Version('1.0')>
    >>> release_file("other-1.0.tar.gz", ProjectName("foo-bar")) is None
    True
    """
    if len(file) > NAME_LENGTH:
        return None
    if file.endswith(".whl"):
        return _wheel(file, project)
    for suffix in SDIST_SUFFIXES:
        if file.endswith(suffix):
            return _sdist(file.removesuffix(suffix), project)
    return None


def _wheel(file: str, project: ProjectName) -> ReleaseFile | None:
    try:
        name, version, build, tags = parse_wheel_filename(file)
    except (InvalidWheelFilename, ValueError):
        return None
    return (
        ReleaseFile(version=version, tags=tags, build=build)
        if project_name(name, Ecosystem.PYPI) == project
        else None
    )


def _sdist(stem: str, project: ProjectName) -> ReleaseFile | None:
    """Split at the first hyphen before which the project's name stands, as pip does: names hold hyphens too."""
    for place, character in enumerate(stem):
        if character == "-" and project_name(stem[:place], Ecosystem.PYPI) == project:
            try:
                return ReleaseFile(version=Version(stem[place + 1 :]), tags=None)
            except InvalidVersion:
                return None
    return None
