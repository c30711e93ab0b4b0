"""The bytes of artifacts by their SHA-256, in a folder or in a bucket."""

from pathlib import Path

from watchhouse.model.errors import RequestError
from watchhouse.store.blobs.blob import Blobs
from watchhouse.store.blobs.folder import FolderBlobs

_BUCKET = "s3://"


def open_blobs(place: str) -> Blobs:
    """
    Return the blobs at `place`: `s3://bucket/prefix`, or a folder's path.

    A bucket's region, endpoint and credentials come from the environment, as S3's own tools read them.
    """
    if place.startswith(_BUCKET):
        from watchhouse.store.blobs.bucket import BucketBlobs

        bucket, _, prefix = place.removeprefix(_BUCKET).partition("/")
        if not bucket:
            raise RequestError("the place of the blobs names no bucket: s3://BUCKET/PREFIX is expected")
        return BucketBlobs(bucket, prefix)
    if "://" in place:
        raise RequestError("blobs lie in a folder or in s3://BUCKET/PREFIX")
    return FolderBlobs(Path(place))
