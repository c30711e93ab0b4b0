"""Our own feeds and listings as a service uses them, without a database: for proofs that nothing is missed."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.feeds.feed import Feed, Lister
from watchhouse.registries.feeds.npm import NpmFeed
from watchhouse.registries.feeds.nuget import NugetFeed
from watchhouse.registries.feeds.operator import OperatorFeed
from watchhouse.registries.feeds.operator_signature import read_public_key
from watchhouse.registries.feeds.pypi import PypiFeed
from watchhouse.registries.hosts import hosts_of
from watchhouse.registries.listings.npm import NpmLister
from watchhouse.registries.listings.nuget import NugetLister
from watchhouse.registries.listings.pypi import PypiLister
from watchhouse.registries.nuget_service import NugetService
from watchhouse.registries.settings import Limits, Settings
from watchhouse.registries.transport import Transport
from watchhouse.testing.local_registry import Registry

LIMITS = Limits(attempts=3, first_wait=0.0)
_TRIES = 40

_Answer = TypeVar("_Answer")


class Watcher:
    """Follows one registry: polls, lists what was touched, keeps what was found."""

    def __init__(self, registry: Registry, ecosystem: Ecosystem, transport: Transport) -> None:
        self._feed, self._lister = _sides(registry, ecosystem, transport)
        self._cursor = tried(self._feed.start)
        self.found: dict[str, frozenset[str]] = {}
        """Digests by file name."""
        self.lost = 0
        """Stretches that the feed says it may have missed."""

    def look(self) -> None:
        """Read the feed to its end and list every project that it names."""
        more = True
        while more:
            page = tried(partial(self._feed.poll, self._cursor))
            self._cursor, more = page.cursor, page.more
            self.lost += len(page.losses)
            names = {event.name for event in page.events if event.name}
            listings = [tried(partial(self._lister.list, name)) for name in sorted(names)]
            listed = (publication for listing in listings for publication in listing.publications)
            for publication in (*page.publications, *listed):
                self.found[publication.ref.file] = publication.digests


def tried(action: Callable[[], _Answer]) -> _Answer:
    """Return what `action` returns, asking again as a service does on a bad day."""
    for _ in range(_TRIES - 1):
        with suppress(InfrastructureError):
            return action()
    return action()


def operator_feed(registry: Registry, ecosystem: Ecosystem, transport: Transport) -> OperatorFeed:
    """Return a reader of the operator's feed of one registry."""
    return OperatorFeed(
        label=registry.operator_label,
        url=registry.operator(ecosystem),
        keys=(read_public_key(registry.operator_key),),
        ecosystem=ecosystem,
        transport=transport,
    )


def _sides(registry: Registry, ecosystem: Ecosystem, transport: Transport) -> tuple[Feed, Lister]:
    now = registry.world.clock
    match ecosystem:
        case Ecosystem.PYPI:
            lister = PypiLister(registry.simple, transport, hosts_of((registry.simple,)))
            return PypiFeed(registry.simple, transport, LIMITS, now=now), lister
        case Ecosystem.NPM:
            settings = Settings(index=registry.simple, npm={"registry": registry.npm})
            npm = NpmLister(settings=settings, transport=transport, now=now)
            return NpmFeed(url=registry.npm_replication, transport=transport), npm
        case Ecosystem.NUGET:
            service = NugetService(registry.nuget, transport)
            return NugetFeed(service=service, now=now), NugetLister(service, now=now)
