"""What the page asks: one interface of three questions, and an economy for the most frequent one."""

import threading
import time
from typing import Protocol

from watchhouse.pipeline.overview import Found, Overview

_FRESH = 1.0
"""Seconds for which an overview is shown again, however many ask for it."""


class Reader(Protocol):
    """Reads the state of the watch; raises InfrastructureError if it cannot be read now."""

    def overview(self) -> Overview:
        """Return how the watch stands now."""

    def found(self, publication: int) -> Found | None:
        """Return the newest verdict on the publication of this number, or None if there is none."""

    def complaint(self) -> str:
        """Return what is wrong with the store itself, or nothing."""


class Recent:
    """A reader whose overview is read at most once a second."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._overview: Overview | None = None
        self._read_at = 0.0

    def overview(self) -> Overview:
        """Return how the watch stood at most a second ago."""
        with self._lock:
            if self._overview is None or time.monotonic() - self._read_at > _FRESH:
                self._overview = self._reader.overview()
                self._read_at = time.monotonic()
            return self._overview

    def found(self, publication: int) -> Found | None:
        """Return the newest verdict on the publication of this number, or None if there is none."""
        return self._reader.found(publication)

    def complaint(self) -> str:
        """Return what is wrong with the store itself, or nothing."""
        return self._reader.complaint()
