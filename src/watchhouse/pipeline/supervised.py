"""The child's side of `pipeline.supervisor`: a process that ends when its supervisor does, however that ends."""

import os
import signal
import threading
from typing import NoReturn

GRACE = 10.0
"""Seconds between being asked to end and ending in mid-work."""


def end_with_supervisor(grace: float = GRACE) -> None:
    """
    Watch standard input from now on: when it closes, interrupt this process as SIGTERM would, then end it.

    Call it once, early, in a process that a Supervisor started.
    """
    # The pipe moves away from where a library might read or a child of ours inherit it.
    channel = os.dup(0)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device, by file descriptor
        os.dup2(nothing.fileno(), 0)
    threading.Thread(target=_watch, args=(channel, grace), name="supervised", daemon=True).start()


def _watch(channel: int, grace: float) -> NoReturn:
    # Nobody writes to it: what ends this wait is the end of the process that holds the other end.
    while os.read(channel, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(grace)
    os._exit(1)
