"""One package URL, read by `packageurl`: what it asks of which registry."""

from packageurl import PackageURL
from packaging.utils import InvalidName, canonicalize_name
from packaging.version import InvalidVersion, Version

from watchhouse.ecosystems.manifests.document import SHOWN
from watchhouse.ecosystems.manifests.locked import HASH
from watchhouse.ecosystems.npm.names import checked_name
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.model.request import IndexRequest, Request, Unresolved

_LENGTH = 4_096
"""Characters of a package URL; a web server takes no longer URL either."""


def parse(text: str, origin: str = "") -> Request:
    """
    Return the request for the package URL `text`.

    Raises RequestError if it is none, or names a project or version that its ecosystem does not admit.
    """
    where = origin or "package URL"
    try:
        purl = PackageURL.from_string(text[:_LENGTH])
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{where}: {text[:SHOWN]!r} is no package URL") from error
    qualifiers = dict(purl.qualifiers)
    if "vcs_url" in qualifiers or "download_url" in qualifiers:
        return _unresolved(text, origin, "it comes from a URL or a repository, not from an index")
    match purl.type:
        case "pypi":
            name, specifier = _pypi_name(purl, where), _pypi_version(purl, where)
            ecosystem = Ecosystem.PYPI
        case "npm":
            name = _npm_name(purl, where)
            specifier, ecosystem = purl.version or "", Ecosystem.NPM
        case kind:
            return _unresolved(text, origin, f"packages of type {kind[:40]!r} are not examined")
    return IndexRequest(
        ecosystem=ecosystem,
        name=name,
        specifier=specifier,
        hashes=_hashes(qualifiers.get("checksum", "")),
        origin=origin,
        index=qualifiers.get("repository_url", ""),
    )


def _pypi_name(purl: PackageURL, where: str) -> ProjectName:
    try:
        canonicalize_name(purl.name, validate=True)
    except InvalidName as error:
        raise RequestError(f"{where}: {purl.name[:SHOWN]!r} is no project's name") from error
    return project_name(purl.name, Ecosystem.PYPI)


def _pypi_version(purl: PackageURL, where: str) -> str:
    if not purl.version:
        return ""
    try:
        return f"=={Version(purl.version)}"
    except InvalidVersion as error:
        raise RequestError(f"{where}: {purl.version[:SHOWN]!r} is no version") from error


def _npm_name(purl: PackageURL, where: str) -> ProjectName:
    try:
        return checked_name(f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name)
    except RequestError as error:
        raise RequestError(f"{where}: {error}") from error


def _hashes(checksum: str) -> frozenset[str]:
    """Return the strong hashes of a `checksum` qualifier, which lists `algorithm:hexadecimal` by commas."""
    found = (HASH.fullmatch(part) for part in checksum.split(","))
    return frozenset(f"{part[1]}:{part[2].lower()}" for part in found if part is not None)


def _unresolved(text: str, origin: str, reason: str) -> Unresolved:
    return Unresolved(target=text[:SHOWN], reason=reason, origin=origin)
