"""What a scan is wired from."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from watchhouse.bootstrap.machine import data_folder, own_index
from watchhouse.model.artifact import ReadLimits
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

if TYPE_CHECKING:
    from watchhouse.pipeline.scanner import FromIndex, Scanner

WORK = "watchhouse.pipeline.judge_artifact:answer"
"""Named, not imported: the detectors load in the workers only."""

_AHEAD = 2
"""Threads for each worker: while one artifact is judged, the next one is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a scan may do and how."""

    index_url: str = ""
    """Empty: as configured for pip."""
    npm_registry: str = ""
    """Empty: as configured for npm."""
    jobs: int = 1
    seconds: float = 120.0
    cached: bool = True


@contextmanager
def open_scanner(settings: Settings) -> Iterator["Scanner"]:
    """Yield a scanner whose first worker is already loading; its processes end with the block."""
    data = Path(os.environ.get("WATCHHOUSE_DATA") or data_folder(os.environ))
    limits = WorkerLimits(seconds=settings.seconds, known=own_index(data))
    with WorkerPool(WORK, size=settings.jobs, limits=limits) as pool, ExitStack() as connections:
        pool.warm(1)
        # Here, so that this process loads while the worker does.
        from watchhouse.pipeline.scanner import Scanner

        # Half of the time, so that what was read can still be judged.
        reading = ReadLimits(seconds=min(ReadLimits().seconds, settings.seconds / 2))
        yield Scanner(pool, partial(connect, settings, connections), reading, threads=settings.jobs * _AHEAD)


def connect(settings: Settings, connections: ExitStack) -> "FromIndex":
    """Return what asks the user's indexes, open until `connections` closes."""
    from watchhouse.pipeline.fetch import Fetcher
    from watchhouse.pipeline.this_machine import this_machine
    from watchhouse.registries.cache import cache_folder
    from watchhouse.registries.settings import read_settings

    sources = read_settings(
        os.environ,
        Path.cwd(),
        index_url=settings.index_url,
        npm_registry=settings.npm_registry,
        cache=cache_folder(os.environ) if settings.cached else None,
    )
    return connections.enter_context(Fetcher(sources, this_machine())).fetch
