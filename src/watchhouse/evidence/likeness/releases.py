"""The list of releases that an index of known files was made of: facts, each with its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Sha256

_HEAD = (
    "# project version file sha256 uploaded: what known-files.bin was made of; digests and days as stated by"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Established:
    """One file of a release that has been there for long enough to be known."""

    project: str
    version: str
    file: str
    sha256: Sha256
    uploaded: date | None = None
    """The day on which its index says that it was uploaded; None if nobody said."""


def write_releases(releases: Iterable[Established], source: str) -> str:
    """Return `releases` as text, one a line, sorted; `source` says who states the digests and the days."""
    lines = sorted({_line(one) for one in releases})
    return "\n".join((f"{_HEAD} {source}", *lines, ""))


def read_releases(text: str) -> tuple[Established, ...]:
    r"""
    Return the releases of `text`; raises RequestError if it is no such list.

    >>> read_releases("# head\na 1 a-1.tar.gz " + "0" * 64 + " 2020-01-31\n")[0].uploaded
    datetime.date(2020, 1, 31)
    """
    return tuple(_read(text))


def _read(text: str) -> Iterator[Established]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        try:
            project, version, file, digest, day = line.split(" ")
            uploaded = None if day == "-" else date.fromisoformat(day)
        except ValueError as error:
            raise RequestError(f"line {number} is no release: five words are expected") from error
        yield Established(
            project=project, version=version, file=file, sha256=Sha256(digest), uploaded=uploaded
        )


def _line(one: Established) -> str:
    return f"{one.project} {one.version} {one.file} {one.sha256} {one.uploaded or '-'}"
