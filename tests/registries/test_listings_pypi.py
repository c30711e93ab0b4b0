"""What a project's page says, and what of it is not followed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from journal_site import LIMITS, Answer, JournalSite, journal_site, json_answer

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Listing, Publication
from watchhouse.registries.hosts import hosts_of
from watchhouse.registries.listings.pypi import PypiLister, StalePageError
from watchhouse.registries.transport import Transport

DEMO = ProjectName("demo")
SHA = "a" * 64


@pytest.fixture
def index() -> Iterator[JournalSite]:
    with journal_site() as running:
        yield running


@pytest.fixture
def lister(index: JournalSite) -> Iterator[PypiLister]:
    with Transport(LIMITS, sleep=lambda _seconds: None) as transport:
        yield PypiLister(index.simple, transport, hosts_of([index.url]))


def entry(file: str = "demo-1.0.tar.gz", **said: Any) -> dict[str, object]:
    """Return an entry of a project's page."""
    return {"filename": file, "url": f"../../files/{file}", "hashes": {"sha256": SHA}} | said


def publish(index: JournalSite, *entries: object, serial: int | None = None, status: str = "active") -> None:
    """Give the project demo a page."""
    meta = {"api-version": "1.4"} | ({} if serial is None else {"_last-serial": serial})
    page = {"meta": meta, "name": "demo", "files": entries, "project-status": {"status": status}}
    index.pages["/simple/demo/"] = json_answer(page)


def test_a_page_says_all_of_a_file(index: JournalSite, lister: PypiLister) -> None:
    """Where it is, what it must be, when it came, whether it was yanked."""
    said: dict[str, Any] = {
        "size": 7,
        "upload-time": "2026-07-01T10:00:00.123456Z",
        "yanked": "broken",
        "core-metadata": False,
    }
    publish(index, entry(**said), status="archived")
    expected = Publication(
        ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file="demo-1.0.tar.gz", name=DEMO, version="1.0"),
        url=f"{index.url}/files/demo-1.0.tar.gz",
        digests=frozenset({f"sha256:{SHA}"}),
        size=7,
        published_at=datetime(2026, 7, 1, 10, 0, 0, 123456, tzinfo=UTC),
        yanked=True,
    )
    assert lister.list(DEMO) == Listing(
        ecosystem=Ecosystem.PYPI, name=DEMO, publications=(expected,), status="archived"
    )


def test_an_html_page_is_read_too(index: JournalSite, lister: PypiLister) -> None:
    """Private indexes have no other."""
    content = (
        f'<!DOCTYPE html><a href="/files/demo-1.0.tar.gz#sha256={SHA}" data-yanked="">demo-1.0.tar.gz</a>'
    )
    index.pages["/simple/demo/"] = Answer(
        content=content.encode(), headers={"Content-Type": "text/html", "X-PyPI-Last-Serial": "8"}
    )
    (found,) = lister.list(DEMO, least=8).publications
    assert (found.digests, found.yanked) == (frozenset({f"sha256:{SHA}"}), True)
    assert found.url == f"{index.url}/files/demo-1.0.tar.gz"
    with pytest.raises(StalePageError):
        lister.list(DEMO, least=9)


@pytest.mark.parametrize("status", [404, 410])
def test_a_project_that_is_gone_is_no_error(index: JournalSite, lister: PypiLister, status: int) -> None:
    """Removed, or never there."""
    index.pages["/simple/demo/"] = Answer(status=status)
    assert lister.list(DEMO) == Listing(ecosystem=Ecosystem.PYPI, name=DEMO, publications=(), present=False)


def test_a_quarantined_project_is_there_without_files(index: JournalSite, lister: PypiLister) -> None:
    """PEP 792."""
    publish(index, status="quarantined")
    assert lister.list(DEMO) == Listing(
        ecosystem=Ecosystem.PYPI, name=DEMO, publications=(), status="quarantined"
    )


@pytest.mark.parametrize(
    "bad",
    [
        entry("other-1.0.tar.gz"),
        entry("demo-1.0.exe"),
        entry("demo-nonsense.whl"),
        entry("../../demo-1.0.tar.gz"),
        entry(filename="demo-2.0.tar.gz", url="/files/demo-1.0.tar.gz"),
        entry(url="https://other.example:8443/demo-1.0.tar.gz"),
        entry(url="http://other.example/demo-1.0.tar.gz.metadata"),
        entry(url="https://192.0.2.7/demo-1.0.tar.gz"),
        entry(url="https://metadata.internal/demo-1.0.tar.gz"),
        entry(url="https://user:secret@files.example/demo-1.0.tar.gz"),
        entry(url="file:///etc/demo-1.0.tar.gz"),
        entry(url="https://[demo-1.0.tar.gz"),
        entry(url="/" + "x" * 5000 + "/demo-1.0.tar.gz"),
        entry(hashes={"sha256": "../../../etc"}),
        entry(hashes={"sha256": "b" * 63}),
        entry(hashes="none"),
        {"filename": 7},
        {},
        None,
        "demo-1.0.tar.gz",
    ],
)
def test_what_is_no_file_of_the_project_is_counted(
    index: JournalSite, lister: PypiLister, bad: object
) -> None:
    """It is told and not followed, and it does not hide its neighbour."""
    publish(index, bad, entry("demo-3.0.tar.gz"))
    listing = lister.list(DEMO)
    assert ([one.ref.version for one in listing.publications], listing.refused) == (["3.0"], 1)


@pytest.mark.parametrize(
    "said",
    [
        {"size": -1},
        {"upload-time": "9999-12-31T23:59:59-12:00"},
        {"hashes": {"blake9": "x", "SHA256": SHA.upper()}},
        {"provenance": "no URL", "core-metadata": 7, "new": [1]},
        {"url": "https://files.example/demo-1.0.tar.gz"},
    ],
)
def test_what_does_not_matter_hides_no_file(
    index: JournalSite, lister: PypiLister, said: dict[str, Any]
) -> None:
    """Nonsense in one field, or a file host that nobody named but that looks public."""
    publish(index, entry(**said), status="of a later PEP")
    listing = lister.list(DEMO)
    assert [(one.digests, one.published_at) for one in listing.publications] == [
        (frozenset({f"sha256:{SHA}"}), None)
    ]
    assert (listing.refused, listing.status) == (0, "")


def test_a_file_that_is_listed_twice_is_one(index: JournalSite, lister: PypiLister) -> None:
    """With another content it is another."""
    publish(index, entry(), entry(), entry(hashes={"sha256": "b" * 64}))
    assert len(lister.list(DEMO).publications) == 2


@pytest.mark.parametrize("serial", [5, None])
def test_a_page_that_is_not_too_old_is_read(
    index: JournalSite, lister: PypiLister, serial: int | None
) -> None:
    """As far as it says."""
    publish(index, entry(), serial=serial)
    assert len(lister.list(DEMO, least=5).publications) == 1


def test_a_page_older_than_its_event_is_an_error(index: JournalSite, lister: PypiLister) -> None:
    """A cache that has not heard yet: what it lacks would be missed for good."""
    publish(index, entry(), serial=4)
    with pytest.raises(StalePageError, match="of serial 4, and there has been 5"):
        lister.list(DEMO, least=5)


@pytest.mark.parametrize(
    "page",
    [
        json_answer([]),
        json_answer({"meta": {"api-version": "2.0"}, "name": "demo", "files": []}),
        json_answer({"meta": {"api-version": "1.0"}, "name": "demo"}),
        json_answer({"meta": {"api-version": "1.0"}, "name": "demo", "files": {}}),
        Answer(content=b"{", headers={"Content-Type": "application/vnd.pypi.simple.v1+json"}),
        Answer(content=b"[" * 100_000, headers={"Content-Type": "application/vnd.pypi.simple.v1+json"}),
        Answer(content=b"x", headers={"Content-Type": "image/png"}),
        Answer(content=b" " * (LIMITS.page_bytes + 1), headers={"Content-Type": "text/html"}),
        Answer(status=500),
        Answer(status=403),
    ],
    ids=range(10),
)
def test_a_page_that_is_none_is_an_error(index: JournalSite, lister: PypiLister, page: Answer) -> None:
    """Not an empty listing: that would mean that the files are gone."""
    index.pages["/simple/demo/"] = page
    with pytest.raises(InfrastructureError, match=r"^[^\n]+$"):
        lister.list(DEMO)


def test_credentials_of_the_index_are_not_stored(index: JournalSite) -> None:
    """They are used for the page, and are in no URL of a file."""
    publish(index, entry())
    private = index.simple.replace("http://", "http://user:secret@")
    with Transport(LIMITS) as transport:
        (found,) = PypiLister(private, transport, hosts_of([private])).list(DEMO).publications
    assert index.asked[-1].headers["authorization"] == "Basic dXNlcjpzZWNyZXQ="
    assert found.url == f"{index.url}/files/demo-1.0.tar.gz"


def test_a_page_that_asks_to_log_in_is_no_empty_project(index: JournalSite, lister: PypiLister) -> None:
    """A portal between us and the index answers 200 with a page of its own; the project's files are still there."""
    page = b"<html><body><h1>Welcome</h1><a href='/help'>Help</a></body></html>"
    index.pages["/simple/demo/"] = Answer(content=page, headers={"content-type": "text/html"})
    with pytest.raises(InfrastructureError, match="no page of an index"):
        lister.list(DEMO)
