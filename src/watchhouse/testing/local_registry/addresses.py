"""Where the files lie: one path for each, from which the file is found again."""

import hashlib
from urllib.parse import quote

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.project import PlannedFile, Project, Release
from watchhouse.testing.world import World

PACKAGES, NPM, CONTAINER = "/packages/", "/npm/", "/v3-flatcontainer/"

_PROJECT_DIGITS, _FILE_DIGITS = 10, 6


def file_path(world: World, project: Project, release: Release, file: PlannedFile) -> str:
    """Return the path of a file on its registry."""
    name = world.file_name(project, release, file)
    match project.ecosystem:
        case Ecosystem.PYPI:
            # As long as PyPI's, which is a hash of the content: here it says which file it is.
            mark = hashlib.blake2b(f"{release.seed} {file.number}".encode(), digest_size=24).hexdigest()
            key = f"{project.index:0{_PROJECT_DIGITS}x}{file.number:0{_FILE_DIGITS}x}"
            return f"{PACKAGES}{mark[:2]}/{mark[2:4]}/{mark[4:]}{key}/{name}"
        case Ecosystem.NPM:
            return f"{NPM}{quote(project.spelled, safe='@/')}/-/{name}"
        case Ecosystem.NUGET:
            return f"{CONTAINER}{project.spelled.lower()}/{release.version}/{name}"


def key_in(rest: str) -> tuple[int, int]:
    """Return which file a path of PyPI's names; raises ValueError if it names none."""
    return int(rest[-_PROJECT_DIGITS - _FILE_DIGITS : -_FILE_DIGITS], 16), int(rest[-_FILE_DIGITS:], 16)
