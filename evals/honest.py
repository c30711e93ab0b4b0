"""
Fetch the pinned honest packages: `python -m evals.honest FOLDER`.

`honest.jsonl` lists them: drawn at random from the 1,500 (wheels) and 5,000 (source distributions) most downloaded
projects, and from projects of recent months that hardly anybody downloads. Each is accepted by its digest only.
"""

import argparse
import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pypi_simple import PYPI_SIMPLE_ENDPOINT, PyPISimple

from evals.corpus import HONEST_LIST, read_lines
from evals.prepare import say

THREADS = 4
SECONDS = 120


def main() -> None:
    """Download what the folder lacks."""
    parser = argparse.ArgumentParser(prog="evals.honest", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", default=os.environ.get("PIP_INDEX_URL", PYPI_SIMPLE_ENDPOINT))
    parsed = parser.parse_args()
    parsed.folder.mkdir(parents=True, exist_ok=True)
    for line in fetch_all(read_lines(HONEST_LIST), parsed.folder, parsed.index):
        say(line)


def fetch_all(
    rows: list[dict[str, str]], folder: Path, index: str, *, threads: int = THREADS
) -> Iterator[str]:
    """Yield a line for each package that could not be had as it was pinned."""
    with PyPISimple(index) as client, ThreadPoolExecutor(threads) as pool:
        yield from filter(None, pool.map(lambda row: _fetch(row, folder, client), rows))


def is_pinned(content: bytes, row: dict[str, str]) -> bool:
    """Return whether `content` is the file that `row` pins."""
    return hashlib.sha256(content).hexdigest() == row["sha256"]


def _fetch(row: dict[str, str], folder: Path, client: PyPISimple) -> str:
    target = folder / row["file"]
    if target.exists() and is_pinned(target.read_bytes(), row):
        return ""
    try:
        page = client.get_project_page(row["name"], timeout=SECONDS)
        found = next((one for one in page.packages if one.filename == row["file"]), None)
        if found is None:
            return f"{row['file']}: no longer on the index"
        client.download_package(found, target, timeout=SECONDS, progress=None)
    except Exception as error:  # noqa: BLE001 -- one package of many: say which and go on
        return f"{row['file']}: {type(error).__name__}"
    if is_pinned(target.read_bytes(), row):
        return ""
    target.unlink()
    return f"{row['file']}: its content is not what was pinned"


if __name__ == "__main__":
    main()
