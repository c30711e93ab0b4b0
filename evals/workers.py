"""
Runs a task on many archives in a few processes, and outlives an archive that kills or stalls its process.

A worker is fed one archive at a time over a pipe; what comes back is JSON, never a pickled object: the worker has
read hostile bytes.
"""

import json
import multiprocessing as mp
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, TypeAlias

from evals.corpus import Sample

Row: TypeAlias = dict[str, Any]
"""One JSON object: what a task says of one archive."""

Task: TypeAlias = Callable[[Sample], Row]

SECONDS = 120.0
"""After this long an archive's process is ended and the archive counts as failed."""
MEMORY = 8 << 30
"""Bytes of address space that a worker may have."""


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    loaded: bool = False
    sample: Sample | None = None
    deadline: float = 0.0


def nothing() -> None:
    """Prepare nothing."""


def run(
    task: Task,
    samples: Sequence[Sample],
    *,
    processes: int,
    prepare: Callable[[], None] = nothing,
    seconds: float = SECONDS,
) -> Iterator[Row]:
    """
    Yield `task`'s row for each of `samples`, with the seconds and bytes it took, in no fixed order.

    Each process calls `prepare` once before its first archive, so that what is loaded once is not timed.

    A row of a failed archive has `failed` in place of the task's own words.
    """
    waiting = list(reversed(samples))
    workers = [_start(task, prepare) for _ in range(min(processes, len(waiting)))]
    try:
        while any(worker.sample for worker in workers) or waiting:
            for number, worker in enumerate(workers):
                if worker.loaded and worker.sample is None and waiting:
                    _feed(worker, waiting.pop(), seconds)
                elif worker.sample and time.monotonic() > worker.deadline:
                    yield _failure(worker, "time")
                    workers[number] = _restart(worker, task, prepare)
            ready = wait(
                [worker.pipe for worker in workers if worker.sample or not worker.loaded], timeout=1.0
            )
            for number, worker in enumerate(workers):
                if worker.pipe not in ready:
                    continue
                if not worker.loaded:
                    worker.pipe.recv_bytes()  # a worker that cannot even start ends the run here
                    worker.loaded = True
                    continue
                row = _receive(worker)
                yield row
                if row.get("failed") == "died":
                    workers[number] = _restart(worker, task, prepare)
    finally:
        for worker in workers:
            worker.process.kill()
            worker.pipe.close()


def peak_bytes() -> int:
    """Return the most memory this process has held since `reset_peak`."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass  # not Linux: the peak of the process's whole life is the best that can be had
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def reset_peak() -> None:
    """Start measuring the peak anew, where the kernel can (proc(5): writing 5 to `clear_refs`)."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _start(task: Task, prepare: Callable[[], None]) -> _Worker:
    context = mp.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(task, prepare, theirs), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _restart(worker: _Worker, task: Task, prepare: Callable[[], None]) -> _Worker:
    worker.process.kill()
    worker.pipe.close()
    return _start(task, prepare)


def _feed(worker: _Worker, sample: Sample, seconds: float) -> None:
    worker.sample = sample
    worker.deadline = time.monotonic() + seconds
    worker.pipe.send(sample)


def _receive(worker: _Worker) -> Row:
    try:
        row: Row = json.loads(worker.pipe.recv_bytes())
    except (EOFError, OSError):
        return _failure(worker, "died")
    worker.sample = None
    return row


def _failure(worker: _Worker, reason: str) -> Row:
    digest = worker.sample.sha256 if worker.sample else ""
    worker.sample = None
    return {"sha256": digest, "failed": reason}


def _serve(task: Task, prepare: Callable[[], None], pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    prepare()
    pipe.send_bytes(b"loaded")
    while True:
        try:
            sample: Sample = pipe.recv()
        except EOFError:
            return
        reset_peak()
        before = peak_bytes()
        began = time.perf_counter()
        row = _attempt(task, sample)
        row |= {
            "sha256": sample.sha256,
            "seconds": time.perf_counter() - began,
            "peak": peak_bytes(),
            "extra": peak_bytes() - before,
        }
        pipe.send_bytes(json.dumps(row).encode("utf-8", "replace"))


def _attempt(task: Task, sample: Sample) -> Row:
    try:
        return task(sample)
    except Exception as error:  # noqa: BLE001 -- the boundary of one archive: a failure is counted, not fatal
        return {"failed": type(error).__name__}
