"""The bytes of artifacts by their SHA-256, in a folder or in a bucket."""

import os
from collections.abc import Mapping
from pathlib import Path

from watchhouse.model.errors import RequestError
from watchhouse.store.blobs.blob import Blobs
from watchhouse.store.blobs.folder import FolderBlobs

_BUCKET = "s3://"


def open_blobs(place: str) -> Blobs:
    """
    Return the blobs at `place`: `s3://bucket/prefix`, or a folder's path.

    A bucket's region, endpoint and credentials come from the environment, as S3's own tools read them; without
    encryption it is asked only if the endpoint that stands there says `http://`.
    """
    if place.startswith(_BUCKET):
        from watchhouse.store.blobs.bucket import BucketBlobs

        bucket, _, prefix = place.removeprefix(_BUCKET).partition("/")
        if not bucket:
            raise RequestError("the place of the blobs names no bucket: s3://BUCKET/PREFIX is expected")
        return BucketBlobs(bucket, prefix, allow_http=_says_http(os.environ))
    if "://" in place:
        raise RequestError("blobs lie in a folder or in s3://BUCKET/PREFIX")
    return FolderBlobs(Path(place))


def _says_http(environment: Mapping[str, str]) -> bool:
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    return any(environment.get(name, "").startswith("http://") for name in names)
