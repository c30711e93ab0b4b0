"""What runs inside a worker process: load, give up what is not needed, then answer jobs until told to stop."""

import gc
import importlib
import itertools
import pickle
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from operator import attrgetter
from pathlib import Path
from typing import Any

from watchhouse.pipeline.confine import EVERYTHING, allow_cpu, confine, end_with

READY = b"ready"

JOBS_A_COLLECTION = 32
"""Examining pauses the collector (see `evidence.examine`); this often it looks at what was left."""


FILES = "files"
WARM = "warm"


def main(channel: str, work: str, memory: str, seconds: str, manners: str, known: str) -> None:  # noqa: PLR0917 - a command line
    """
    Answer jobs on the file descriptor `channel` with the function named `work` (`module:name`).

    With the word `FILES` in `manners`, jobs may name files of this machine; else only the code's own can be read.
    With the word `WARM`, the module's `warm` loads first what is otherwise loaded when it is needed. Where the user
    has an index of known files, `known` is its path, and the function is handed what it and the shipped one hold.
    """
    words = manners.split()
    name, _, function = work.partition(":")
    module = importlib.import_module(name)
    answer = attrgetter(function)(module)
    if known:
        from watchhouse.pipeline.own_index import everything_known

        answer = partial(answer, known=everything_known(Path(known)))
    if WARM in words:
        module.warm()
    confine(int(memory), (EVERYTHING,) if FILES in words else tuple(sys.path))
    end_with(int(channel))
    with Connection(int(channel)) as parent:
        parent.send_bytes(READY)
        serve(parent, answer, int(seconds))


def serve(parent: Connection, answer: Callable[[Any], bytes], seconds: int) -> None:
    """Answer each job with `answer` until the channel closes; collect garbage now and then, between jobs."""
    for number in itertools.count(1):
        try:
            message = parent.recv_bytes()
        except EOFError:
            return
        allow_cpu(seconds)
        job = pickle.loads(message)  # noqa: S301, TID251 - the parent holds more rights than this process
        parent.send_bytes(answer(job))
        if number % JOBS_A_COLLECTION == 0:
            gc.collect()
