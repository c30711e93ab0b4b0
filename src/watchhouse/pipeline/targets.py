"""
What the user means by a target: a look at the disk, and the text decide.

A name without a path separator is a package, a path is what lies there. Where both could be meant the user
is asked to say which: whoever can put a folder named like a package into a repository must not choose what
gets examined.
"""

import re
from pathlib import Path

from watchhouse.ecosystems.manifests import purl, recognise
from watchhouse.ecosystems.manifests.recognise import SUFFIXES, UNREAD
from watchhouse.ecosystems.manifests.requirement_words import Named, read_requirement
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder, Request, Unresolved

_TEXT_BYTES = 160 << 20
"""Read of one manifest at most; the readers have narrower limits of their own."""
_PACKAGE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def expand(target: str, machine: Machine, *, folder: Path | None = None) -> tuple[Request, ...]:
    """
    Return the requests that `target` stands for, seen from `folder` (the working directory).

    One target is one request, except for a manifest, which has as many as it names (none, if it is empty).
    Raises RequestError if there is nothing that it could mean, or two things.
    """
    if not target.strip():
        raise RequestError("an empty target names nothing")
    here = Path.cwd() if folder is None else folder
    if target.startswith("pkg:"):
        return (_asked(purl.parse(target)),)
    try:
        path = here / target
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError):  # too long, or with a NUL: no path
        path, is_folder, is_file = here, False, False
    if _ambiguous(target) and (is_folder or (is_file and not path.suffix)):
        kind = "folder" if is_folder else "file"
        raise RequestError(
            f"{target!r} is a {kind} here and may be a package: say ./{target} or pkg:pypi/{target}"
        )
    if is_folder:
        return (LocalFolder(path=path),)
    if is_file:
        return _file(path, target, here, machine)
    return (_asked(_package(target, machine)),)


def _ambiguous(target: str) -> bool:
    return _PACKAGE.fullmatch(target) is not None


def _asked(request: Request) -> Request:
    """Return `request`, which the user named alone; if it cannot be examined that is an error."""
    if isinstance(request, Unresolved):
        raise RequestError(f"{request.target!r}: {request.reason}")
    return request


def _package(target: str, machine: Machine) -> Request:
    # A misspelled `requirments.txt` must not become a look at whoever has registered that name.
    if recognise.by_name(target) is not None or target in UNREAD or target.endswith(SUFFIXES):
        raise RequestError(f"there is no file {target!r} here")
    found = read_requirement(target, (), "target", machine)
    match found:
        case Named():
            return IndexRequest(ecosystem=Ecosystem.PYPI, name=found.name, specifier=found.specifier)
        case Unresolved():
            return found
        case _:
            raise RequestError(
                f"there is no file or folder {target[:200]!r} (an npm package is pkg:npm/NAME)"
            )


def _file(path: Path, target: str, here: Path, machine: Machine) -> tuple[Request, ...]:
    if path.name in UNREAD:
        raise RequestError(f"{target}: this is not read: {UNREAD[path.name]}")
    manifest = recognise.by_name(path.name)
    if manifest is None and path.suffix not in SUFFIXES:
        return (LocalFile(path=path),)
    try:
        text = read_text(path, target)
    except RequestError:
        if manifest is not None:
            raise
        return (LocalFile(path=path),)
    manifest = manifest or recognise.by_content(text)
    if manifest is None:
        return (LocalFile(path=path),)
    base = path.parent.resolve()
    root = here.resolve() if base.is_relative_to(here.resolve()) else base

    def include(relative: str) -> str:
        if "://" in relative:
            raise RequestError("it is read from a URL")
        return read_text(_inside(base / relative, root), relative)

    found = recognise.parse(manifest, text, target, machine, include)
    return tuple(dict.fromkeys(_anchored(request, base, root) for request in found))


def _anchored(request: Request, base: Path, root: Path) -> Request:
    """Return `request` with a path on disk made absolute, or why what lies there cannot be examined."""
    if not isinstance(request, LocalFile | LocalFolder):
        return request
    try:
        path = _inside(base / request.path, root)
        if path.is_dir():
            return LocalFolder(path=path, origin=request.origin)
        if path.is_file():
            return LocalFile(path=path, origin=request.origin)
        reason = "there is no such file or folder"
    except RequestError as error:
        reason = str(error)
    except (OSError, ValueError):
        reason = "it is no path"
    return Unresolved(target=str(request.path)[:200], reason=reason, origin=request.origin)


def _inside(path: Path, root: Path) -> Path:
    """Return `path` with links resolved; raises RequestError if it leaves `root`."""
    try:
        real = path.resolve()
    except (
        OSError,
        RuntimeError,
        ValueError,
    ) as error:  # RuntimeError: links in a circle, before Python 3.13
        raise RequestError("it is no path") from error
    if not real.is_relative_to(root):
        raise RequestError("it lies outside the folder that the manifest may speak of")
    return real


def read_text(path: Path, known_as: str) -> str:
    """Return the text of a manifest: UTF-8, or UTF-16 with its mark, as pip takes it."""
    try:
        with path.open("rb") as file:
            content = file.read(_TEXT_BYTES + 1)
    except OSError as error:
        raise RequestError(f"{known_as} cannot be read: {error.strerror}") from error
    if len(content) > _TEXT_BYTES:
        raise RequestError(f"{known_as} is larger than {_TEXT_BYTES} bytes")
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RequestError(f"{known_as} is not UTF-8") from error
