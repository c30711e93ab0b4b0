"""Downloads kept on this machine by their digest, and checked again whenever they are used."""

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from watchhouse.registries.digests import digests

_KEY = re.compile(r"(sha256|sha384|sha512):([0-9a-f]{64,128})")
"""Only such a digest becomes a path: an index states what it likes."""


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the user's folder for things that can be had again (XDG; the usual ones on macOS and Windows)."""
    home = Path(environment.get("HOME") or Path.home())
    if environment.get("XDG_CACHE_HOME"):
        return Path(environment["XDG_CACHE_HOME"], "watchhouse")
    if sys.platform == "darwin":
        return home / "Library/Caches/watchhouse"
    if sys.platform == "win32":
        return Path(environment.get("LOCALAPPDATA", home / "AppData/Local"), "watchhouse", "Cache")
    return home / ".cache/watchhouse"


class Cache:
    """
    A folder of files named by digest; `folder` None is a cache that holds nothing.

    It is an economy and never an authority: a content that does not have its digest any more is thrown
    away, and a disk that is full or read-only costs nothing but the economy.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, expected: frozenset[str]) -> bytes | None:
        """Return a content that has one of the strong digests `expected`, or None."""
        for digest in sorted(expected):
            path = self._path(digest)
            if path is None:
                continue
            try:
                content = path.read_bytes()
            except OSError:
                continue
            if digest in digests(content, {digest}):
                return content
            with contextlib.suppress(OSError):
                path.unlink()
        return None

    def put(self, content: bytes, expected: frozenset[str]) -> None:
        """Keep `content`, which has been checked, under the strong digests of it among `expected`."""
        for digest in sorted(expected & digests(content, expected)):
            path = self._path(digest)
            if path is not None and not path.exists():
                with contextlib.suppress(OSError):
                    _write(path, content)

    def _path(self, digest: str) -> Path | None:
        key = _KEY.fullmatch(digest)
        if self._folder is None or key is None:
            return None
        return self._folder / "downloads" / key[1] / key[2][:2] / key[2]


def _write(path: Path, content: bytes) -> None:
    """Write a whole file or none: another process may read it, or be writing the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
