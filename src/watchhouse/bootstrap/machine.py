"""What this machine and its user give: processors, and a folder for what must last."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

KNOWN_FILES = "known-files.bin"
"""The name of a user's own index of known files, in the folder for what must last."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def data_folder(environment: Mapping[str, str]) -> Path:
    """
    Return where the user's data lies if nobody says otherwise (XDG; the usual places on macOS and Windows).

    Root has /var/lib/watchhouse: PostgreSQL does not run as root, and no other account may enter root's home.
    """
    home = Path(environment.get("HOME") or Path.home())
    if environment.get("XDG_DATA_HOME"):
        return Path(environment["XDG_DATA_HOME"], "watchhouse")
    if sys.platform == "darwin":
        return home / "Library/Application Support/watchhouse"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", home / "AppData/Local"), "watchhouse")
    return Path("/var/lib/watchhouse") if os.geteuid() == 0 else home / ".local/share/watchhouse"


def own_index(data: Path) -> str:
    """
    Return the path of the user's own index of known files, which lies in the folder `data`; empty if none does.

    Raises RequestError if it cannot be used: better no scan than one that overlooks what somebody else put there.
    """
    path = data / KNOWN_FILES
    if not os.path.lexists(path):
        return ""
    from watchhouse.pipeline.own_index import read_own_index

    read_own_index(path)
    return str(path)
