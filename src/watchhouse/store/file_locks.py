"""
Locks between processes that the system takes back from whoever dies, also between threads of one process.

POSIX record locks would not do: they are one for a whole process, and closing any other handle of the file gives them
back.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

_SHARES = 1_024
"""How many may share a file where the system has no shared locks: each locks one byte of it."""


class Share(Protocol):
    """A part in a lock that many may have."""

    def give_back(self) -> bool:
        """Give the part back, and return whether nobody has one now."""


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until nobody else holds the lock `path`, and hold it for the length of the block."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def take_share(path: Path) -> Share:
    """Take a part in the lock `path`; here and in `give_back` the caller keeps everybody else out by another lock."""
    return _Share(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        while not _try(handle, 0, 1):
            time.sleep(0.05)

    def _try(handle: int, start: int, length: int) -> bool:
        os.lseek(handle, start, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, length)
        except OSError:
            return False
        return True

    class _Share:
        def __init__(self, handle: int) -> None:
            self._handle = handle
            self._place = next(place for place in range(_SHARES) if _try(handle, place, 1))

        def give_back(self) -> bool:
            os.lseek(self._handle, self._place, os.SEEK_SET)
            msvcrt.locking(self._handle, msvcrt.LK_UNLCK, 1)
            last = _try(self._handle, 0, _SHARES)
            os.close(self._handle)
            return last

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)

    class _Share:
        def __init__(self, handle: int) -> None:
            self._handle = handle
            fcntl.flock(handle, fcntl.LOCK_SH)

        def give_back(self) -> bool:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            else:
                return True
            finally:
                os.close(self._handle)
