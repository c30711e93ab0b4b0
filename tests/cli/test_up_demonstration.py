"""The recorded stream goes on where it was, at one address, and makes room for a new one when it is long over."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from watchhouse.bootstrap import StoreSettings, forget, stored
from watchhouse.cli.demonstration import demonstration, read_stream, stale
from watchhouse.model.errors import RequestError


def test_a_stream_is_the_same_whenever_it_is_served(tmp_path: Path) -> None:
    """Its begin, its length and the address of its registries are kept, whatever is asked for later."""
    with demonstration(tmp_path, 3.0) as first:
        kept = read_stream(tmp_path)
    with demonstration(tmp_path, 99.0) as second:
        assert read_stream(tmp_path) == kept
    assert first == second
    assert kept is not None
    assert first.index_url == f"http://127.0.0.1:{kept.port}/simple/"
    assert kept.minutes == 3.0


def test_a_stream_that_ended_long_ago_is_stale(tmp_path: Path) -> None:
    """One that has just ended is not: somebody may still look at it."""
    assert not stale(tmp_path)
    now = datetime.now(UTC).timestamp()
    for ended, expected in ((-60.0, False), (60.0, False), (3_600.0, True)):
        begin = now - 120.0 - ended
        (tmp_path / "stream.json").write_text(f'{{"begin": {begin}, "minutes": 2.0, "port": 1}}')
        assert stale(tmp_path) is expected


def test_a_stream_that_cannot_be_read_is_told_with_what_to_do(tmp_path: Path) -> None:
    """It is not overwritten in silence."""
    (tmp_path / "stream.json").write_text("nonsense")
    with pytest.raises(RequestError, match=f"remove {tmp_path}"):
        read_stream(tmp_path)


def test_the_demonstration_keeps_apart_from_what_registries_tell(tmp_path: Path) -> None:
    """It has a folder of its own within the data folder, also where the operator has a server and a bucket."""
    settings = StoreSettings(data=tmp_path, database_url="postgresql://db.example/x", blobs="s3://bucket")
    assert settings.demonstration == StoreSettings(data=tmp_path / "demonstration")
    assert stored(settings)
    assert not stored(settings.demonstration)


def test_forgetting_removes_the_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    """What lies next to the demonstration stays."""
    (tmp_path / "demonstration").mkdir()
    (tmp_path / "demonstration/stream.json").touch()
    (tmp_path / "database").mkdir()
    forget(StoreSettings(data=tmp_path).demonstration)
    assert [one.name for one in tmp_path.iterdir()] == ["database"]
