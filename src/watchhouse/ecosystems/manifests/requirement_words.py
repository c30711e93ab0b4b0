"""One requirement as pip takes it on a line: a name with a specifier, a URL, a repository, a path."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier
from packaging.version import InvalidVersion

from watchhouse.ecosystems.manifests.document import SHOWN
from watchhouse.ecosystems.pypi.files import SDIST_SUFFIXES
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.model.request import LocalFile, LocalFolder, Unresolved

_HASH = re.compile(r"(?i)(sha256|sha384|sha512):([0-9a-f]{64,128})")
_URL = re.compile(r"(?i)[a-z][a-z0-9+.-]*://|(?:file|git\+ssh|git\+file):")
_NAMED_PLACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\s*(?:\[[^\]]*\]\s*)?@")
"""`name @ URL` (PEP 508)."""
_ARCHIVES = (".whl", *SDIST_SUFFIXES)
_CHARACTERS = 4_096
"""Of one requirement without its hashes; the longest seen in honest metadata have a few hundred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A requirement that an index answers."""

    name: ProjectName
    specifier: str
    hashes: frozenset[str] | None
    """None where none was stated; an empty set admits nothing."""
    origin: str

    def narrowed(self, other: "Named") -> "Named":
        """Return what satisfies both: pip takes several lines and constraints of one name together."""
        both = ",".join(part for part in (self.specifier, other.specifier) if part)
        if self.hashes is None or other.hashes is None:
            hashes = self.hashes if other.hashes is None else other.hashes
        else:
            hashes = self.hashes & other.hashes
            if not hashes:
                raise RequestError(f"{other.origin}: no hash in common with {self.origin}")
        return Named(name=self.name, specifier=both, hashes=hashes, origin=self.origin)


def read_requirement(
    text: str, hashes: tuple[str, ...], origin: str, machine: Machine, *, editable: bool = False
) -> Named | LocalFile | LocalFolder | Unresolved:
    """
    Return what the requirement `text` asks for; paths are as written.

    Raises RequestError if pip could not read it either.
    """
    if len(text) > _CHARACTERS:
        raise RequestError(f"{origin}: a requirement longer than {_CHARACTERS} characters")
    if "${" in text:
        return _unresolved(text, "it is spelled with an environment variable", origin)
    place = _place(text, editable=editable)
    if place is not None:
        return _at(place, text, origin)
    try:
        requirement = Requirement(text)
    except (InvalidRequirement, InvalidSpecifier, InvalidVersion, RecursionError) as error:
        raise RequestError(f"{origin}: {text[:SHOWN]!r} is no requirement") from error
    if requirement.marker is not None and not machine.holds(requirement.marker):
        return _unresolved(text, "its marker does not hold on this machine", origin, needed=False)
    if requirement.url is not None:
        return _at(requirement.url, text, origin)
    return Named(
        name=project_name(requirement.name, Ecosystem.PYPI),
        specifier=str(requirement.specifier),
        hashes=frozenset(_hash(word, origin) for word in hashes) or None,
        origin=origin,
    )


def _hash(word: str, origin: str) -> str:
    found = _HASH.fullmatch(word)
    if found is None:
        raise RequestError(f"{origin}: {word[:SHOWN]!r} is no SHA-2 hash")
    return f"{found[1]}:{found[2]}".lower()


def _place(text: str, *, editable: bool) -> str | None:
    """Return the URL or path that `text` is without a name before it, or None if it starts with a name."""
    bare = re.split(r"\s;|;\s", text, maxsplit=1)[0].strip()
    if _URL.match(bare):
        return bare
    if _NAMED_PLACE.match(bare) and not editable:
        return None
    path = bare.split("[", 1)[0] if bare.endswith("]") else bare
    looks_like_path = path.startswith(".") or "/" in path or "\\" in path
    return path if editable or looks_like_path or path.endswith(_ARCHIVES) else None


def _at(place: str, text: str, origin: str) -> LocalFile | LocalFolder | Unresolved:
    """Return the request for what lies at the URL or path `place`."""
    if place.lower().startswith("file:"):
        try:
            place = unquote(urlsplit(place.partition("#")[0]).path)
        except ValueError as error:  # brackets that hold no IPv6 address
            raise RequestError(f"{origin}: {text[:SHOWN]!r} is no file") from error
    elif _URL.match(place):
        return _unresolved(text, "it comes from a URL or a repository, not from an index", origin)
    path = Path(place.replace("\0", "\ufffd"))
    return (
        LocalFile(path=path, origin=origin)
        if place.endswith(_ARCHIVES)
        else LocalFolder(path=path, origin=origin)
    )


def _unresolved(text: str, reason: str, origin: str, *, needed: bool = True) -> Unresolved:
    return Unresolved(target=text[:SHOWN], reason=reason, origin=origin, needed=needed)
