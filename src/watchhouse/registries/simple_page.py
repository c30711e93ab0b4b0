"""A project page of a Python index, JSON or HTML, as candidates; `pypi-simple` reads it."""

import json
import warnings
from collections.abc import Iterable
from threading import Lock
from urllib.parse import unquote, urlsplit

from pypi_simple import DistributionPackage, ProjectPage, UnsupportedRepoVersionError

from watchhouse.ecosystems.pypi.choice import Candidate
from watchhouse.ecosystems.pypi.files import release_file
from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import ProjectName
from watchhouse.registries.transport import Page, host

ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01"
"""PEP 691: the order that pip prefers."""

JSON = "application/vnd.pypi.simple.v1+json"
"""The media type of a page for programs."""
_ONE_AT_A_TIME = Lock()
"""Python's warning filters belong to the whole process: two threads that change them leave them changed."""

_HTML = frozenset({"application/vnd.pypi.simple.v1+html", "text/html"})


def candidates(page: Page, project: ProjectName) -> tuple[list[Candidate], int]:
    """
    Return the sdists and wheels of `project` on `page`, and how many entries the page has.

    Raises InfrastructureError if it is no project page.
    """
    entries = project_page(page, project).packages
    return [found for entry in entries if (found := _candidate(entry, page.url, project))], len(entries)


def project_page(page: Page, project: ProjectName) -> ProjectPage:
    """Return `page` as the library reads it; raises InfrastructureError if it is no project page."""
    try:
        with _ONE_AT_A_TIME, warnings.catch_warnings():
            # A newer minor version of the API and HTML that looks like XML are read all the same.
            warnings.simplefilter("ignore")
            return _read(page, project)
    except (ValueError, RecursionError, UnsupportedRepoVersionError) as error:
        raise InfrastructureError(f"{host(page.url)} has a page for {project} that cannot be read") from error


def _read(page: Page, project: ProjectName) -> ProjectPage:
    if page.media_type == JSON:
        return ProjectPage.from_json_data(json.loads(page.content), page.url)
    if page.media_type in _HTML:
        return ProjectPage.from_html(project, page.content, page.url, page.charset)
    raise ValueError(page.media_type)


def _candidate(entry: DistributionPackage, base: str, project: ProjectName) -> Candidate | None:
    """Read one entry; the name is the URL's last part, as with pip, whatever the page calls it."""
    try:
        parts = urlsplit(entry.url)
    except ValueError:
        return None
    file = unquote(parts.path.rpartition("/")[2])
    release = release_file(file, project)
    if release is None or not _may_link(base, parts.scheme):
        return None
    return Candidate(
        file=file,
        url=entry.url,
        release=release,
        hashes=_hashes(entry.digests.items()),
        requires_python=entry.requires_python or "",
        yanked=entry.is_yanked,
        size=entry.size,
    )


def _may_link(base: str, scheme: str) -> bool:
    """Refuse a link from the network to this machine's disk, or to a scheme that is neither."""
    return scheme in {"http", "https"} or (scheme == "file" and base.startswith("file:"))


def _hashes(digests: Iterable[tuple[str, str]]) -> frozenset[str]:
    return frozenset(f"{algorithm.lower()}:{value.lower()}" for algorithm, value in digests)
