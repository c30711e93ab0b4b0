"""
Make the shipped index of known files anew: `python -m evals.known choose|fetch FOLDER`.

`choose` asks the configured index for the most downloaded projects and writes the list of releases that count as
established; `fetch` brings the files of that list, each accepted by its digest only. `watchhouse known build` makes
the index of them.
"""

import argparse
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from packaging.version import Version
from pypi_simple import PYPI_SIMPLE_ENDPOINT, DistributionPackage, PyPISimple

from evals.honest import fetch_all
from evals.prepare import say
from watchhouse.ecosystems.popular import popular_names
from watchhouse.ecosystems.pypi.files import release_file
from watchhouse.evidence.likeness.releases import Established, read_releases, write_releases
from watchhouse.model.identity import Ecosystem, ProjectName, Sha256

RELEASES = Path("src/watchhouse/evidence/likeness/known-releases.txt")
PROJECTS = 200
NEWEST = timedelta(days=30)
"""A release that has been there for less may still turn out to be somebody else's."""
EARLIER = timedelta(days=90)
LARGEST = 16 << 20
"""Bytes of a file that is still fetched: of larger ones most is data."""
SECONDS = 120


def main() -> None:
    """Choose the releases, or fetch them."""
    parser = argparse.ArgumentParser(prog="evals.known", description=__doc__)
    parser.add_argument("step", choices=("choose", "fetch"))
    parser.add_argument("folder", type=Path, nargs="?", help="where the files go; for `fetch`")
    parser.add_argument("--index", default=os.environ.get("PIP_INDEX_URL", PYPI_SIMPLE_ENDPOINT))
    parser.add_argument("--list", type=Path, default=RELEASES)
    parsed = parser.parse_args()
    if parsed.step == "choose":
        chosen = choose_all(popular_names(Ecosystem.PYPI).names[:PROJECTS], parsed.index, datetime.now(UTC))
        parsed.list.write_text(write_releases(chosen, "the configured index"), "utf-8")
        return
    if parsed.folder is None:
        parser.error("fetch needs a folder")
    parsed.folder.mkdir(parents=True, exist_ok=True)
    releases = read_releases(parsed.list.read_text("utf-8"))
    rows = [{"name": one.project, "file": one.file, "sha256": one.sha256} for one in releases]
    for line in fetch_all(rows, parsed.folder, parsed.index, threads=1):
        say(line)


def choose_all(names: Iterable[ProjectName], index: str, now: datetime) -> Iterator[Established]:
    """Yield the files of established releases of each of `names`, one project after the other."""
    with PyPISimple(index) as client:
        for name in names:
            yield from choose(name, client.get_project_page(name, timeout=SECONDS).packages, now)


def choose(name: ProjectName, files: Iterable[DistributionPackage], now: datetime) -> Iterator[Established]:
    """
    Yield the files to be known of one project: of its newest established release and of an earlier one.

    Of the newest a wheel and the source, of the earlier one either: a wheel holds the same modules.
    """
    releases: dict[Version, list[DistributionPackage]] = {}
    for file in files:
        found = release_file(file.filename, name)
        if found is not None and not file.is_yanked and not found.version.is_prerelease:
            releases.setdefault(found.version, []).append(file)
    newest = _latest(releases, now - NEWEST)
    if newest is None:
        return
    below = {version: those for version, those in releases.items() if version < newest}
    earlier = _latest(below, now - EARLIER)
    yield from (_established(name, newest, file) for file in _picked(releases[newest]))
    if earlier is not None:
        yield from (_established(name, earlier, file) for file in _picked(releases[earlier])[:1])


def _latest(releases: dict[Version, list[DistributionPackage]], day: datetime) -> Version | None:
    """Return the highest version of which every file was uploaded before `day`."""
    old = (
        version
        for version, files in releases.items()
        if all(file.upload_time is not None and file.upload_time < day for file in files)
    )
    return max(old, default=None)


def _picked(files: list[DistributionPackage]) -> list[DistributionPackage]:
    """Return a wheel and the source, where they are there and not too large."""
    small = [file for file in files if (file.size or LARGEST + 1) <= LARGEST]
    wheels = sorted((file for file in small if file.filename.endswith(".whl")), key=_taste)
    sources = [file for file in small if file.filename.endswith(".tar.gz")]
    return wheels[:1] + sources[:1]


def _taste(file: DistributionPackage) -> tuple[bool, bool, str]:
    """Order wheels: for every system before Linux on the usual processor before others, then by name."""
    name = file.filename
    return not name.endswith("-any.whl"), "manylinux" not in name or "x86_64" not in name, name


def _established(name: ProjectName, version: Version, file: DistributionPackage) -> Established:
    if file.upload_time is None:
        raise ValueError(f"{file.filename} has no upload time")
    return Established(
        project=name,
        version=str(version),
        file=file.filename,
        sha256=Sha256(file.digests["sha256"]),
        uploaded=file.upload_time.astimezone(UTC).date(),
    )


if __name__ == "__main__":
    main()
