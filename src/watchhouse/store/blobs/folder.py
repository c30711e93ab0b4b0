"""Blobs as files: written under another name, made durable, then named."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from watchhouse.model.identity import Sha256
from watchhouse.store.blobs.blob import BlobMissingError, BlobStoreError, StoredBlob, is_digest, sha256_of

_PART = ".part-"


class FolderBlobs:
    """
    A folder of files named by digest.

    The files are hostile: nobody but their owner may read them, and none may be executed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> Sha256:
        """Keep `content` for good and return its digest; raises BlobStoreError."""
        sha256 = sha256_of(content)
        path = self._path(sha256)
        try:
            # A file of that name and size may have rotted: then `get` finds out and makes room.
            if not (path.exists() and path.stat().st_size == len(content)):
                _write(path, content)
        except OSError as error:
            raise BlobStoreError(f"a blob cannot be kept in {self._folder}: {error.strerror}") from error
        return sha256

    def get(self, sha256: Sha256) -> bytes:
        """Return the bytes, whose digest was checked; raises BlobMissingError or BlobStoreError."""
        path = self._path(sha256)
        try:
            content = path.read_bytes()
        except FileNotFoundError as error:
            raise BlobMissingError(f"there is no blob {sha256}") from error
        except OSError as error:
            raise BlobStoreError(f"a blob cannot be read from {self._folder}: {error.strerror}") from error
        if sha256_of(content) != sha256:
            self.delete(sha256)
            raise BlobMissingError(f"the blob {sha256} has rotted")
        return content

    def delete(self, sha256: Sha256) -> None:
        """Forget a blob if it is there; raises BlobStoreError."""
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise BlobStoreError(f"a blob cannot be deleted from {self._folder}: {error.strerror}") from error

    def sizes(self) -> Iterator[StoredBlob]:
        """Yield everything that lies there; raises BlobStoreError."""
        for path in self._folder.glob("??/*"):
            if is_digest(path.name):
                with contextlib.suppress(FileNotFoundError):
                    status = path.stat()
                    yield StoredBlob(
                        sha256=Sha256(path.name),
                        size=status.st_size,
                        stored_at=datetime.fromtimestamp(status.st_mtime, UTC),
                    )

    def _path(self, sha256: Sha256) -> Path:
        if not is_digest(sha256):
            raise BlobMissingError("what is no SHA-256 names no blob")
        return self._folder / sha256[:2] / sha256


def _write(path: Path, content: bytes) -> None:
    if not path.parent.exists():
        path.parent.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.mkdir(exist_ok=True, mode=0o700)
        _make_durable(path.parent.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PART)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        # Whatever interrupts, also Ctrl-C: no part is left behind.
        Path(name).unlink(missing_ok=True)
        raise
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    """Make the names in `folder` survive a power cut, where the system can open a folder."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
