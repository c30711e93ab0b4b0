"""Bytes by digest: whole or not there, in a folder and in the bucket of an S3 server's process alike."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import obstore
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from obstore.store import S3Store

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import Sha256
from watchhouse.store.blobs import open_blobs
from watchhouse.store.blobs.blob import BlobMissingError, Blobs, BlobStoreError, sha256_of
from watchhouse.store.blobs.bucket import BucketBlobs
from watchhouse.store.blobs.folder import FolderBlobs

if TYPE_CHECKING:
    from obstore.store import S3Config  # a type only: the library has no such value


def _config(endpoint: str) -> "S3Config":
    return {
        "endpoint": endpoint,
        "region": "us-east-1",
        "access_key_id": "test",
        "secret_access_key": "test",
    }


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """The URL of an S3 server with the bucket `samples`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    endpoint = f"http://127.0.0.1:{port}"
    try:
        _wait_for(endpoint)
        httpx.put(f"{endpoint}/samples").raise_for_status()
        yield endpoint
    finally:
        server.terminate()
        server.wait()


def _wait_for(endpoint: str) -> None:
    for _ in range(600):
        try:
            httpx.get(endpoint)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the S3 server does not answer")


@pytest.fixture
def folder(tmp_path: Path) -> Blobs:
    return FolderBlobs(tmp_path / "blobs")


@pytest.fixture
def bucket(s3_endpoint: str, tmp_path: Path) -> Blobs:
    return BucketBlobs("samples", f"/{tmp_path.name}/", config=_config(s3_endpoint), allow_http=True)


@pytest.fixture(params=["folder", "bucket"])
def blobs(request: pytest.FixtureRequest) -> Blobs:
    found: Blobs = request.getfixturevalue(request.param)
    return found


def in_bucket(endpoint: str, prefix: str) -> S3Store:
    """The bucket as somebody else sees it."""
    return S3Store("samples", config=_config(endpoint), prefix=prefix, client_options={"allow_http": True})


@pytest.fixture
def rot(blobs: Blobs, tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[Sha256], None]:
    """Change a stored blob's bytes behind its back."""

    def in_place(sha256: Sha256) -> None:
        name = f"{sha256[:2]}/{sha256}"
        match blobs:
            case FolderBlobs():
                (tmp_path / "blobs" / name).write_bytes(b"rotten bytes")
            case _:
                store = in_bucket(request.getfixturevalue("s3_endpoint"), tmp_path.name)
                obstore.put(store, name, b"rotten bytes")

    return in_place


def test_what_was_put_comes_back(blobs: Blobs) -> None:
    """By the digest that was told, also when it is put twice, also if it is empty."""
    for content in (b"", b"\x00\xff" * 100_000, b"\x00\xff" * 100_000):
        assert blobs.get(blobs.put(content)) == content
    assert sorted(one.size for one in blobs.sizes()) == [0, 200_000]


def test_what_was_deleted_is_missing(blobs: Blobs) -> None:
    """And deleting it again is no error."""
    sha256 = blobs.put(b"bytes")
    blobs.delete(sha256)
    blobs.delete(sha256)
    with pytest.raises(BlobMissingError):
        blobs.get(sha256)
    assert list(blobs.sizes()) == []


def test_rotten_bytes_are_never_handed_out(blobs: Blobs, rot: Callable[[Sha256], None]) -> None:
    """They count as missing, and the place is free for the right ones."""
    sha256 = blobs.put(b"honest bytes")
    rot(sha256)
    with pytest.raises(BlobMissingError):
        blobs.get(sha256)
    blobs.put(b"honest bytes")
    assert blobs.get(sha256) == b"honest bytes"


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_digest_is_a_name(blobs: Blobs, name: str) -> None:
    """Whatever else comes from outside never becomes a path."""
    with pytest.raises(BlobMissingError):
        blobs.get(Sha256(name))
    with pytest.raises(BlobMissingError):
        blobs.delete(Sha256(name))


def test_many_put_the_same_at_once(blobs: Blobs) -> None:
    """All are told the digest, and there is one blob."""
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(blobs.put, [b"x" * 50_000] * 24))) == 1
    (found,) = blobs.sizes()
    assert abs(found.stored_at - datetime.now(UTC)) < timedelta(hours=1)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=3_000))
def test_any_bytes_come_back_from_a_folder(folder: Blobs, content: bytes) -> None:
    """Whatever they are."""
    assert folder.get(folder.put(content)) == content


def test_files_are_for_their_owner_only(folder: Blobs, tmp_path: Path) -> None:
    """They are malware, perhaps: nobody else reads them and nobody runs them."""
    sha256 = folder.put(b"#!/bin/sh")
    assert (tmp_path / "blobs" / sha256[:2] / sha256).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "blobs").stat().st_mode & 0o777 == 0o700


_PUT_WITH_A_LIMIT = """
import resource, sys
from pathlib import Path
from watchhouse.model.errors import InfrastructureError
from watchhouse.store.blobs.folder import FolderBlobs
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
blobs = FolderBlobs(Path(sys.argv[1]))
print(blobs.put(b"a" * 100_000))
try:
    blobs.put(b"b" * 100_001)
except InfrastructureError as error:
    print(error)
"""


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    """What does not fit is the machine's fault, and neither it nor a part of it is there afterwards."""
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", _PUT_WITH_A_LIMIT, str(tmp_path / "blobs")],
        capture_output=True,
        text=True,
        check=True,
    )
    kept, refused = done.stdout.splitlines()
    assert "cannot be kept" in refused
    assert [path.name for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == [kept]


def test_a_place_that_is_no_folder_is_the_machines_fault(tmp_path: Path) -> None:
    """As a disk that is not mounted is."""
    (tmp_path / "file").write_bytes(b"")
    blobs = FolderBlobs(tmp_path / "file")
    with pytest.raises(InfrastructureError):
        blobs.put(b"bytes")
    with pytest.raises(BlobStoreError):
        blobs.get(sha256_of(b"bytes"))


def test_a_bucket_that_is_not_there_is_the_machines_fault(s3_endpoint: str) -> None:
    """A wrong name is told from a blob that is missing."""
    blobs = BucketBlobs("absent", config=_config(s3_endpoint), allow_http=True)
    with pytest.raises(BlobStoreError):
        blobs.put(b"bytes")
    with pytest.raises(BlobStoreError):
        list(blobs.sizes())


def test_other_objects_of_a_bucket_are_left_alone(s3_endpoint: str, bucket: Blobs, tmp_path: Path) -> None:
    """What is not named by a digest is not ours."""
    store = in_bucket(s3_endpoint, tmp_path.name)
    obstore.put(store, "README", b"hello")
    sha256 = bucket.put(b"bytes")
    assert [one.sha256 for one in bucket.sizes()] == [sha256]


def test_a_place_is_a_bucket_or_a_folder(
    s3_endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bucket's endpoint and credentials come from the environment, as for every S3 tool."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3_endpoint,
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    for place in (f"s3://samples/{tmp_path.name}/deep", str(tmp_path / "folder")):
        assert open_blobs(place).put(b"bytes") == sha256_of(b"bytes")
        assert open_blobs(place).get(sha256_of(b"bytes")) == b"bytes"
    name = f"{sha256_of(b'bytes')[:2]}/{sha256_of(b'bytes')}"
    assert obstore.head(in_bucket(s3_endpoint, f"{tmp_path.name}/deep"), name)["size"] == 5


@pytest.mark.parametrize("place", ["s3://", "s3:///prefix", "gs://bucket", "https://bucket.example/"])
def test_other_places_are_refused(place: str) -> None:
    """Rather than taken for a folder of that name."""
    with pytest.raises(RequestError):
        open_blobs(place)
