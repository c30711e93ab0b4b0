"""The child's side of `pipeline.supervisor`: a process that ends when its supervisor does, however that ends."""

import os
import threading
from typing import NoReturn

LEFT_ALONE = 1
"""Exit status of a process whose supervisor is gone; nobody is left to read it."""


def end_with_supervisor() -> None:
    """
    Watch standard input from now on, and end this process at once when it closes.

    A supervisor that stops asks with SIGTERM and leaves time to finish. That the pipe closes means that it was
    killed: whatever else it kept running may be gone too, and what is begun now would only fail. Call it once,
    early, in a process that a Supervisor started.
    """
    # The pipe moves away from where a library might read or a child of ours inherit it.
    channel = os.dup(0)
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123 - a device, by file descriptor
        os.dup2(nothing.fileno(), 0)
    threading.Thread(target=_watch, args=(channel,), name="supervised", daemon=True).start()


def _watch(channel: int) -> NoReturn:
    # Nobody writes to it: what ends this wait is the end of the process that holds the other end.
    while os.read(channel, 1):
        pass
    os._exit(LEFT_ALONE)
