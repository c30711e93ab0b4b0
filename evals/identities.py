"""
Make the list of well-known projects' repositories and people that `watchhouse.ecosystems` ships.

Usage: `python evals/identities.py FOLDER`, where FOLDER holds wheels and sdists of popular projects. Their names
and repositories are public facts; people are kept as short hashes only.
"""

import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from watchhouse.ecosystems.identities import IDENTITIES, person_mark
from watchhouse.ecosystems.popular import DATA, popular_names
from watchhouse.ecosystems.repository import repository_in
from watchhouse.evidence.facts.metadata.pkginfo import read_pkginfo
from watchhouse.evidence.facts.package import Metadata
from watchhouse.model.identity import Ecosystem, ProjectName, project_name

_SOURCE_LABELS = ("source", "repo", "code", "home", "github", "gitlab", "download")
_NOBODY = frozenset({"unknown", "none", "the contributors", "contributors", "various", "author", "name"})


def main(folder: Path) -> None:
    """Write the list into the package's data folder."""
    rank = popular_names(Ecosystem.PYPI).rank
    lines: dict[ProjectName, str] = {}
    for path in sorted(folder.iterdir()):
        for metadata in _metadata(path):
            name = project_name(metadata.name, Ecosystem.PYPI)
            if name in rank:
                lines[name] = f"{name}\t{' '.join(_repositories(metadata))}\t{' '.join(_persons(metadata))}"
    target = Path(__file__).parent.parent / "src" / "watchhouse" / "ecosystems" / DATA / IDENTITIES
    header = "# project, repositories, marks of people; made by evals/identities.py from the projects' own metadata"
    target.write_text("\n".join([header, *(lines[name] for name in sorted(lines)), ""]), encoding="utf-8")
    sys.stdout.write(f"{target.name}: {len(lines)} projects, {target.stat().st_size} bytes\n")


def _metadata(path: Path) -> Iterator[Metadata]:
    """Yield what the archive's outermost metadata file says."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as wheel:
            names = [name for name in wheel.namelist() if name.endswith((".dist-info/METADATA", "/PKG-INFO"))]
            for name in sorted(names, key=lambda each: each.count("/"))[:1]:
                yield read_pkginfo(name, wheel.read(name))
    elif tarfile.is_tarfile(path):
        with tarfile.open(path) as sdist:
            members = [member for member in sdist if member.isfile() and member.name.endswith("/PKG-INFO")]
            for member in sorted(members, key=lambda each: each.name.count("/"))[:1]:
                file = sdist.extractfile(member)
                if file is not None:
                    yield read_pkginfo(member.name, file.read())


def _repositories(metadata: Metadata) -> list[str]:
    urls = [url for label, url in metadata.urls if label.lower().startswith(_SOURCE_LABELS)]
    found = (repository_in(url) for url in urls)
    return sorted({repository.key for repository in found if repository})


def _persons(metadata: Metadata) -> list[str]:
    people = {" ".join(person.lower().split()) for person in (*metadata.authors, *metadata.emails)} - _NOBODY
    return sorted(person_mark(person) for person in people if len(person.split()) > 1 or "@" in person)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
