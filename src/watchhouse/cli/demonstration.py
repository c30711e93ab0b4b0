"""The recorded stream that `watchhouse up --demo` watches: registries on this machine, full of inert packages."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from watchhouse.bootstrap import RegistrySettings
from watchhouse.model.errors import RequestError

MINUTES = 5.0

_LEAD = 6.0
"""Seconds before the stream begins: the watch has begun then, and sees all of it."""
_STALE = timedelta(minutes=10)
"""How long after its end a stream is still shown; after that nobody wants to see it go on, but to see one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One recorded stream: it goes on by the clock, whether or not somebody serves or watches it."""

    begin: float
    """When it begins, in seconds since 1970."""
    minutes: float
    port: int
    """Where its registries answer, as long as it lasts: what was published is known by its URL."""


@contextmanager
def demonstration(folder: Path, minutes: float) -> Iterator[RegistrySettings]:
    """Yield the registries of the stream that is kept in `folder`, or of one that begins now, while they answer."""
    from watchhouse.testing.local_registry import serve
    from watchhouse.testing.recorded import RecordedStream

    kept = _read(folder)
    stream = kept or Stream(begin=float(int(_now() + _LEAD)), minutes=minutes, port=0)
    recorded = RecordedStream(begin=datetime.fromtimestamp(stream.begin, UTC), minutes=stream.minutes)
    with serve(recorded.world(), port=stream.port) as registry:
        if kept is None:
            _write(folder, stream, int(registry.url.rpartition(":")[2]))
        yield RegistrySettings(
            feeds=("pypi", "npm", "nuget"),
            index_url=registry.simple,
            npm_registry=registry.npm,
            npm_replication=registry.npm_replication,
            nuget_index=registry.nuget,
        )


def stale(folder: Path) -> bool:
    """Return whether the stream in `folder` ended long ago."""
    kept = _read(folder)
    return kept is not None and _now() > kept.begin + kept.minutes * 60 + _STALE.total_seconds()


def _read(folder: Path) -> Stream | None:
    try:
        return Stream(**json.loads((folder / "stream.json").read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise RequestError(f"{folder / 'stream.json'} cannot be read: remove {folder}") from error


def _write(folder: Path, stream: Stream, port: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(asdict(stream) | {"port": port}, file)
    os.replace(file.name, folder / "stream.json")  # noqa: PTH105 - whole or not at all


def _now() -> float:
    return datetime.now(UTC).timestamp()
