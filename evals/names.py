"""
Make the lists of most downloaded names that `watchhouse.ecosystems` ships, from public package lists.

Usage: `python evals/names.py FOLDER`, where FOLDER holds `pypi.tsv` (name, version, month, rank, summary) and
`npm.tsv` (name, version, downloads a month, summary), each with a header line. Names, ranks and counts are facts;
of the summaries only a short hash is kept.
"""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from watchhouse.ecosystems.popular import DATA, NPM_NAMES, PYPI_NAMES, PYPI_SUMMARIES, fingerprint

_NPM = 5_000
_SOURCE = "a public list of the registry's packages"


def main(folder: Path) -> None:
    """Write every list into the package's data folder."""
    target = Path(__file__).parent.parent / "src" / "watchhouse" / "ecosystems" / DATA
    pypi = sorted(
        (int(rank), name, summary)
        for name, _version, _month, rank, summary in _rows(folder / "pypi.tsv")
        if rank
    )
    npm = sorted((-int(downloads), name) for name, _version, downloads, _summary in _rows(folder / "npm.tsv"))
    newest = max(month for _name, _version, month, _rank, _summary in _rows(folder / "pypi.tsv"))
    header = f"as of {newest}, made by evals/names.py from {_SOURCE}"
    _write(
        target / PYPI_NAMES,
        f"most downloaded Python projects, most downloaded first; {header}",
        [name for _, name, _ in pypi],
    )
    _write(
        target / NPM_NAMES,
        f"most downloaded npm packages, most downloaded first; {header}",
        [name for _, name in npm[:_NPM]],
    )
    _write(
        target / PYPI_SUMMARIES,
        f"fingerprint of each project's summary, in the order of {PYPI_NAMES}; {header}",
        [fingerprint(summary) for _, _, summary in pypi],
    )


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        yield from rows


def _write(path: Path, header: str, lines: list[str]) -> None:
    path.write_text("\n".join([f"# {header}", *lines, ""]), encoding="utf-8")
    sys.stdout.write(f"{path.name}: {len(lines)} lines, {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
