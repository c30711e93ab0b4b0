"""What the name of a file that lies around says of the artifact in it."""

import re

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)

from watchhouse.model.identity import ArtifactRef, Ecosystem, project_name

_LENGTH = 512
_NPM = re.compile(r"(?P<name>[A-Za-z0-9~][A-Za-z0-9._~-]*?)-(?P<version>\d+\.\d+\.\d+[A-Za-z0-9.+-]*)\.tgz")
_NUGET = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_.-]*?)\.(?P<version>\d+(?:\.\d+){1,3}[A-Za-z0-9.+-]*)\.nupkg"
)


def reference(file: str) -> ArtifactRef:
    """
    Return what the file name `file` claims; without name and version where it claims nothing.

    >>> reference("left-pad-1.3.0.tgz").name
    'left-pad'
    """
    for pattern, ecosystem in ((_NPM, Ecosystem.NPM), (_NUGET, Ecosystem.NUGET)):
        found = pattern.fullmatch(file[:_LENGTH])
        if found is not None:
            return ArtifactRef(
                ecosystem=ecosystem,
                file=file,
                name=project_name(found["name"], ecosystem),
                version=found["version"],
            )
    try:
        if file.endswith(".whl"):
            name, version, *_ = parse_wheel_filename(file[:_LENGTH])
        else:
            name, version = parse_sdist_filename(file[:_LENGTH])
    except (InvalidWheelFilename, InvalidSdistFilename, ValueError):
        return ArtifactRef(ecosystem=Ecosystem.PYPI, file=file)
    return ArtifactRef(
        ecosystem=Ecosystem.PYPI, file=file, name=project_name(name, Ecosystem.PYPI), version=str(version)
    )
