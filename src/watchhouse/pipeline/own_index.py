"""The user's own index of known files, beside the shipped one: read only if nobody else could have written it."""

import os
import stat
import tempfile
from collections.abc import Container
from pathlib import Path

from watchhouse.evidence.likeness.known_files import KnownFiles, KnownToAny, read_known, shipped
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Sha256

LARGEST = 256 << 20
"""Bytes of an index that is read: eight million files."""

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def read_own_index(path: Path) -> KnownFiles:
    """
    Return the index in the file at `path`.

    Raises RequestError if it cannot be read, is none, or belongs to or can be written by somebody else: who may add
    to it decides what is not looked at.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as file:
            own, content = _is_own(os.fstat(handle)), file.read(LARGEST)
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error
    if not own:
        raise RequestError(f"{path} is no file that only you can write: it is not used")
    return read_known(content)


def everything_known(path: Path) -> Container[Sha256]:
    """Return what the shipped index and the one at `path` hold; raises RequestError as `read_own_index` does."""
    return KnownToAny((shipped(), read_own_index(path)))


def write_file(path: Path, content: bytes) -> None:
    """
    Put `content` into the file at `path`, whole or not at all, for nobody else to write.

    Raises RequestError if that is not possible.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RequestError(f"{path} cannot be written: {error.strerror}") from error


def _is_own(found: os.stat_result) -> bool:
    """Return whether this is a file of this user that nobody else writes; systems without such users do not say."""
    if not stat.S_ISREG(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid in {os.geteuid(), 0} and not found.st_mode & _OTHERS_WRITE
