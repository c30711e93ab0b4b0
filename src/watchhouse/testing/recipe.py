"""What a generated world is made from: the same recipe is the same world."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from watchhouse.model.identity import Ecosystem

BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
"""A Monday; where a world's own time does not matter."""
_DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """
    How much happens, and of what kind; shares lie between 0 and 1.

    A project has about two files that are published within `span`, and, if it is not new, some from before.
    """

    seed: int = 1
    projects: int = 1_000
    begin: datetime = BEGIN
    """When the streams start; what is older is what the registry already has."""
    span: timedelta = timedelta(hours=24)
    """Nothing happens after `begin + span`; what takes minutes of a day takes as much less of a shorter span."""
    mix: tuple[tuple[Ecosystem, int], ...] = (
        (Ecosystem.PYPI, 50),
        (Ecosystem.NPM, 35),
        (Ecosystem.NUGET, 15),
    )
    """How many of a hundred projects are where."""
    new: float = 0.5
    """The share of projects that are created within `span`."""
    hostile: float = 0.02
    """The share of new projects that are made to look malicious; a tenth as many are releases of old ones."""
    lookalikes: float = 0.005
    """The share of new projects that are called almost like a popular one."""
    bursts: int = 2
    """How many times somebody publishes `burst_size` projects within minutes; every other time they look
    malicious."""
    burst_size: int = 24
    yanked: float = 0.01
    """The share of releases that are yanked (PyPI) or unlisted (NuGet) within the hour."""
    removed: float = 0.0
    """The share of new projects that are removed again, some hours later: their files are gone."""
    median: int = 30_000
    """Bytes that half of the files do not exceed."""
    largest: int = 16_000_000

    @property
    def flooded(self) -> int:
        """How many projects belong to bursts: the first ones, and no more than a quarter of all."""
        return min(self.bursts, self.projects // (4 * self.burst_size)) * self.burst_size

    @property
    def end(self) -> datetime:
        """The moment after which nothing happens."""
        return self.begin + self.span

    def scaled(self, seconds: float) -> float:
        """Return what is `seconds` in a day, in this span."""
        return seconds * (self.span / _DAY)
