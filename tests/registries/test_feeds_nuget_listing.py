"""A NuGet package's files by its registration, against a small source on loopback."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from feed_site import MISSING, Answer, Site, as_json, quick_transport, site
from nuget_source import DAY, Source

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.registries.feeds.nuget import NugetFeed
from watchhouse.registries.listings.nuget import NugetLister
from watchhouse.registries.nuget_service import NugetService

NOW = DAY + timedelta(days=2)
DEMO = project_name("demo", Ecosystem.NUGET)


@pytest.fixture
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture
def source(running: Site) -> Source:
    found = Source(url=running.url)
    running.answer = found.answer
    return found


@pytest.fixture
def service(source: Source) -> Iterator[NugetService]:
    with quick_transport() as transport:
        yield NugetService(f"{source.url}/v3/index.json", transport)


@pytest.fixture
def lister(service: NugetService) -> NugetLister:
    return NugetLister(service, now=lambda: NOW)


def test_a_listing_has_the_publications_of_the_feed(
    source: Source, service: NugetService, lister: NugetLister
) -> None:
    """The same values, so that one file is one publication whichever way it was found."""
    feed = NugetFeed(service=service, now=lambda: NOW)
    cursor = feed.start()
    source.add(1, "Demo", "1.0.0")
    source.add(2, "Demo", "2.0.0-RC.1", listed=False)
    listing = lister.list(DEMO)
    assert set(listing.publications) == set(feed.poll(cursor).publications)
    assert (listing.present, listing.refused, len(listing.publications)) == (True, 0, 2)


def test_what_was_removed_is_not_listed(source: Source, lister: NugetLister) -> None:
    """A version, and then the package."""
    source.add(1, "Demo", "1.0.0")
    source.add(2, "Demo", "2.0.0")
    source.add(3, "Demo", "1.0.0", kind="Delete")
    assert [file.ref.version for file in lister.list(DEMO).publications] == ["2.0.0"]
    source.add(4, "Demo", "2.0.0", kind="Delete")
    assert lister.list(DEMO).present is False


def test_a_leaf_is_asked_for_once(running: Site, source: Source, lister: NugetLister) -> None:
    """Leaves never change; a new one has another URL."""
    path = source.add(1, "Demo", "1.0.0")
    assert lister.list(DEMO) == lister.list(DEMO)
    assert running.asked.count(path) == 1
    source.add(2, "Demo", "1.0.0", listed=False)
    assert [file.yanked for file in lister.list(DEMO).publications] == [True]


def test_pages_outside_of_the_index_are_read(source: Source, lister: NugetLister) -> None:
    """As packages of many versions have them."""
    source.add(1, "Demo", "1.0.0")
    page = source.registration("demo")
    source.instead["/registration/demo/index.json"] = as_json(
        {"items": [{"@id": f"{source.url}/registration/demo/page.json"}]}
    )
    entry = {"catalogEntry": {"@id": source.items[0]["@id"], "id": "Demo", "version": "1.0.0"}}
    source.instead["/registration/demo/page.json"] = as_json({"items": [entry]})
    assert page.status == 200
    assert [file.ref.version for file in lister.list(DEMO).publications] == ["1.0.0"]


def test_an_entry_of_another_package_is_refused(source: Source, lister: NugetLister) -> None:
    """It is counted, and no file is taken under a name that is not its own."""
    source.add(1, "Demo", "1.0.0")
    source.add(2, "Other", "1.0.0")
    entries = [
        {"catalogEntry": {"@id": source.items[0]["@id"], "id": "Demo", "version": "1.0.0"}},
        {"catalogEntry": {"@id": source.items[1]["@id"], "id": "Demo", "version": "1.0.0"}},
        {"catalogEntry": {"@id": source.items[1]["@id"], "id": "Other", "version": "1.0.0"}},
        {"catalogEntry": {"@id": source.items[0]["@id"], "id": "Demo", "version": "x/../y"}},
        5,
    ]
    source.instead["/registration/demo/index.json"] = as_json({"items": [{"items": entries}]})
    listing = lister.list(DEMO)
    assert [(file.ref.name, file.ref.version) for file in listing.publications] == [("demo", "1.0.0")]
    assert listing.refused == 4


@pytest.mark.parametrize(
    "answer",
    [
        Answer(content=b"{"),
        as_json({}),
        as_json({"items": [{}]}),
        as_json({"items": [{"@id": "https://elsewhere.example/page.json"}]}),
        as_json({"items": [{"@id": "file:///etc/passwd"}]}),
        as_json({"items": [{"items": [{}] * 10_001}]}),
        Answer(status=500),
    ],
)
def test_a_registration_that_makes_no_sense_removes_nothing(
    source: Source, lister: NugetLister, answer: Answer
) -> None:
    """It is an error of that package, not an empty listing."""
    source.instead["/registration/demo/index.json"] = answer
    with pytest.raises(InfrastructureError):
        lister.list(DEMO)


def test_a_leaf_that_is_missing_is_an_error(source: Source, lister: NugetLister) -> None:
    """The version is listed, so it must not be taken for removed."""
    source.instead[source.add(1, "Demo", "1.0.0")] = MISSING
    with pytest.raises(InfrastructureError):
        lister.list(DEMO)
