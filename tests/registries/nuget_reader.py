"""NuGet's feed over a small source on loopback, and what it tells until it has told all."""

from datetime import datetime, timedelta

from feed_site import Site
from nuget_source import DAY, Source

from watchhouse.model.feed import FeedPage
from watchhouse.registries.feeds.nuget import NugetFeed
from watchhouse.registries.nuget_service import NugetService
from watchhouse.registries.transport import Transport

NOW = DAY + timedelta(days=2)


def serve(running: Site) -> Source:
    """Return a source that is empty as yet."""
    found = Source(url=running.url)
    running.answer = found.answer
    return found


def connect(source: Source, transport: Transport, limit: int = 100, now: datetime = NOW) -> NugetFeed:
    """Return a feed of `source`."""
    service = NugetService(f"{source.url}/v3/index.json", transport)
    return NugetFeed(service=service, limit=limit, now=lambda: now)


def drain(feed: NugetFeed, cursor: str) -> list[FeedPage]:
    """Poll until there is no more."""
    pages = [feed.poll(cursor)]
    while pages[-1].more:
        assert len(pages) < 1000
        pages.append(feed.poll(pages[-1].cursor))
    return pages


def told(pages: list[FeedPage]) -> list[tuple[str | None, str]]:
    """Return name and version of all events."""
    return [(event.name, event.version) for page in pages for event in page.events]
