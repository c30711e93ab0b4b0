"""Registries as the watch uses them: feeds, listings and downloads, each within the hosts that were configured."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from watchhouse.bootstrap.operator import Operator, read_operator
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Publication
from watchhouse.registries.cache import Cache
from watchhouse.registries.download import download, publication_download
from watchhouse.registries.feeds.feed import Feed, Lister
from watchhouse.registries.feeds.npm import npm_feed
from watchhouse.registries.feeds.nuget import NugetFeed
from watchhouse.registries.feeds.operator import OperatorFeed
from watchhouse.registries.feeds.pypi import PypiFeed
from watchhouse.registries.hosts import Hosts, hosts_of
from watchhouse.registries.listings.npm import NpmLister
from watchhouse.registries.listings.nuget import NugetLister
from watchhouse.registries.listings.pypi import PypiLister
from watchhouse.registries.nuget_service import NugetService
from watchhouse.registries.settings import Limits, Settings, read_settings
from watchhouse.registries.transport import Transport

_OPERATOR = "operator:"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrySettings:
    """Which registries are watched, and where they are if not where the user's clients say."""

    feeds: tuple[str, ...] = ("pypi",)
    """`pypi`, `npm`, `nuget`, or `operator:` and the path of a TOML file."""
    index_url: str = ""
    npm_registry: str = ""
    npm_replication: str = ""
    nuget_index: str = ""
    file_hosts: tuple[str, ...] = ()
    since: int | None = None
    """The serial after which a `pypi` feed begins that was never read; None: from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registries:
    """What the watch asks of the configured registries."""

    feeds: tuple[Feed, ...]
    listers: Mapping[Ecosystem, Lister]
    download: Callable[[Publication], bytes]
    """May be called from many threads; see `registries.download.download` for what it raises."""


@contextmanager
def open_registries(settings: RegistrySettings, limits: Limits | None = None) -> Iterator[Registries]:
    """Yield the registries, asked nothing yet; raises RequestError for what is not or wrongly configured."""
    with ExitStack() as stack:
        yield _Wiring(settings, limits, stack).registries()


class _Wiring:
    """The registries under construction: one transport for each ecosystem, shared by all that ask it."""

    def __init__(self, settings: RegistrySettings, limits: Limits | None, stack: ExitStack) -> None:
        self._names = tuple(dict.fromkeys(settings.feeds))
        self._sources = _sources(settings, limits)
        self._operators = {
            name: read_operator(Path(name.removeprefix(_OPERATOR)))
            for name in self._names
            if name.startswith(_OPERATOR)
        }
        self._stack = stack
        self._transports: dict[Ecosystem, Transport] = {}

    def registries(self) -> Registries:
        return Registries(
            feeds=tuple(map(self._feed, self._names)),
            listers={ecosystem: self._lister(ecosystem) for ecosystem in self._known()},
            download=partial(_download, self._sources, {one: self._transport(one) for one in self._known()}),
        )

    def _known(self) -> list[Ecosystem]:
        """Return the ecosystems whose registry is configured, or is asked for."""
        sources = self._sources
        configured = {
            Ecosystem.PYPI: bool(sources.index),
            Ecosystem.NPM: "npm" in self._names or bool(sources.npm.get("registry")),
            Ecosystem.NUGET: bool(sources.nuget_index),
        }
        told = {operator.ecosystem for operator in self._operators.values()}
        return [one for one in Ecosystem if configured[one] or one in told]

    def _feed(self, name: str) -> Feed:
        match name:
            case "pypi":
                transport = self._transport(Ecosystem.PYPI)
                return PypiFeed(self._sources.index, transport, self._sources.limits)
            case "npm":
                return npm_feed(self._sources, self._transport(Ecosystem.NPM))
            case "nuget":
                return NugetFeed(service=self._nuget())
            case _ if name in self._operators:
                return self._operator(self._operators[name])
            case _:
                raise RequestError(
                    f"there is no feed {name[:80]!r}: known are pypi, npm, nuget and operator:FILE"
                )

    def _operator(self, operator: Operator) -> OperatorFeed:
        return OperatorFeed(
            label=operator.label,
            url=operator.url,
            keys=operator.keys,
            ecosystem=operator.ecosystem,
            transport=self._transport(operator.ecosystem),
            file_hosts=operator.file_hosts,
        )

    def _lister(self, ecosystem: Ecosystem) -> Lister:
        transport = self._transport(ecosystem)
        match ecosystem:
            case Ecosystem.PYPI:
                return PypiLister(self._sources.index, transport, self._hosts(ecosystem))
            case Ecosystem.NPM:
                return NpmLister(settings=self._sources, transport=transport)
            case Ecosystem.NUGET:
                return NugetLister(self._nuget())

    def _nuget(self) -> NugetService:
        if not self._sources.nuget_index:
            raise RequestError(
                "NuGet's feed is not configured: name the source's service index with --nuget-index "
                "or WATCHHOUSE_NUGET_INDEX"
            )
        transport = self._transport(Ecosystem.NUGET)
        return NugetService(self._sources.nuget_index, transport, file_hosts=self._sources.file_hosts)

    def _transport(self, ecosystem: Ecosystem) -> Transport:
        if ecosystem not in self._transports:
            transport = Transport(
                self._sources.limits, certificate=self._sources.certificate, hosts=self._hosts(ecosystem)
            )
            self._transports[ecosystem] = self._stack.enter_context(transport)
        return self._transports[ecosystem]

    def _hosts(self, ecosystem: Ecosystem) -> Hosts:
        operators = [one for one in self._operators.values() if one.ecosystem is ecosystem]
        told = [place for one in operators for place in (one.url, *map(_place, one.file_hosts))]
        return hosts_of([*self._places(ecosystem), *told], self._sources.file_hosts)

    def _places(self, ecosystem: Ecosystem) -> list[str]:
        sources = self._sources
        match ecosystem:
            case Ecosystem.PYPI:
                return [sources.index] if sources.index else []
            case Ecosystem.NPM:
                scopes = [
                    url for key, url in sources.npm.items() if key.endswith(":registry") and key[0] == "@"
                ]
                return [sources.npm_registry(""), *scopes, *filter(None, [sources.npm_replication])]
            case Ecosystem.NUGET:
                return [sources.nuget_index] if sources.nuget_index else []


def _sources(settings: RegistrySettings, limits: Limits | None) -> Settings:
    sources = read_settings(
        os.environ,
        Path.cwd(),
        index_url=settings.index_url,
        npm_registry=settings.npm_registry,
        file_hosts=settings.file_hosts,
        limits=limits,
    )
    return replace(
        sources,
        npm_replication=settings.npm_replication or sources.npm_replication,
        nuget_index=settings.nuget_index or sources.nuget_index,
    )


def _download(
    sources: Settings, transports: Mapping[Ecosystem, Transport], publication: Publication
) -> bytes:
    transport = transports.get(publication.ref.ecosystem)
    if transport is None:
        raise RequestError(f"no registry of {publication.ref.ecosystem} is configured")
    wanted = publication_download(publication, sources.places)
    return download(wanted, transport, Cache(None), sources.limits)


def _place(host: str) -> str:
    return host if "://" in host else f"https://{host}"
