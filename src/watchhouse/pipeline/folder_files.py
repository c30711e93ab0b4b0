"""The files of a folder on this machine, listed without following a link and opened only when wanted."""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from watchhouse.artifacts.folder import FolderFile

FILES = 200_000
"""Listed at most; more than a reader takes, so that it is the reader who says that something is missing."""
FILE_BYTES = 1 << 30
"""Read at most of one file, should it have grown since it was listed."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Reads one file when called; a value, so that it can go to a worker."""

    path: str
    link: bool = False

    def __call__(self) -> bytes:
        """Return the content, or a link's target; raises OSError, also if it is no plain file any more."""
        if self.link:
            return os.fsencode(Path(self.path).readlink())
        # Without blocking, for what has become a pipe; without following, for what has become a link.
        flags = (
            os.O_RDONLY
            | getattr(os, "O_NOFOLLOW", 0)
            | getattr(os, "O_NONBLOCK", 0)
            | getattr(os, "O_BINARY", 0)
        )
        handle = os.open(self.path, flags)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise OSError(f"{self.path} is no plain file")
            return file.read(FILE_BYTES)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Stands for a folder that could not be listed: opening it fails, which the reader records."""

    reason: str

    def __call__(self) -> bytes:
        """Raise the error that listing raised."""
        raise OSError(self.reason)


def walk(folder: Path) -> Iterator[FolderFile]:
    """Yield every file below `folder`, sorted by path, links and special files as what they are."""
    waiting = [(str(folder), "")]
    count = 0
    while waiting:
        place, prefix = waiting.pop()
        try:
            with os.scandir(place) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            yield _unlisted(prefix, error)
            continue
        folders: list[tuple[str, str]] = []
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                folders.append((entry.path, f"{prefix}{entry.name}/"))
                continue
            yield folder_file(entry.path, f"{prefix}{entry.name}")
            count += 1
            if count >= FILES:
                return
        waiting.extend(reversed(folders))


def listed(root: Path, paths: Iterable[str]) -> Iterator[FolderFile]:
    """Yield the files at `paths`, relative to `root`."""
    for path in paths:
        yield folder_file(os.path.normpath(root / path), path)


def folder_file(place: str, path: str) -> FolderFile:
    """Return the file at `place`, to be known as `path`."""
    try:
        found = os.lstat(place)
    except (OSError, ValueError) as error:
        return FolderFile(path=path, mode=0, size=0, load=Refusal(str(error)))
    link = stat.S_ISLNK(found.st_mode)
    return FolderFile(
        path=path,
        mode=stat.S_IMODE(found.st_mode),
        size=found.st_size,
        load=Opening(place, link),
        is_link=link,
        is_special=not link and not stat.S_ISREG(found.st_mode),
    )


def _unlisted(prefix: str, error: OSError) -> FolderFile:
    return FolderFile(path=prefix.rstrip("/") or ".", mode=0, size=0, load=Refusal(str(error)))
