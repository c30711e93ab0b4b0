"""
Child processes that are kept running: started, tended, started again when they end, and ended with their parent.

A child holds the reading end of a pipe as its standard input and nobody else holds the writing end but the
supervisor's process. However that process ends, the pipe closes, and `pipeline.supervised` ends the child.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Self, TypeAlias

FIRST_PAUSE = 0.5
"""Seconds before a child that ended is started again for the first time."""
LONGEST_PAUSE = 30.0
STEADY = 60.0
"""Seconds after which a child counts as having run well: its next end is a first one again."""
GRACE = 15.0
"""Seconds in which a child that was asked to end may finish what it holds."""
_PIECE = 4_096
"""Bytes after which a line that a child writes is told as it is, without waiting for its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One process to be kept running."""

    name: str
    """For a person, and unique among its siblings."""
    command: tuple[str, ...]
    environment: Mapping[str, str]
    """The whole of it; also what must not stand on a command line, which everybody on the machine can read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One line that a child wrote to its standard error or output; hostile."""

    child: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Died:
    """A child ended by itself, and is started again after a pause."""

    child: str
    cause: str
    pause: float


Told: TypeAlias = Said | Died


def pause(failures: int) -> float:
    """
    Return how long to wait before a child is started again that failed so often in a row.

    >>> [pause(failures) for failures in (1, 2, 3, 100)]
    [0.5, 1.0, 2.0, 30.0]
    """
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 10)))


class Supervisor:
    """
    Keeps `children` running while the block lasts; `tell` hears what they say and of each death.

    `tell` is called from several threads, one call at a time.
    """

    def __init__(self, children: tuple[Child, ...], *, tell: Callable[[Told], None]) -> None:
        self._running = [_Running(child, self._tell) for child in children]
        self._listener = tell
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self.tend()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def tend(self) -> None:
        """Start every child that is due and note which have ended; call it a few times a second."""
        now = time.monotonic()
        for one in self._running:
            one.tend(now)

    @property
    def pids(self) -> Mapping[str, int]:
        """The process of each child that runs now."""
        return {one.child.name: one.process.pid for one in self._running if one.process is not None}

    def stop(self, grace: float = GRACE) -> None:
        """Ask every child to end, all at once; kill those that have not after `grace` seconds."""
        for one in self._running:
            one.ask_to_end()
        deadline = time.monotonic() + grace
        for one in self._running:
            one.wait(max(0.0, deadline - time.monotonic()))

    def _tell(self, told: Told) -> None:
        with self._lock:
            self._listener(told)


class _Running:
    """One child, running or waiting to be started again."""

    def __init__(self, child: Child, tell: Callable[[Told], None]) -> None:
        self.child = child
        self.process: subprocess.Popen[bytes] | None = None
        self._tell = tell
        self._reader: threading.Thread | None = None
        self._started = 0.0
        self._due = 0.0
        self._failures = 0

    def tend(self, now: float) -> None:
        if self.process is not None and self.process.poll() is not None:
            self._note_end(self.process.returncode, now)
            self._let_go()
        if self.process is None and now >= self._due:
            self._start(now)

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._let_go()

    def _start(self, now: float) -> None:
        self._started = now
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                self.child.command,
                env=dict(self.child.environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                bufsize=0,
                process_group=0
                if os.name == "posix"
                else None,  # an interrupt at the terminal is ours to handle
            )
        except OSError as error:
            self._failed(f"cannot start: {error.strerror}", now)
            return
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        self._reader = threading.Thread(target=self._listen, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    def _listen(self, words: IO[bytes]) -> None:
        for line in _lines(words):
            self._tell(Said(child=self.child.name, line=line))

    def _note_end(self, status: int, now: float) -> None:
        if now - self._started >= STEADY:
            self._failures = 0
        cause = signal.Signals(-status).name if status < 0 else f"status {status}"
        self._failed(f"ended ({cause})", now)

    def _failed(self, cause: str, now: float) -> None:
        self._failures += 1
        wait = pause(self._failures)
        self._due = now + wait
        self._tell(Died(child=self.child.name, cause=cause, pause=wait))

    def _let_go(self) -> None:
        """Close what belongs to a process that has ended, once its last words are heard."""
        if self.process is None:
            return
        if self._reader is not None:
            # A process of the child's own may hold the other end of the pipe for longer than the child lived.
            self._reader.join(1.0)
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


def _lines(words: IO[bytes]) -> Iterator[str]:
    """Yield what is read from `words` line by line, a line without end in pieces."""
    with words:
        kept = b""
        while chunk := words.read(_PIECE):
            *whole, kept = (kept + chunk).split(b"\n")
            if len(kept) > _PIECE:
                whole, kept = [*whole, kept], b""
            yield from (line.decode("utf-8", "replace").rstrip("\r") for line in whole)
        if kept:
            yield kept.decode("utf-8", "replace")
