"""`watchhouse demonstration`: the recorded stream that `watchhouse up --demo` watches; started by it, not by hand."""

import json
import os
import socket
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from watchhouse.cli.service import service
from watchhouse.cli.store_options import supervised_option
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem

_HEAD_START = 36
"""The stream is this part of its length old when it is seen first, so that there is something to see at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """One recorded stream: it goes on by the clock, whether or not somebody serves or watches it."""

    begin: float
    """When it began, in seconds since 1970."""
    minutes: float
    projects: int
    port: int
    """Where its registry answers; the same for as long as it lasts, because files are kept by their URL."""

    @property
    def ended(self) -> bool:
        """Whether everything in it has happened."""
        return datetime.now(UTC).timestamp() > self.begin + self.minutes * 60

    @property
    def index_url(self) -> str:
        """The Python index that tells it."""
        return f"http://127.0.0.1:{self.port}/simple/"


def begin_stream(folder: Path, *, minutes: float, projects: int) -> Stream:
    """Return the stream that is kept in `folder`, or one that begins now if there is none."""
    found = read_stream(folder)
    if found is not None:
        return found
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begin = datetime.now(UTC) - timedelta(minutes=minutes / _HEAD_START)
    stream = Stream(begin=float(int(begin.timestamp())), minutes=minutes, projects=projects, port=port)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False) as file:
        json.dump(asdict(stream), file)
    os.replace(file.name, folder / "stream.json")  # noqa: PTH105 - whole or not at all
    return stream


def read_stream(folder: Path) -> Stream | None:
    """Return the stream that is kept in `folder`, or None if there is none."""
    try:
        return Stream(**json.loads((folder / "stream.json").read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise RequestError(f"{folder / 'stream.json'} cannot be read: remove {folder}") from error


@click.command(name="demonstration", hidden=True)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@supervised_option
def command(*, folder: Path, supervised: bool) -> None:
    """Serve the stream that is kept in FOLDER as a package registry on this machine."""
    from watchhouse.testing.clock import RunningClock
    from watchhouse.testing.local_registry import serve
    from watchhouse.testing.recipe import Recipe
    from watchhouse.testing.world import World

    stream = read_stream(folder)
    if stream is None:
        raise RequestError(f"there is no stream in {folder}")
    recipe = Recipe(
        projects=stream.projects,
        begin=datetime.fromtimestamp(stream.begin, UTC),
        span=timedelta(minutes=stream.minutes),
        mix=((Ecosystem.PYPI, 100),),
        hostile=0.04,
        median=8_000,
        largest=400_000,
    )
    with (
        service(supervised=supervised) as stop,
        serve(World(recipe, clock=RunningClock(datetime.now(UTC))), port=stream.port),
    ):
        stop.wait()
