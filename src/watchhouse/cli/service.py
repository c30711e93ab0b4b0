"""What every command that runs until it is stopped has in common: how it is stopped, and what it says meanwhile."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """
    Yield an event that SIGTERM or an interrupt sets; a second interrupt is a KeyboardInterrupt.

    Only for the main thread.
    """
    stop = threading.Event()

    def ask(number: int, _: object) -> None:
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def service(*, supervised: bool) -> Iterator[threading.Event]:
    """Yield the event that stops this process; a supervised one also ends with its supervisor."""
    from watchhouse.pipeline import log
    from watchhouse.pipeline.supervised import end_with_supervisor

    log.set_up(sys.stderr)
    with stopping() as stop:
        if supervised:
            end_with_supervisor()
        yield stop
