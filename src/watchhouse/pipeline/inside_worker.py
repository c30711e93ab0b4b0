"""What runs inside a worker process: load, give up what is not needed, then answer jobs until told to stop."""

import contextlib
import importlib
import os
import pickle
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

READY = b"ready"


def main(channel: str, work: str, memory: str, seconds: str) -> None:
    """Answer jobs on the file descriptor `channel` with the function named `work` (`module:name`)."""
    module, name = work.split(":")
    answer = attrgetter(name)(importlib.import_module(module))
    _confine(int(memory))
    with Connection(int(channel)) as parent:
        parent.send_bytes(READY)
        serve(parent, answer, int(seconds))


def serve(parent: Connection, answer: Callable[[Any], bytes], seconds: int) -> None:
    """Answer each job with `answer` until the channel closes."""
    while True:
        try:
            message = parent.recv_bytes()
        except EOFError:
            return
        _allow_cpu(seconds)
        job = pickle.loads(message)  # noqa: S301, TID251 - the parent holds more rights than this process
        parent.send_bytes(answer(job))


def _confine(memory: int) -> None:
    """Write no file, say nothing, leave no core, take no more than `memory` bytes of address space."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


def _allow_cpu(seconds: int) -> None:
    """Allow `seconds` more of processor time, counted from what earlier artifacts took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard < 0 else min(limit, hard), hard))
