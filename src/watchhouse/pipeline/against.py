"""What a scan compares with: the release before, one version of the project, or a file or folder on this machine."""

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from packaging.version import InvalidVersion, Version

from watchhouse.ecosystems.npm.order import order
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder, Request

PREVIOUS = "previous"
"""The word for the newest release that is older than the one that is judged."""

_VERSION = re.compile(r"v?\d[0-9A-Za-z.+!_-]{0,80}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release of the same project on the index."""

    version: str = ""
    """Empty: the newest that is older than the one that is judged."""


Against: TypeAlias = Release | LocalFile | LocalFolder


def read_against(word: str, folder: Path | None = None) -> Against:
    """Return what `word` means, seen from `folder` (the working directory); raises RequestError if that is nothing."""
    path = (folder or Path.cwd()) / word
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):  # too long, or with a NUL: no path
        is_folder, is_file = False, False
    if word == PREVIOUS or _VERSION.fullmatch(word):
        if (is_folder or is_file) and not word.endswith((".whl", ".gz", ".zip", ".tgz", ".nupkg")):
            raise RequestError(
                f"{word!r} may be a version and lies here, too: say ./{word} for what lies here"
            )
        if word == PREVIOUS:
            return Release()
        if not is_file:
            return Release(version=word)
    if is_folder:
        return LocalFolder(path=path)
    if is_file:
        return LocalFile(path=path)
    raise RequestError(
        f"there is no file {word[:200]!r} to compare with, and it is neither a version nor {PREVIOUS!r}"
    )


def earlier_request(against: Against, request: Request, ref: ArtifactRef) -> Request:
    """
    Return the request for what `ref`, which came of `request`, is to be compared with.

    Raises RequestError if nobody can say which release that is.
    """
    if not isinstance(against, Release):
        return against
    if ref.name is None or (ref.version is None and not against.version):
        raise RequestError(f"{ref.file} does not say which release of which project it is")
    if ref.ecosystem not in {Ecosystem.PYPI, Ecosystem.NPM}:
        raise RequestError(f"packages of {ref.ecosystem} are not fetched: name a file to compare with")
    asked = (
        request if isinstance(request, IndexRequest) else IndexRequest(ecosystem=ref.ecosystem, name=ref.name)
    )
    return replace(
        asked,
        specifier=_exactly(against.version, ref.ecosystem),
        hashes=frozenset(),
        older_than="" if against.version else ref.version or "",
        like=ref.file,
    )


def asks_index(against: Against | None) -> bool:
    """Return whether an index has to be asked for what is compared with."""
    return isinstance(against, Release)


def _exactly(version: str, ecosystem: Ecosystem) -> str:
    if not version:
        return ""
    if ecosystem is Ecosystem.NPM:
        if order(version.removeprefix("v")) is None:
            raise RequestError(f"{version[:80]!r} is no version of an npm package")
        return version.removeprefix("v")
    try:
        return f"=={Version(version)}"
    except InvalidVersion as error:
        raise RequestError(f"{version[:80]!r} is no version") from error
