"""Blobs in an S3-compatible bucket."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from watchhouse.model.identity import Sha256
from watchhouse.store.blobs.blob import BlobMissingError, BlobStoreError, StoredBlob, is_digest, sha256_of

if TYPE_CHECKING:
    from obstore.store import (
        ClientConfig,
        RetryConfig,
        S3Config,
    )  # types only: the library has no such values

_RETRIES: "RetryConfig" = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}

_CLIENT: "ClientConfig" = {"connect_timeout": timedelta(seconds=10), "timeout": timedelta(minutes=10)}
"""The longest blob has to pass within the timeout."""


class BucketBlobs:
    """Objects named by digest under a prefix; what S3 says it has written is whole and durable."""

    def __init__(
        self, bucket: str, prefix: str = "", *, config: "S3Config | None" = None, allow_http: bool = False
    ) -> None:
        self._place = f"s3://{bucket}/{prefix}".rstrip("/")
        self._store = S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            config=config,
            client_options={**_CLIENT, "allow_http": True} if allow_http else _CLIENT,
            retry_config=_RETRIES,
        )

    def put(self, content: bytes) -> Sha256:
        """Keep `content` for good and return its digest; raises BlobStoreError."""
        sha256 = sha256_of(content)
        try:
            obstore.put(self._store, _key(sha256), content)
        except (BaseError, OSError) as error:
            raise self._failed(error) from error
        return sha256

    def get(self, sha256: Sha256) -> bytes:
        """Return the bytes, whose digest was checked; raises BlobMissingError or BlobStoreError."""
        try:
            content = bytes(obstore.get(self._store, _key(sha256)).bytes())
        except FileNotFoundError as error:
            raise BlobMissingError(f"there is no blob {sha256}") from error
        except (BaseError, OSError) as error:
            raise self._failed(error) from error
        if sha256_of(content) != sha256:
            self.delete(sha256)
            raise BlobMissingError(f"the blob {sha256} has rotted")
        return content

    def delete(self, sha256: Sha256) -> None:
        """Forget a blob if it is there; raises BlobStoreError."""
        try:
            obstore.delete(self._store, _key(sha256))
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise self._failed(error) from error

    def sizes(self) -> Iterator[StoredBlob]:
        """Yield everything that lies there; raises BlobStoreError."""
        try:
            for batch in obstore.list(self._store):
                for found in batch:
                    name = found["path"].rpartition("/")[2]
                    if is_digest(name):
                        yield StoredBlob(
                            sha256=Sha256(name), size=found["size"], stored_at=found["last_modified"]
                        )
        except (BaseError, OSError) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> BlobStoreError:
        reason = str(error).strip().splitlines()[:1]
        return BlobStoreError(f"{self._place} failed: {' '.join(reason)[:300]}")


def _key(sha256: Sha256) -> str:
    if not is_digest(sha256):
        raise BlobMissingError("what is no SHA-256 names no blob")
    return f"{sha256[:2]}/{sha256}"
