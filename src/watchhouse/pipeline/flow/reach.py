"""Whether a registry's files can be had at all, told from whether others than this one can."""

import threading

from watchhouse.model.identity import Ecosystem

_DIFFERENT = 3
"""Different files that fail one after the other before it is the registry that fails."""


class Reach:
    """What one process knows of the registries' files; used by all its threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failing: dict[Ecosystem, set[int]] = {}

    def failed(self, ecosystem: Ecosystem, publication_id: int) -> bool:
        """Hear that a file could not be downloaded; return whether it is the registry that cannot be reached."""
        with self._lock:
            failing = self._failing.setdefault(ecosystem, set())
            if len(failing) < _DIFFERENT:
                failing.add(publication_id)
            return len(failing) >= _DIFFERENT

    def away(self, ecosystem: Ecosystem) -> bool:
        """Return whether the registry cannot be reached, as far as is known."""
        with self._lock:
            return len(self._failing.get(ecosystem, ())) >= _DIFFERENT

    def answered(self, ecosystem: Ecosystem) -> None:
        """Hear that the registry answered, be it that a file is gone or too large."""
        with self._lock:
            self._failing.pop(ecosystem, None)
