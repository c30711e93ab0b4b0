"""Stacks that py-spy recorded come in; out goes how long the worker's own Python was in which part."""

from collections import Counter
from collections.abc import Iterable

PARTS = (
    # The first that fits, from the innermost frame outwards.
    ("engine", ("procrastinate/", "pipeline/engine/", "flow/defer.py", "flow/reconcile.py")),
    ("store", ("watchhouse/store/", "flow/outcome.py", "flow/troubles.py")),
    ("download", ("watchhouse/registries/",)),
    (
        "hand-over",
        ("pipeline/worker_process.py", "pipeline/workers.py", "judge_in_worker.py", "model/wire.py"),
    ),
)
_LOOP = "asyncio/"


RATE = 100
"""Samples a second."""


def seconds(stacks: Iterable[str]) -> dict[str, float]:
    """
    Return the seconds in each part; `stacks` are lines of py-spy's raw format, outermost frame first.

    >>> seconds(["Main;run (asyncio/events.py:80) 1", "slot;put (watchhouse/store/a.py:1) 3"])
    {'engine': 0.01, 'store': 0.03}
    """
    counts: Counter[str] = Counter()
    for line in stacks:
        stack, _, number = line.rpartition(" ")
        counts[_part(stack.split(";"))] += int(number)
    return {part: count / RATE for part, count in sorted(counts.items())}


def _part(frames: list[str]) -> str:
    for frame in reversed(frames):
        for part, marks in PARTS:
            if any(mark in frame for mark in marks):
                return part
    # The one event loop of a worker is the engine's.
    return "engine" if any(_LOOP in frame for frame in frames) else "other"
