"""A request for an npm package, answered from the user's registry: packument, version, tarball."""

import json
from dataclasses import dataclass
from urllib.parse import quote

from watchhouse.ecosystems.npm.integrity import strongest
from watchhouse.ecosystems.npm.order import is_prerelease, order
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.request import IndexRequest
from watchhouse.registries.download import Download
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import NotFoundError, Transport, host, shown

_ACCEPT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8"
"""The short form that installers ask for: versions and files, no READMEs."""

_VERSIONS_SHOWN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tarball:
    """One version of an npm package and where its file is."""

    version: str
    download: Download


@dataclass(frozen=True, slots=True, kw_only=True)
class NpmIndex:
    """The npm registry of one user; may be used from many threads."""

    settings: Settings
    transport: Transport

    def find(self, request: IndexRequest) -> Tarball:
        """
        Return the tarball that npm would take for `request`: an exact version, or a dist-tag.

        Raises RequestError if there is none, InfrastructureError if the registry cannot be asked.
        """
        registry = self.settings.npm_registry(request.name)
        if request.index and not request.hashes and host(request.index) != host(registry):
            raise RequestError(
                f"{request.origin} names the registry {shown(request.index)}, which is not asked unless you name it"
            )
        packument = self._packument(registry, request)
        versions = _table(packument.get("versions"))
        version = _before(versions, request, registry) if request.older_than else request.specifier
        if version not in versions:
            tag = _table(packument.get("dist-tags")).get(version or "latest")
            if not isinstance(tag, str) or tag not in versions:
                known = f"{len(versions)} versions, none of them {version[:_VERSIONS_SHOWN] or 'latest'!r}"
                raise RequestError(f"{request.name} on the registry {host(registry)} has {known}")
            version = tag
        return _tarball(request, version, _table(_table(versions[version]).get("dist")), registry)

    def _packument(self, registry: str, request: IndexRequest) -> dict[str, object]:
        try:
            # A scope's slash is written %2f in a packument's URL, its @ is not escaped.
            page = self.transport.page(registry + quote(request.name, safe="@"), _ACCEPT)
        except NotFoundError as error:
            raise RequestError(
                f"no package named {request.name!r} on the registry {host(registry)}"
            ) from error
        try:
            return _table(json.loads(page.content))
        except (ValueError, RecursionError) as error:
            raise InfrastructureError(
                f"{host(registry)} has a page for {request.name} that cannot be read"
            ) from error


def _before(versions: dict[str, object], request: IndexRequest, registry: str) -> str:
    """Return the newest of `versions` that is older than `request` says, a pre-release only before another one."""
    bar, early = order(request.older_than), is_prerelease(request.older_than)
    if bar is not None:
        ordered = sorted(
            (place, version) for version in versions if (place := order(version)) is not None and place < bar
        )
        if ordered:
            released = [one for one in ordered if early or not is_prerelease(one[1])]
            return (released or ordered)[-1][1]
    raise RequestError(f"no release older than {request.older_than} on the registry {host(registry)}")


def _tarball(request: IndexRequest, version: str, dist: dict[str, object], registry: str) -> Tarball:
    url, integrity, shasum = dist.get("tarball"), dist.get("integrity"), dist.get("shasum")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise InfrastructureError(f"{host(registry)} names no file for {request.name} {version}")
    stated: frozenset[str] = frozenset()
    if isinstance(integrity, str) and integrity:
        stated = _integrity(integrity, request, registry)
    elif isinstance(shasum, str):  # packages from before 2017 have no other
        stated = frozenset({f"sha1:{shasum.lower()}"})
    file = f"{request.name.rpartition('/')[2]}-{version}.tgz"
    return Tarball(
        version=version,
        download=Download(url=url, file=file, stated=stated, accepted=request.hashes, origin=request.origin),
    )


def _integrity(integrity: str, request: IndexRequest, registry: str) -> frozenset[str]:
    try:
        return strongest(integrity)
    except RequestError as error:
        raise InfrastructureError(
            f"{host(registry)} states no usable integrity for {request.name}"
        ) from error


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
