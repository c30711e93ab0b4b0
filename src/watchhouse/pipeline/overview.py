"""How the watch stands at one moment: what every screen, page and monitor shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from watchhouse.model.feed import Behind
from watchhouse.model.verdict import Level, Verdict

MINUTES = 60
"""How far back the counts by minute go."""

DEMONSTRATION = "demonstration"
"""Key of the condition under which nothing that is shown comes from a registry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedStanding:
    """How one feed's reader stands."""

    name: str
    behind: Behind
    polled_at: datetime
    moved_at: datetime
    """When it last brought something new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The publications of one priority that wait to be examined."""

    priority: int
    count: int
    since: datetime
    """When the one was seen that has waited longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One verdict, and what it is about."""

    publication: int
    """Its number in the store."""
    verdict: Verdict
    judged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that is wrong now."""

    key: str
    message: str
    since: datetime
    count: int
    """How often it was met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that is shown at a glance."""

    at: datetime
    feeds: tuple[FeedStanding, ...]
    arrivals: tuple[int, ...]
    """Events in each of the last `MINUTES` minutes, the oldest first."""
    judgements: tuple[int, ...]
    """Verdicts, likewise."""
    queues: tuple[Queue, ...]
    """The most urgent first."""
    unlisted: int
    """Projects of which something happened that have not been listed since."""
    shards: int
    """Stretches of back-scans that are not done."""
    levels: Mapping[Level, int]
    """Verdicts of the last day."""
    found: tuple[Found, ...]
    """The last verdicts above clear, the newest first."""
    troubles: tuple[Trouble, ...]
    """What is wrong now, the newest first."""
    demonstration: bool
    """Whether everything here comes from the recorded demonstration and nothing from a registry."""

    @property
    def waiting(self) -> int:
        """How many publications wait to be examined."""
        return sum(queue.count for queue in self.queues)
