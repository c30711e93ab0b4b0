"""A leaf of NuGet's catalog: one package version as it was at one time, and the file that it is."""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from watchhouse.ecosystems.nuget.names import normal_version
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName, project_name
from watchhouse.model.publication import Publication
from watchhouse.registries.documents import Table, moment, text, whole
from watchhouse.registries.file_url import file_url
from watchhouse.registries.hosts import Hosts

_ALGORITHMS = {"SHA512": ("sha512", 64), "SHA256": ("sha256", 32)}
"""`packageHashAlgorithm`; nuget's own sources know only the first."""
_NEVER = datetime(1901, 1, 1, tzinfo=UTC)
"""An unlisted version has 1900-01-01 as its time of publication."""
FRESH = timedelta(days=1)
"""How long after its creation a listed version's leaf still means its publication: validation can take hours."""


def leaf_publication(
    leaf: Table, name: ProjectName, version: str, *, base: str, hosts: Hosts, now: datetime
) -> Publication | None:
    """
    Return the file that `leaf` describes, or None if it is no leaf of `version` (in normal form) of `name`.

    `base` is the source's package content resource. A leaf names no owner.
    """
    stated = normal_version(text(leaf.get("version")))
    if project_name(text(leaf.get("id")), Ecosystem.NUGET) != name or stated != version:
        return None
    file = f"{name}.{version}.nupkg"
    url = file_url(f"{base.rstrip('/')}/{quote(name)}/{quote(version)}/{quote(file)}", hosts)
    if url is None:
        return None
    return Publication(
        ref=ArtifactRef(ecosystem=Ecosystem.NUGET, file=file, name=name, version=version),
        url=url,
        digests=_digests(leaf),
        size=whole(leaf.get("packageSize")),
        published_at=created(leaf, now),
        yanked=unlisted(leaf, now),
    )


def created(leaf: Table, now: datetime) -> datetime | None:
    """Return when the version was made, which unlisting does not change; None if the leaf does not say."""
    for field in ("created", "published"):
        at = moment(leaf.get(field), now)
        if at is not None and at > _NEVER:
            return at
    return None


def unlisted(leaf: Table, now: datetime) -> bool:
    """Return whether the version is hidden from search; leaves from before `listed` say it by their time."""
    listed, published = leaf.get("listed"), moment(leaf.get("published"), now)
    if isinstance(listed, bool):
        return not listed
    return published is not None and published <= _NEVER


def _digests(leaf: Table) -> frozenset[str]:
    algorithm, size = _ALGORITHMS.get(text(leaf.get("packageHashAlgorithm")).upper(), ("", 0))
    try:
        digest = base64.b64decode(text(leaf.get("packageHash")), validate=True)
    except (binascii.Error, ValueError):
        return frozenset()
    return frozenset({f"{algorithm}:{digest.hex()}"}) if algorithm and len(digest) == size else frozenset()
