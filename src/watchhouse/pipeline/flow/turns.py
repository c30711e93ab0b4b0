"""Who may work beside whom within one process: most beside each other, a suspect alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Many share, or one is alone; whoever wants to be alone is not kept waiting by newcomers."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._sharing = 0
        self._alone = False
        self._want_alone = 0

    @property
    def contested(self) -> bool:
        """Whether somebody waits to be alone: then those who share should come to an end."""
        return self._want_alone > 0

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Work beside others for the length of the block."""
        with self._changed:
            self._changed.wait_for(lambda: not self._alone and not self._want_alone)
            self._sharing += 1
        try:
            yield
        finally:
            with self._changed:
                self._sharing -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Work while nobody else does."""
        with self._changed:
            self._want_alone += 1
            self._changed.wait_for(lambda: not self._alone and not self._sharing)
            self._want_alone -= 1
            self._alone = True
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()
