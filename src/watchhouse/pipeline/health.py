"""Whether the watch does its work: what a load balancer, a service manager or a pager asks."""

from collections.abc import Iterator
from datetime import timedelta

from watchhouse.pipeline.overview import Overview

SILENT = timedelta(minutes=15)
"""A feed that was not asked for so long has no reader."""
STUCK = timedelta(minutes=15)
"""Work that waits for so long while nothing at all is judged has no worker."""


def complaints(overview: Overview) -> tuple[str, ...]:
    """Return why the watch cannot be called healthy, one line each; empty if it can."""
    return tuple(_complaints(overview))


def _complaints(overview: Overview) -> Iterator[str]:
    if not overview.feeds:
        yield "no feed has answered yet"
    for feed in overview.feeds:
        if overview.at - feed.polled_at > SILENT:
            yield f"feed {feed.name} has no reader: it was last asked at {feed.polled_at:%Y-%m-%d %H:%M} UTC"
    oldest = min((queue.since for queue in overview.queues), default=overview.at)
    idle = not any(overview.judgements[-int(STUCK.total_seconds() // 60) :])
    if overview.at - oldest > STUCK and idle:
        yield f"no worker judges: {overview.waiting} files wait, one since {oldest:%Y-%m-%d %H:%M} UTC"
