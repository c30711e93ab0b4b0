"""What each part of a house costs while it works: processor time by role, and memory over time."""

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

import psutil

from evals.watch.processes import BACKEND, POSTMASTER, Known

_EVERY = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The resident memory of one role at one moment, in bytes, all its processes together."""

    at: float
    memory: Mapping[str, int]


class Meter:
    """Reads the processes that `living` returns, twice a second, for the length of a block."""

    def __init__(self, living: Callable[[], Mapping[Known, str]]) -> None:
        self._living = living
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="meter", daemon=True)
        self._first: dict[Known, float] = {}
        self._last: dict[Known, float] = {}
        self._roles: dict[Known, str] = {}
        self.samples: list[Sample] = []

    def __enter__(self) -> Self:
        for known, role in self._living().items():
            self._roles[known] = role
            self._first[known] = self._last[known] = _seconds(known)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._read()

    def cost(self) -> dict[str, float]:
        """Return the processor seconds that each role took; those of a process that ended, up to its last reading."""
        sums: dict[str, float] = defaultdict(float)
        for known, role in self._roles.items():
            named = "postgres" if role in (POSTMASTER, BACKEND) else role
            sums[named] += self._last[known] - self._first.get(known, 0.0)
        return {role: round(seconds, 2) for role, seconds in sorted(sums.items())}

    def _run(self) -> None:
        while not self._stop.wait(_EVERY):
            self._read()

    def _read(self) -> None:
        memory: dict[str, int] = defaultdict(int)
        for known, role in self._living().items():
            with contextlib.suppress(psutil.Error):
                memory[role] += psutil.Process(known.pid).memory_info().rss
                self._roles.setdefault(known, role)
                self._last[known] = max(self._last.get(known, 0.0), _seconds(known))
        self.samples.append(Sample(at=time.monotonic(), memory=dict(memory)))


def slope(points: list[tuple[float, float]]) -> float:
    """Return how much the second number grows for each unit of the first, by least squares."""
    if len(points) < 2:
        return 0.0
    middle = [sum(column) / len(points) for column in zip(*points, strict=True)]
    below = sum((x - middle[0]) ** 2 for x, _ in points)
    return sum((x - middle[0]) * (y - middle[1]) for x, y in points) / below if below else 0.0


def _seconds(known: Known) -> float:
    with contextlib.suppress(psutil.Error):
        times = psutil.Process(known.pid).cpu_times()
        return float(times.user + times.system)
    return 0.0
