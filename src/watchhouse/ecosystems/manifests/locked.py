"""What every lock file of Python comes down to: one version, several files, the one to be taken here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from watchhouse.ecosystems.manifests.document import SHOWN, Field
from watchhouse.ecosystems.pypi.choice import Candidate, Wanted, choose
from watchhouse.ecosystems.pypi.files import ReleaseFile, release_file
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder, Unresolved

HASH = re.compile(r"(sha256|sha384|sha512)[:=]([0-9A-Fa-f]{64,128})")
"""What is strong enough to stand for a content; pip takes the same three for `--hash`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedFile:
    """One file of a locked package."""

    file: str
    hashes: frozenset[str]


def python_name(entry: Field) -> ProjectName:
    """Return the normal form of the `name` of `entry`."""
    found = entry.need("name")
    return checked_name(found.as_text(), found)


def checked_name(raw: str, field: Field) -> ProjectName:
    """Return the normal form of `raw`; a name that no index admits is a fault of `field`."""
    try:
        canonicalize_name(raw, validate=True)
    except InvalidName as error:
        raise field.fault(f"{raw[:SHOWN]!r} is no project's name") from error
    return project_name(raw, Ecosystem.PYPI)


def exactly(version: str, field: Field) -> str:
    """Return the specifier that names `version`; a text that is no version is a fault of `field`."""
    try:
        return f"=={Version(version)}"
    except InvalidVersion as error:
        raise field.fault(f"{version[:SHOWN]!r} is no version") from error


def marker_holds(text: str, field: Field, machine: Machine) -> bool:
    """Return whether the marker `text` holds on `machine`; one that does not parse is a fault of `field`."""
    try:
        return machine.holds(Marker(text))
    except (InvalidMarker, RecursionError, InvalidSpecifier, InvalidVersion) as error:
        raise field.fault(f"{text[:SHOWN]!r} is no environment marker") from error


def hash_of(text: str, field: Field) -> str:
    """Return a hash as `algorithm:hexadecimal`; a weak or broken one is a fault of `field`."""
    found = HASH.fullmatch(text)
    if found is None:
        raise field.fault(f"{text[:SHOWN]!r} is no SHA-2 hash")
    return f"{found[1]}:{found[2].lower()}"


def file_of(location: str) -> str:
    """Return the file name at the end of a URL or a path."""
    try:
        path = unquote(urlsplit(location).path) if "://" in location else location
    except ValueError:  # brackets that hold no IPv6 address
        path = location
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def locked(
    *,
    name: ProjectName,
    version: str,
    files: Iterable[LockedFile],
    entry: Field,
    machine: Machine,
    index: str = "",
) -> IndexRequest | Unresolved:
    """
    Return the request for the one of `files` that an installer on `machine` takes.

    With no files the lock leaves the choice to the index. With files of which none fits, nothing would be
    installed here.
    """
    specifier = exactly(version, entry)
    offered = tuple(files)
    known = _candidates(offered, name)
    chosen = choose(known, Wanted(specifier=SpecifierSet(specifier)), machine)
    if offered and chosen is None:
        return Unresolved(
            target=f"{name} {version}"[:SHOWN],
            reason=f"none of its {len(offered)} files can be installed on this machine",
            origin=entry.origin,
            needed=len(known) < len(offered),  # a name that we cannot read may be one that an installer can
        )
    return IndexRequest(
        ecosystem=Ecosystem.PYPI,
        name=name,
        specifier=specifier,
        hashes=chosen.hashes if chosen else frozenset(),
        origin=entry.origin,
        index=index,
    )


def strongest_hash(stated: Field) -> frozenset[str]:
    """Return the best of a table of hashes by algorithm; that none of them is strong is a fault of it."""
    hashes = dict(stated.members())
    for algorithm in ("sha256", "sha512", "sha384"):
        if algorithm in hashes:
            return frozenset({hash_of(f"{algorithm}:{hashes[algorithm].as_text()}", hashes[algorithm])})
    raise stated.fault("no SHA-2 hash")


def elsewhere(entry: Field, label: str) -> Unresolved:
    """Return the request for a file that no index has: a repository's commit, a URL."""
    return Unresolved(
        target=label[:SHOWN],
        reason="it comes from a URL or a repository, not from an index",
        origin=entry.origin,
    )


def not_here(entry: Field, label: str) -> Unresolved:
    """Return the request for what a marker keeps from this machine."""
    return Unresolved(
        target=label[:SHOWN],
        reason="its marker does not hold on this machine",
        origin=entry.origin,
        needed=False,
    )


def on_disk(entry: Field, path: str) -> LocalFile | LocalFolder | Unresolved:
    """Return the request for what lies at `path`, relative to the manifest: an archive or a source tree."""
    if path in {".", "./", ""}:
        return Unresolved(
            target=path or ".",
            reason="it is the project that the lock belongs to: name its folder to have it examined",
            origin=entry.origin,
            needed=False,
        )
    place = Path(path.replace("\\", "/").replace("\0", "\ufffd"))
    if path.endswith((".whl", ".zip", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")):
        return LocalFile(path=place, origin=entry.origin)
    return LocalFolder(path=place, origin=entry.origin)


def _candidates(files: Iterable[LockedFile], name: ProjectName) -> list[Candidate]:
    found: list[Candidate] = []
    for entry in files:
        release: ReleaseFile | None = release_file(entry.file, name)
        if release is not None:
            found.append(Candidate(file=entry.file, url="", release=release, hashes=entry.hashes))
    return found
