"""What every place for blobs can do."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Sha256

_DIGEST = re.compile(r"[0-9a-f]{64}")


class BlobStoreError(InfrastructureError):
    """The folder or bucket could not do now what it was asked; a blob is there whole or not at all."""


class BlobMissingError(InfrastructureError):
    """No such blob is there, or not any more, or its bytes have rotted: it has to be downloaded again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredBlob:
    """What lies at a place, without its bytes."""

    sha256: Sha256
    size: int
    stored_at: datetime
    """As the place says."""


class Blobs(Protocol):
    """A place for bytes by digest; may be used from many threads and processes."""

    def put(self, content: bytes) -> Sha256:
        """Keep `content` for good and return its digest; raises BlobStoreError."""

    def get(self, sha256: Sha256) -> bytes:
        """Return the bytes, whose digest was checked; raises BlobMissingError or BlobStoreError."""

    def delete(self, sha256: Sha256) -> None:
        """Forget a blob if it is there; raises BlobStoreError."""

    def sizes(self) -> Iterator[StoredBlob]:
        """Yield everything that lies there; raises BlobStoreError."""


def sha256_of(content: bytes) -> Sha256:
    """Return the digest of `content`."""
    return Sha256(hashlib.sha256(content).hexdigest())


def is_digest(text: str) -> bool:
    """Return whether `text` can be a part of a path: nothing but a digest may be."""
    return _DIGEST.fullmatch(text) is not None
