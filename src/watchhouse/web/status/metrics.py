"""Prometheus' view: the numbers of the overview, with labels of which there are few."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.harmless import harmless
from watchhouse.model.verdict import Level
from watchhouse.pipeline.overview import Overview
from watchhouse.verdicts.words import LEVEL
from watchhouse.web.status.reader import Reader

_FEEDS = 50
"""Feeds that have a label; nobody configures more, and a label's values must be bounded."""


class _Watch(Collector):
    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            overview = self._reader.overview()
        except InfrastructureError:
            return [_gauge("database_up", "Whether the database answers.", 0)]
        return [_gauge("database_up", "Whether the database answers.", 1), *_gauges(overview)]

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return []  # so that registering asks nothing


def exposition(reader: Reader) -> bytes:
    """Return the metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Watch(reader))
    return generate_latest(registry)


def _gauges(overview: Overview) -> Iterable[GaugeMetricFamily]:
    yield _gauge("events_last_hour", "Events seen in the last hour.", sum(overview.arrivals))
    yield _gauge("verdicts_last_hour", "Verdicts given in the last hour.", sum(overview.judgements))
    yield _gauge("projects_waiting", "Projects to be listed.", overview.unlisted)
    yield _gauge("shards_waiting", "Shards of back-scans to be done.", overview.shards)
    yield _gauge("conditions", "Things that are wrong now.", len(overview.troubles))
    levels = GaugeMetricFamily(
        "watchhouse_verdicts_last_day", "Verdicts of the last day by level.", labels=["level"]
    )
    for level in Level:
        levels.add_metric([LEVEL[level]], overview.levels.get(level, 0))
    queues = GaugeMetricFamily(
        "watchhouse_files_waiting", "Files to be examined by priority.", labels=["priority"]
    )
    ages = GaugeMetricFamily(
        "watchhouse_longest_wait_seconds", "How long the oldest file waits, by priority.", labels=["priority"]
    )
    for queue in overview.queues:
        queues.add_metric([str(queue.priority)], queue.count)
        ages.add_metric([str(queue.priority)], (overview.at - queue.since).total_seconds())
    yield from (levels, queues, ages, *_feeds(overview))


def _feeds(overview: Overview) -> Iterable[GaugeMetricFamily]:
    polled = _by_feed("polled_timestamp_seconds", "When the feed last answered.")
    moved = _by_feed("moved_timestamp_seconds", "When the feed last brought something new.")
    events = _by_feed("behind_events", "Events between the feed's reader and its registry.")
    seconds = _by_feed("behind_seconds", "Seconds between the feed's reader and its registry.")
    for feed in overview.feeds[:_FEEDS]:
        label = [harmless(feed.name, 60)]
        polled.add_metric(label, feed.polled_at.timestamp())
        moved.add_metric(label, feed.moved_at.timestamp())
        if feed.behind.events is not None:
            events.add_metric(label, feed.behind.events)
        if feed.behind.seconds is not None:
            seconds.add_metric(label, feed.behind.seconds)
    return (polled, moved, events, seconds)


def _by_feed(name: str, meaning: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"watchhouse_feed_{name}", meaning, labels=["feed"])


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"watchhouse_{name}", meaning, value=value)
