"""
One worker: a process that does one artifact at a time, and the channel to it.

It is a fresh interpreter with an empty environment: no credentials, proxies or tokens are in its memory.
Jobs go to it as pickles; answers come back as bytes of JSON, because a worker that has opened hostile bytes
may have been taken over, and unpickling what it says would hand it this process too.
"""

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing.connection import Pipe
from typing import IO

from watchhouse.model.errors import InfrastructureError

_KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
"""Without these some interpreters do not start; nothing else is inherited."""

_BOOT = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from watchhouse.pipeline.inside_worker import main; main(*sys.argv[2:])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """What one artifact may cost."""

    seconds: float = 120.0
    """Wall time after which the worker is killed."""
    memory: int = 6 << 30
    """Bytes of address space: an artifact at every read limit, twice over, and room for the parsers."""
    files: bool = True
    """Whether jobs name files of this machine, as folders do; else the worker can read none but its own code."""
    warm: bool = False
    """Whether a worker loads everything before its first artifact: for one that lives long."""
    known: str = ""
    """The user's own index of known files, which a worker reads before it gives up reading; empty if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A job without an answer."""

    timed_out: bool
    detail: str
    """One line for a person, without hostile text."""


class Worker:
    """One process and the channel to it."""

    def __init__(self, work: str, limits: WorkerLimits) -> None:
        self._channel, theirs = Pipe()
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the worker
        self._ready = False
        with theirs:
            self._process = _spawn(theirs.fileno(), work, limits, self._complaints)

    def run(self, job: object, seconds: float) -> bytes | Lost:
        """Return the answer to `job`; kill the process if there is none after `seconds`."""
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            self._process.kill()

        timer = threading.Timer(seconds, expire)
        timer.daemon = True
        timer.start()
        try:
            if not self._ready:
                self._channel.recv_bytes()
                self._ready = True
            self._channel.send_bytes(pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL))
            return self._channel.recv_bytes()
        except (EOFError, OSError):
            return self._loss(timed_out=expired.is_set(), seconds=seconds)
        finally:
            timer.cancel()

    def stop(self) -> None:
        """End the process, whatever it is doing; the thread that waits for it finds the channel closed."""
        self._process.kill()

    def kill(self) -> None:
        """End the process and let go of what belongs to it; nobody may be waiting for it."""
        self._process.kill()
        self._process.wait()
        self._channel.close()
        self._complaints.close()

    def _loss(self, *, timed_out: bool, seconds: float) -> Lost:
        status = self._end()
        if timed_out or status == -signal.SIGXCPU:
            return Lost(timed_out=True, detail=f"no answer after {seconds:g} seconds")
        if not self._ready and status > 0:
            raise InfrastructureError(f"a worker process cannot start: {self._last_words()}")
        cause = f"signal {-status}" if status < 0 else f"status {status}"
        return Lost(timed_out=False, detail=f"the examining process died ({cause})")

    def _end(self) -> int:
        """Return the exit status; a process that closed its channel is about to end by itself."""
        try:
            return self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _last_words(self) -> str:
        self._complaints.seek(0)
        lines = self._complaints.read(1 << 16).decode("utf-8", "replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it gives no reason")


def _spawn(channel: int, work: str, limits: WorkerLimits, complaints: IO[bytes]) -> "subprocess.Popen[bytes]":
    manners = " ".join(word for word, meant in (("files", limits.files), ("warm", limits.warm)) if meant)
    numbers = (str(limits.memory), str(int(limits.seconds) + 1))
    arguments = [json.dumps(sys.path), str(channel), work, *numbers, manners, limits.known]
    return subprocess.Popen(  # noqa: S603 - this interpreter, and the code that stands above
        # No site: the path is handed over complete, and start-up hooks of the environment stay outside.
        [sys.executable, "-I", "-S", "-c", _BOOT, *arguments],
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=complaints,
        pass_fds=(channel,),
        process_group=0,  # an interrupt typed at the terminal is ours to handle
    )
