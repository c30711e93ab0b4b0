"""Requests to outcomes: fetch each, have it judged, and say what became of it; pure orchestration."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from watchhouse.model.errors import WatchhouseError
from watchhouse.model.verdict import Verdict

Request = TypeVar("Request")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A target that has a verdict."""

    target: str
    """As the user or a lock file spelled it; hostile where it comes from a file."""
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A target that could not be fetched or examined."""

    target: str
    cause: str
    """One line for a person; hostile where it quotes the index or a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A target that no installer on this machine would take either, so that nothing was missed."""

    target: str
    cause: str


Outcome: TypeAlias = Judged | Failed | Skipped

_LOOK = 1.0
"""Seconds between two looks for an interrupt."""


def scan(
    requests: Sequence[Request],
    examine: Callable[[Request], Outcome],
    name: Callable[[Request], str],
    *,
    threads: int,
) -> Iterator[tuple[int, Outcome]]:
    """
    Yield (position, outcome) for each of `requests` as it becomes known.

    `examine` is called from `threads` threads at once, so that one target is fetched while another is
    judged. An error that Watchhouse raises on purpose costs only its own target; any other is raised here.
    """
    waiting: queue.SimpleQueue[tuple[int, Request]] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[int, Outcome | BaseException]] = queue.SimpleQueue()
    for entry in enumerate(requests):
        waiting.put(entry)
    line = _Line(waiting, done, examine, name)
    for _ in range(min(threads, len(requests))):
        # A daemon: after an interrupt nobody waits for a slow index.
        threading.Thread(target=line.work, daemon=True).start()
    for _ in requests:
        position, outcome = _next(done)
        if isinstance(outcome, BaseException):
            raise outcome
        yield position, outcome


def _next(
    done: "queue.SimpleQueue[tuple[int, Outcome | BaseException]]",
) -> tuple[int, Outcome | BaseException]:
    """Wait for one outcome; look up now and then: an interrupt that comes just before a wait does not end it."""
    while True:
        try:
            return done.get(timeout=_LOOK)
        except queue.Empty:
            continue


@dataclass(frozen=True, slots=True)
class _Line(Generic[Request]):
    """What one thread needs: where work comes from, where it goes, and how it is done."""

    waiting: "queue.SimpleQueue[tuple[int, Request]]"
    done: "queue.SimpleQueue[tuple[int, Outcome | BaseException]]"
    examine: Callable[[Request], Outcome]
    name: Callable[[Request], str]

    def work(self) -> None:
        """Take one request after the other until none is left."""
        while True:
            try:
                position, request = self.waiting.get_nowait()
            except queue.Empty:
                return
            self.done.put((position, self._outcome(request)))

    def _outcome(self, request: Request) -> Outcome | BaseException:
        try:
            return self.examine(request)
        except WatchhouseError as error:
            return Failed(target=self.name(request), cause=str(error))
        except BaseException as error:  # noqa: BLE001 - carried to the thread that asked, and raised there
            return error
