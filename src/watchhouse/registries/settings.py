"""
Which registries are asked, and how: the user's own client configuration, never a host named in this code.

An index named to Watchhouse itself (`--index-url`, `WATCHHOUSE_INDEX_URL`) stands alone. Without one, pip's
configuration counts as a whole, then uv's variables, then the constant of the library that reads indexes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pypi_simple import PYPI_SIMPLE_ENDPOINT

from watchhouse.model.errors import RequestError
from watchhouse.model.request import Preference
from watchhouse.registries.npm_config import npm_answer, npm_options
from watchhouse.registries.pip_config import pip_options

_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much patience and space one download may cost."""

    file_bytes: int = 1 << 30
    page_bytes: int = 128 << 20
    """The largest project pages have a few megabytes; an npm packument can have tens."""
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    """Of silence, not of the whole download."""
    total_seconds: float = 900.0
    """A gigabyte at a slow line's ten megabits a second."""
    attempts: int = 3
    longest_wait: float = 30.0
    """Seconds that a Retry-After may make us wait; a longer one is an error at once."""
    first_wait: float = 0.5
    feed_bytes: int = 64 << 20
    """A full page of a changelog, 50,000 rows, has a third of that."""
    requests_per_second: float = 0.0
    """To one host, by one process; 0 sets no pace, as installers do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where packages come from for this user."""

    index: str
    """Base URL of a Python simple index; empty if only `find_links` count."""
    extra_indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    """Folders and pages of files, as pip's option of that name."""
    constraints: tuple[str, ...] = ()
    """Files that limit versions, as pip's option of that name."""
    no_binary: frozenset[str] = frozenset()
    only_binary: frozenset[str] = frozenset()
    prereleases: bool = False
    prefer_binary: bool = False
    certificate: str = ""
    """A file of certificates to trust, where pip was given one."""
    npm: Mapping[str, str] = field(default_factory=dict)
    """npm's options; `registry`, `@scope:registry` and `cafile` count. npm is asked where there is no registry."""
    npm_replication: str = ""
    """URL below which npm's `_changes` lies; empty: npm's feed is not read."""
    nuget_index: str = ""
    """URL of a NuGet V3 service index; empty: NuGet's feed is not read."""
    cache: Path | None = None
    """Where downloads are kept; None keeps none."""
    file_hosts: tuple[str, ...] = ()
    """Where a service may download from besides the index, by host or URL; none: see `registries.hosts`."""
    limits: Limits = field(default_factory=Limits)

    @property
    def places(self) -> tuple[str, ...]:
        """Every place that is asked for a Python package."""
        return tuple(place for place in (self.index, *self.extra_indexes, *self.find_links) if place)

    def npm_registry(self, name: str) -> str:
        """Return the registry for the npm package `name`; raises RequestError if there is none to be had."""
        scope = name.partition("/")[0] if name.startswith("@") else ""
        found = (
            (self.npm.get(f"{scope}:registry") if scope else None) or self.npm.get("registry") or npm_answer()
        )
        return found.rstrip("/") + "/"

    def preference(self, asked: Preference, name: str) -> Preference:
        """Return `asked`, narrowed by what pip is configured with for the project `name`."""
        return Preference(
            prereleases=asked.prereleases or self.prereleases,
            wheels=asked.wheels and not {name, ":all:"} & self.no_binary,
            sdists=asked.sdists and not {name, ":all:"} & self.only_binary,
            prefer_binary=asked.prefer_binary or self.prefer_binary,
        )


def read_settings(
    environment: Mapping[str, str],
    folder: Path,
    *,
    index_url: str = "",
    extra_index_urls: tuple[str, ...] = (),
    npm_registry: str = "",
    file_hosts: tuple[str, ...] = (),
    cache: Path | None = None,
    limits: Limits | None = None,
) -> Settings:
    """
    Return the settings of a user with `environment` in `folder`; arguments that are given win.

    Raises RequestError if a configuration file cannot be read or an index is no URL.
    """
    npm = npm_options(environment, folder) | ({"registry": npm_registry} if npm_registry else {})
    pip = pip_options(environment)
    alone = index_url or environment.get("WATCHHOUSE_INDEX_URL", "")
    certificate = pip.get("cert", "") or environment.get("REQUESTS_CA_BUNDLE", "")
    bounds = limits or Limits()
    replication = environment.get("WATCHHOUSE_NPM_REPLICATION", "")
    nuget = environment.get("WATCHHOUSE_NUGET_INDEX", "")
    files = (*file_hosts, *environment.get("WATCHHOUSE_FILE_HOSTS", "").split())
    if alone:
        return Settings(
            index=_url(alone),
            extra_indexes=tuple(map(_url, extra_index_urls)),
            certificate=certificate,
            npm=npm,
            npm_replication=replication,
            nuget_index=nuget,
            cache=cache,
            file_hosts=files,
            limits=bounds,
        )
    index, extra = _configured(environment, pip)
    return Settings(
        index=index,
        extra_indexes=(*extra, *map(_url, extra_index_urls)),
        find_links=tuple(pip.get("find-links", "").split()),
        constraints=tuple(pip.get("constraint", "").split()),
        no_binary=_names(pip.get("no-binary", "")),
        only_binary=_names(pip.get("only-binary", "")),
        prereleases=pip.get("pre", "").lower() in _TRUE,
        prefer_binary=pip.get("prefer-binary", "").lower() in _TRUE,
        certificate=certificate,
        npm=npm,
        npm_replication=replication,
        nuget_index=nuget,
        cache=cache,
        file_hosts=files,
        limits=bounds,
    )


def _configured(environment: Mapping[str, str], pip: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the index and the extra indexes of pip, or of uv where pip has no index of its own."""
    if pip.get("no-index", "").lower() in _TRUE:
        return "", ()
    extra = tuple(map(_url, pip.get("extra-index-url", "").split()))
    if pip.get("index-url"):
        return _url(pip["index-url"]), extra
    uv = environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")
    if uv:
        further = f"{environment.get('UV_INDEX', '')} {environment.get('UV_EXTRA_INDEX_URL', '')}".split()
        return _url(_unnamed(uv)), (*extra, *(_url(_unnamed(one)) for one in further))
    return PYPI_SIMPLE_ENDPOINT, extra


def _unnamed(index: str) -> str:
    """Return the URL of uv's `name=URL`."""
    name, equals, url = index.partition("=")
    return url if equals and "/" not in name else index


def _url(text: str) -> str:
    if not text.startswith(("http://", "https://", "file:")):
        raise RequestError(f"{text[:200]!r} is no URL of an index: http, https or file is expected")
    return text


def _names(text: str) -> frozenset[str]:
    return frozenset(word.strip().lower().replace("_", "-") for word in text.split(",") if word.strip())
