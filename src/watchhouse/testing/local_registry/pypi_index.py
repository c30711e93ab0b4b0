"""PyPI's index: which projects there are, and the serial of the last change of each."""

import threading

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.world import World

FIRST_SERIAL = 30_000_001
"""Of the first row of the journal."""


class Index:
    """Projects by serial, brought up to date as time goes on; may be used from many threads."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._names: dict[int, tuple[str, float | None]] = {}
        self._serials: dict[int, int] = {}
        self._visible = 0

    def serials(self, visible: int) -> list[tuple[str, int]]:
        """Return name and last serial of each project that is there when `visible` rows have happened."""
        journal, now = self._world.journal(Ecosystem.PYPI), self._world.now.timestamp()
        with self._lock:
            if visible < self._visible:
                self._serials, self._visible = {}, 0
            for row in journal.rows(self._visible, visible):
                self._serials[row.project] = FIRST_SERIAL + row.number
            self._visible = visible
            named = [(*self._name(project), serial) for project, serial in self._serials.items()]
        return [(name, serial) for name, removed, serial in named if removed is None or removed > now]

    def serial(self, project: int, visible: int) -> int:
        """Return the last serial of one project, or 0 if nothing happened to it yet."""
        with self._lock:
            behind = visible != self._visible
        if behind:
            self.serials(visible)
        return self._serials.get(project, 0)

    def _name(self, project: int) -> tuple[str, float | None]:
        found = self._names.get(project)
        if found is None:
            planned = self._world.project(project)
            found = self._names[project] = (planned.spelled, planned.removed)
        return found
