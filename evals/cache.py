"""
Rows that are dear to make, kept in a folder outside the repository: one JSON-lines file per kind and version.

The folder holds what hostile packages are made of by name (member paths), so it is not for publishing.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import watchhouse
from evals.corpus import Sample
from evals.workers import Row

ROOMS = ("artifacts", "ecosystems", "evidence", "model")
"""The rooms whose code and data decide what evidence there is."""


UNUSED = frozenset({"known-files.bin", "known-releases.txt"})
"""Data without which the evidence is extracted: see `product.NOTHING_KNOWN`."""


def default_folder() -> Path:
    """Return where rows are kept unless told: the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "watchhouse-evals"


def rules_version(home: Path = Path(watchhouse.__file__).parent) -> str:
    """Return a digest of everything that decides what evidence an archive gives."""
    digest = hashlib.sha256()
    for room in ROOMS:
        for path in sorted((home / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and path.name not in UNUSED:
                digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def through(
    path: Path, samples: Sequence[Sample], make: Callable[[list[Sample]], Iterable[Row]]
) -> Iterator[Row]:
    """Yield a row for each of `samples`: those in the file at `path`, then those that `make` makes, now added to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    wanted = {sample.sha256: sample for sample in samples}
    if path.exists():
        for line in path.read_text("utf-8").splitlines():
            row = _row(line)
            if wanted.pop(row.get("sha256", ""), None):
                yield row
    if not wanted:
        return
    with path.open("a", encoding="utf-8") as file:
        for row in make(list(wanted.values())):
            file.write(json.dumps(row, separators=(",", ":")) + "\n")
            yield row


def _row(line: str) -> Row:
    try:
        row: Row = json.loads(line)
    except ValueError:  # the last line of a run that was interrupted
        return {}
    return row
