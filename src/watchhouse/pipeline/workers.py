"""Warm workers, used again and again; one that hangs or dies costs nothing but its artifact."""

import threading
from types import TracebackType
from typing import Self

from watchhouse.model.errors import InfrastructureError
from watchhouse.pipeline.worker_process import Lost, Worker, WorkerLimits

ATTEMPTS = 2
"""A worker may die of what an earlier artifact left behind, so one death proves nothing."""


class WorkerPool:
    """
    At most `size` workers that run `work`; they start when there is something to do and are used again.

    `work` names a function of one job that returns bytes, as `module:name`; only the workers import it.
    `run` may be called from many threads.
    """

    def __init__(self, work: str, *, size: int, limits: WorkerLimits) -> None:
        self._work = work
        self._limits = limits
        self._free = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self, count: int) -> None:
        """Start `count` workers now, so that they load while this process does something else."""
        for _ in range(count):
            worker = self._start()
            with self._lock:
                self._idle.append(worker)

    def run(self, job: object) -> bytes | Lost:
        """
        Return what `work(job)` returns in a worker, or how it was lost.

        Raises InfrastructureError if workers cannot start at all or the pool is closed.
        """
        with self._free:
            lost = Lost(timed_out=False, detail="")
            for _ in range(ATTEMPTS):
                worker = self._take()
                try:
                    answer = worker.run(job, self._limits.seconds)
                except InfrastructureError:
                    self._discard(worker)
                    raise
                if isinstance(answer, bytes):
                    with self._lock:
                        self._idle.append(worker)
                    return answer
                self._discard(worker)
                lost = answer
                if lost.timed_out:
                    break
            return lost

    def close(self) -> None:
        """Kill every worker; jobs under way are lost."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = self._all.difference(idle)
        for worker in idle:
            self._discard(worker)
        for worker in busy:
            worker.stop()

    def _take(self) -> Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._start()

    def _start(self) -> Worker:
        worker = Worker(self._work, self._limits)
        with self._lock:
            self._all.add(worker)
            closed = self._closed
        if closed:
            self._discard(worker)
            raise InfrastructureError("the workers have been stopped")
        return worker

    def _discard(self, worker: Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.kill()
