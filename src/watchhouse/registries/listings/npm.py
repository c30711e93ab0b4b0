"""
An npm package's files, from its packument: the full form, which says who published each version and when.

A packument of tens of megabytes is mostly text that nobody asked for; of each version only where its file is and
who published it is kept while it is read.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from watchhouse.ecosystems.npm.integrity import strongest
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Listing, Publication
from watchhouse.registries.answers import UnreadableError, host
from watchhouse.registries.documents import (
    MissingError,
    Pairs,
    Table,
    get_table,
    moment,
    table,
    text,
    utc_now,
)
from watchhouse.registries.feeds.npm_changes import revision_number
from watchhouse.registries.file_url import file_url, only
from watchhouse.registries.hosts import Hosts
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport

_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_~=-]{0,255}")
"""What semver allows and what npm took before it asked for semver; nothing that a path or a URL understands."""
_SHASUM = re.compile(r"[0-9a-f]{40}")
_KEPT = ("dist", "_npmUser")
_VERSION_DOCUMENT = frozenset({"name", "version", "dist"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NpmLister:
    """Lists the versions of npm packages; may be used from many threads."""

    settings: Settings
    """Says which registry a name belongs to."""
    transport: Transport
    now: Callable[[], datetime] = field(default=utc_now)

    @property
    def ecosystem(self) -> Ecosystem:
        """Whose projects it lists."""
        return Ecosystem.NPM

    def list(self, name: ProjectName, least: int = 0) -> Listing:
        """
        Return what the registry offers of `name` now; raises InfrastructureError if it cannot be asked.

        What was unpublished is not offered: a package of which nothing is left is not present. `least` is the number
        of the newest revision that is known (an event's detail has it as its serial): an older packument is
        a cache's and raises UnreadableError.
        """
        registry = self.settings.npm_registry(name)
        # A scope's slash is written %2f in a packument's URL, its @ is not escaped.
        url = registry + quote(name, safe="@")
        try:
            packument = get_table(self.transport, url, keep=_slim)
        except MissingError:
            return Listing(ecosystem=Ecosystem.NPM, name=name, publications=(), present=False)
        _check(packument, name, registry, least)
        versions, times = table(packument.get("versions")), table(packument.get("time"))
        if not versions and "unpublished" in times:
            return Listing(ecosystem=Ecosystem.NPM, name=name, publications=(), present=False)
        hosts, now = only(registry, *self.settings.file_hosts), self.now()
        files = [
            _publication(name, version, table(said), moment(times.get(version), now), hosts)
            for version, said in versions.items()
        ]
        offered = tuple(file for file in files if file is not None)
        return Listing(
            ecosystem=Ecosystem.NPM, name=name, publications=offered, refused=len(files) - len(offered)
        )


def npm_lister(settings: Settings, transport: Transport) -> NpmLister:
    """Return a lister for the user's registry, which npm itself is asked for at most once, here."""
    registry = settings.npm_registry("")
    return NpmLister(
        settings=replace(settings, npm={**settings.npm, "registry": registry}), transport=transport
    )


def _slim(pairs: Pairs) -> Table:
    """Keep of a version's document what a listing needs, and other objects whole."""
    read = dict(pairs)
    if read.keys() >= _VERSION_DOCUMENT and "versions" not in read:
        return {name: read[name] for name in _KEPT if name in read}
    return read


def _check(packument: Table, name: ProjectName, registry: str, least: int) -> None:
    """Raise UnreadableError if `packument` is not that of `name`, or an old one: nothing must be taken for removed."""
    named = packument.get("name", packument.get("_id"))
    if named != name or not isinstance(packument.get("versions", {}), dict):
        raise UnreadableError(f"{host(registry)} has a page for {name} that is no packument of it")
    revision = revision_number(packument.get("_rev"))
    if revision is not None and revision < least:
        raise UnreadableError(
            f"{host(registry)} has an old page for {name}: {revision}, and there has been {least}"
        )


def _publication(
    name: ProjectName, version: str, said: Table, published_at: datetime | None, hosts: Hosts
) -> Publication | None:
    dist = table(said.get("dist"))
    url = file_url(dist.get("tarball"), hosts)
    if url is None or not _VERSION.fullmatch(version):
        return None
    return Publication(
        ref=ArtifactRef(
            ecosystem=Ecosystem.NPM,
            file=f"{name.rpartition('/')[2]}-{version}.tgz",
            name=name,
            version=version,
        ),
        url=url,
        digests=_digests(dist),
        published_at=published_at,
        publisher=text(table(said.get("_npmUser")).get("name")),
    )


def _digests(dist: Table) -> frozenset[str]:
    """Return the digests that the file must have, all of them."""
    stated = set()
    shasum = text(dist.get("shasum")).lower()
    if _SHASUM.fullmatch(shasum):
        stated.add(f"sha1:{shasum}")
    try:
        either = strongest(text(dist.get("integrity"), limit=2000))
    except RequestError:
        return frozenset(stated)
    # Several digests of one algorithm are alternatives (Subresource Integrity, 3.3.4): none must be right.
    return frozenset(stated | either) if len(either) == 1 else frozenset(stated)
