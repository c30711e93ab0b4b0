"""The recorded stream that `watchhouse up --demo` watches: registries on this machine, full of inert packages."""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from watchhouse.bootstrap import RegistrySettings
from watchhouse.model.errors import RequestError

MINUTES = 5.0

_LEAD = 5.0
"""Seconds until a stream begins: the watch has begun then, and sees all of it."""
_STALE = 600.0
"""Seconds after its end for which a stream is still shown; after that nobody wants to see it go on, but to see one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One recorded stream: it goes on by the clock, whether or not somebody serves or watches it."""

    begin: float
    """In seconds since 1970."""
    minutes: float
    port: int = 0
    """Where its registries answer, as long as it lasts: what was published is known by its URL."""


@contextmanager
def demonstration(folder: Path, minutes: float) -> Iterator[RegistrySettings]:
    """Yield the registries of the stream that is kept in `folder`, or of one that begins now, while they answer."""
    from watchhouse.testing.local_registry import serve
    from watchhouse.testing.recorded import RecordedStream

    stream = read_stream(folder) or Stream(begin=float(int(_now() + _LEAD)), minutes=minutes)
    recorded = RecordedStream(begin=datetime.fromtimestamp(stream.begin, UTC), minutes=stream.minutes)
    with serve(recorded.world(clock=lambda: datetime.now(UTC)), port=stream.port) as registry:
        if not stream.port:
            _keep(folder, replace(stream, port=int(registry.url.rpartition(":")[2])))
        yield RegistrySettings(
            feeds=("pypi", "npm", "nuget"),
            index_url=registry.simple,
            npm_registry=registry.npm,
            npm_replication=registry.npm_replication,
            nuget_index=registry.nuget,
        )


def stale(folder: Path) -> bool:
    """Return whether the stream in `folder` ended long ago."""
    kept = read_stream(folder)
    return kept is not None and _now() > kept.begin + kept.minutes * 60 + _STALE


def read_stream(folder: Path) -> Stream | None:
    """Return the stream that is kept in `folder`, or None if there is none."""
    try:
        return Stream(**json.loads((folder / "stream.json").read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise RequestError(f"{folder / 'stream.json'} cannot be read: remove {folder}") from error


def _keep(folder: Path, stream: Stream) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(asdict(stream), file)
    os.replace(file.name, folder / "stream.json")  # noqa: PTH105 - whole or not at all


def _now() -> float:
    return datetime.now(UTC).timestamp()
