"""
The processes of one `watchhouse up`: who they are, what they cost, and how one of them is killed.

They are found from the process that was started here, downwards, and from the file in which PostgreSQL writes its
own number; never by a name.
"""

import contextlib
import os
import random
import signal
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from watchhouse.store.postmaster import read_postmaster

SUPERVISOR, WATCH, WORKER, PAGE, CONFINED, POSTMASTER, BACKEND = (
    "supervisor",
    "watch",
    "worker",
    "page",
    "confined worker",
    "postmaster",
    "backend",
)
ROLES = (SUPERVISOR, WATCH, WORKER, PAGE, CONFINED, POSTMASTER, BACKEND)
ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One process; a number alone may belong to another one later."""

    pid: int
    created: float

    def alive(self) -> bool:
        """Return whether it still runs."""
        try:
            found = psutil.Process(self.pid)
            return bool(found.create_time() == self.created and found.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    def kill(self) -> bool:
        """Kill it without a chance to do anything; return whether it was there."""
        if not self.alive():
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
            return True
        return False


@dataclass(slots=True)
class Family:
    """Everything that was ever seen of one house, by role."""

    data: Path | None = None
    """Where the embedded server's data lies."""
    seen: dict[Known, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, *tops: int) -> Mapping[Known, str]:
        """Return who lives now: `tops`, which were started here, and what comes from them."""
        for top in tops:
            self._descend(top)
        found = None if self.data is None else read_postmaster(self.data)
        if found is not None:
            self._add(found.process, POSTMASTER)
            for child in _children(found.process):
                self._add(child.pid, BACKEND)
        with self._lock:
            return {known: role for known, role in self.seen.items() if known.alive()}

    def left(self) -> list[str]:
        """Return the roles of those that still live."""
        with self._lock:
            return [role for known, role in self.seen.items() if known.alive()]

    def _descend(self, top: int) -> None:
        for process in (*_self(top), *_children(top, recursive=True)):
            with contextlib.suppress(psutil.Error, OSError):
                role = _role(process.cmdline())
                if role:
                    self._add(process.pid, role)

    def _add(self, pid: int, role: str) -> None:
        with contextlib.suppress(psutil.Error):
            known = Known(pid=pid, created=psutil.Process(pid).create_time())
            with self._lock:
                self.seen.setdefault(known, role)


def kill_one(chance: random.Random, living: Mapping[Known, str]) -> str:
    """Kill a process of a random role, or all; return the role, or nothing if it ended before."""
    roles = sorted(set(living.values()))
    role = chance.choice((*roles, ALL)) if roles else ""
    if role == ALL:
        return ALL if [known for known in living if known.kill()] else ""
    chosen = [known for known, its in living.items() if its == role]
    return role if chosen and chance.choice(sorted(chosen, key=lambda known: known.pid)).kill() else ""


def _role(command: list[str]) -> str:
    """Return what a process does by how it was started."""
    if "-c" in command[:5] and any("watchhouse.pipeline" in part for part in command):
        return CONFINED
    try:
        verb = command[command.index("watchhouse") + 1]
    except (ValueError, IndexError):
        return ""
    return {"up": SUPERVISOR, "watch": WATCH, "worker": WORKER, "status": PAGE}.get(verb, "")


def _self(pid: int) -> Iterator[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        yield psutil.Process(pid)


def _children(pid: int, *, recursive: bool = False) -> list[psutil.Process]:
    try:
        return list(psutil.Process(pid).children(recursive=recursive))
    except psutil.NoSuchProcess:
        return []
