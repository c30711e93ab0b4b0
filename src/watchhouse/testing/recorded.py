"""A small stream to show what watching looks like: three registries, some minutes, and something to find."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.clock import Clock, RunningClock
from watchhouse.testing.recipe import Recipe
from watchhouse.testing.world import World

_SEED = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStream:
    """
    About 300 files within `minutes`, by the real clock: nothing in it lies in the future.

    A dozen of them look malicious, most of those in a burst of one author's; one project has a look-alike name;
    a second burst is no attack. It goes on by the clock: whoever comes later finds what happened before.
    """

    begin: datetime
    minutes: float = 5.0
    mix: tuple[tuple[Ecosystem, int], ...] = (
        (Ecosystem.PYPI, 50),
        (Ecosystem.NPM, 35),
        (Ecosystem.NUGET, 15),
    )

    @property
    def recipe(self) -> Recipe:
        """What it is made from."""
        return Recipe(
            seed=_SEED,
            projects=210,
            begin=self.begin,
            span=timedelta(minutes=self.minutes),
            mix=self.mix,
            new=0.8,
            hostile=0.025,
            lookalikes=0.01,
            bursts=2,
            burst_size=8,
            yanked=0.02,
            median=12_000,
            largest=400_000,
        )

    def world(self, *, clock: Clock | None = None, cache: Path | None = None) -> World:
        """Return the world that it happens in; without a clock it runs by the real one."""
        return World(self.recipe, clock=clock or RunningClock(self.begin), cache=cache)
