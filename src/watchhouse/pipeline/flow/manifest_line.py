"""One line of a back-scan's manifest: which release or file it names."""

from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from packageurl import PackageURL
from packaging.utils import canonicalize_version
from packaging.version import InvalidVersion, Version

from watchhouse.ecosystems.naming import reference
from watchhouse.ecosystems.nuget.names import normal_version
from watchhouse.ecosystems.project_names import ownable
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.publication import Publication

_PURL = "pkg:"
_TYPES = {ecosystem.value: ecosystem for ecosystem in Ecosystem}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One release of a project, or all of them."""

    ecosystem: Ecosystem
    name: ProjectName
    version: str = ""
    """In the form that `normal` gives it; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUrl:
    """One file, wherever it is; the hosts that may be asked are the downloader's matter."""

    publication: Publication


ManifestLine: TypeAlias = ReleaseLine | FileUrl


def read_line(line: str) -> ManifestLine | None:
    """
    Return what `line` names, or None if that is nothing that can be examined.

    >>> read_line("pkg:npm/%40scope/name@1.0.0").name
    '@scope/name'
    >>> read_line("Django==5.0").version
    '5'
    """
    if line.startswith(_PURL):
        return _purl(line)
    if "://" in line:
        return _url(line)
    name, _, version = (part.strip() for part in line.partition("=="))
    return _release(Ecosystem.PYPI, name, version)


def normal(version: str, ecosystem: Ecosystem) -> str:
    """
    Return `version` in the form in which two spellings of one version are equal.

    >>> normal("1.0.0", Ecosystem.PYPI) == normal("1", Ecosystem.PYPI)
    True
    """
    match ecosystem:
        case Ecosystem.PYPI:
            try:
                parsed = Version(version)
            except InvalidVersion:
                return version
            return canonicalize_version(parsed)
        case Ecosystem.NPM:
            return version
        case Ecosystem.NUGET:
            return normal_version(version) or version


def _purl(line: str) -> ReleaseLine | None:
    try:
        purl = PackageURL.from_string(line)
    except (ValueError, RecursionError):
        return None
    ecosystem = _TYPES.get(purl.type)
    if ecosystem is None:
        return None
    return _release(
        ecosystem, f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name, purl.version or ""
    )


def _release(ecosystem: Ecosystem, raw: str, version: str) -> ReleaseLine | None:
    name = ownable(raw, ecosystem)
    if name is None:
        return None
    return ReleaseLine(ecosystem=ecosystem, name=name, version=normal(version, ecosystem) if version else "")


def _url(line: str) -> FileUrl | None:
    try:
        parts = urlsplit(line)
    except ValueError:
        return None
    ref = reference(unquote(parts.path.rpartition("/")[2]))
    if parts.scheme not in ("http", "https") or ref.name is None or ownable(ref.name, ref.ecosystem) is None:
        return None
    algorithm, _, digest = parts.fragment.partition("=")
    digests = (
        frozenset({f"sha256:{digest.lower()}"}) if algorithm == "sha256" and digest else frozenset[str]()
    )
    return FileUrl(publication=Publication(ref=ref, url=line, digests=digests))
