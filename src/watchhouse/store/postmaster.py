"""What a PostgreSQL server writes about itself into its data folder, and whether it still holds."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

import psutil

_FILE = "postmaster.pid"

_NOBODY = 2_147_483_646
"""A process number that no system gives out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """A server that runs, or is starting."""

    process: int
    port: int
    socket_folder: str
    """Empty where it listens on loopback."""


def read_postmaster(data: Path) -> Postmaster | None:
    """Return the server that serves `data` now, or None."""
    lines = _lines(data)
    if len(lines) < 6 or not _serves(int(lines[0]), data):
        return None
    return Postmaster(process=int(lines[0]), port=int(lines[3]), socket_folder=lines[4])


def disown(data: Path) -> None:
    """
    Make a file that a killed server left speak of no living process.

    Its number may belong to somebody else by now, or to a zombie; either would keep PostgreSQL from starting. The
    other lines stay: by them PostgreSQL sees that orphans of the old server still write, and waits.
    """
    lines = _lines(data)
    if lines and not _serves(int(lines[0]), data):
        text = "\n".join((str(_NOBODY), *lines[1:], ""))
        with contextlib.suppress(FileNotFoundError), (data / _FILE).open("r+", encoding="utf-8") as file:
            file.write(text)
            file.truncate()


def end_orphans(data: Path) -> int:
    """
    Kill what is left of a server of `data` whose head is gone, and return how many processes that were.

    Most end by themselves. One that waits for what a killed neighbour held waits for ever, and as long as it does
    PostgreSQL starts no new server. Nothing is lost by it: what was committed is in the log that the next one reads.
    """
    if read_postmaster(data) is not None:
        return 0
    left = [process for process in psutil.process_iter() if _works_in(process, data.resolve())]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.kill()
    return len(left)


def _works_in(process: psutil.Process, data: Path) -> bool:
    """Whether `process` is PostgreSQL's and works in the folder `data`, as all of a server do."""
    try:
        return bool(process.name().startswith("postgres") and process.cwd() == str(data))
    except (psutil.Error, OSError):
        return False


def _lines(data: Path) -> list[str]:
    """Return the file's lines, without those of a file that makes no sense."""
    try:
        lines = [line.strip() for line in (data / _FILE).read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        return []
    return lines if lines and lines[0].isdecimal() else []


def _serves(process: int, data: Path) -> bool:
    """Whether `process` is alive and a PostgreSQL server of the folder `data`."""
    try:
        return str(data) in psutil.Process(process).cmdline()
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
    except psutil.AccessDenied:
        return True
