"""Where a report goes: standard output, or a file that is replaced only by a whole report."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from watchhouse.model.errors import RequestError


@contextmanager
def destination(output: Path | None) -> Iterator[IO[str]]:
    """
    Yield the stream to write the report to.

    Raises RequestError at once, before anything is scanned, if `output` cannot be written.
    """
    if output is None:
        yield sys.stdout
    elif output.exists() and not output.is_file():
        with _opened(output) as device:
            yield device
    else:
        with _replacing(output) as file:
            yield file


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    try:
        stream = path.open("w", encoding="utf-8")
    except OSError as error:
        raise RequestError(f"cannot write {path}: {error.strerror}") from error
    with stream:
        yield stream


@contextmanager
def _replacing(path: Path) -> Iterator[IO[str]]:
    """Yield a new file beside `path` that takes its place at the end, or vanishes if there is no end."""
    with tempfile.TemporaryDirectory(prefix=".watchhouse-", dir=_folder(path)) as folder:
        new = Path(folder) / path.name
        with new.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream
        new.replace(path)


def _folder(path: Path) -> Path:
    folder = path.parent
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise RequestError(f"cannot write {path}: {error.strerror}") from error
    return folder
