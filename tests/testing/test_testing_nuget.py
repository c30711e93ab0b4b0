"""The local registry as a NuGet source: catalog, registrations, files."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from made_worlds import advance, ask, small_world

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import Faults, parse_rule
from watchhouse.testing.local_registry import Registry, serve

ONLY = ((Ecosystem.NUGET, 1),)


@pytest.fixture(scope="module")
def registry() -> Iterator[Registry]:
    """A source of several pages at noon."""
    world = small_world(projects=800, mix=ONLY, yanked=0.3)
    advance(world, 12)
    with serve(world) as registry:
        yield registry


def resource(registry: Registry, kind: str) -> str:
    """Return the URL of a resource of the service index."""
    found = ask(registry.nuget).json()["resources"]
    return str(next(entry["@id"] for entry in found if entry["@type"] == kind))


def items(registry: Registry) -> list[dict[str, Any]]:
    """Return every item of the catalog."""
    index = ask(resource(registry, "Catalog/3.0.0")).json()
    return [item for page in index["items"] for item in ask(page["@id"]).json()["items"]]


def test_pages_hold_550_items_and_the_index_says_how_many(registry: Registry) -> None:
    """All but the last are full, and each page's time is that of its newest item."""
    index = ask(resource(registry, "Catalog/3.0.0")).json()
    counts = [page["count"] for page in index["items"]]
    assert len(counts) == index["count"] > 1
    assert set(counts[:-1]) == {550}
    for page in index["items"]:
        told = ask(page["@id"]).json()
        assert len(told["items"]) == page["count"]
        assert max(item["commitTimeStamp"] for item in told["items"]) == page["commitTimeStamp"]


def test_a_commits_items_come_at_once_and_never_from_the_future(registry: Registry) -> None:
    """Times ascend, have seven digits, and lie before now."""
    times = [item["commitTimeStamp"] for item in items(registry)]
    assert times == sorted(times)
    assert times[-1] <= registry.world.now.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    assert {len(time) for time in times} == {28}


def test_every_published_file_is_in_the_catalog(registry: Registry) -> None:
    """Under its id and version."""
    told = {f"{item['nuget:id']}.{item['nuget:version']}.nupkg".lower() for item in items(registry)}
    truth = {file.file for file in registry.world.published()}
    assert truth
    assert truth <= told


def test_a_leaf_states_the_hash_of_the_file_in_the_flat_container(registry: Registry) -> None:
    """SHA-512 in base64, and the size."""
    item = items(registry)[-1]
    leaf = ask(item["@id"]).json()
    name, version = leaf["id"].lower(), leaf["version"]
    base = resource(registry, "PackageBaseAddress/3.0.0")
    content = ask(f"{base}{name}/{version}/{name}.{version}.nupkg").content
    assert leaf["packageHash"] == base64.b64encode(hashlib.sha512(content).digest()).decode()
    assert leaf["packageSize"] == len(content)
    assert version in ask(f"{base}{name}/index.json").json()["versions"]


def test_a_registration_names_the_newest_leaf_of_each_version(registry: Registry) -> None:
    """An unlisted version's last leaf says that it is unlisted."""
    world = registry.world
    releases = ((file, world.project(file.key[0]).located(file.key[1])[0]) for file in world.published())
    hidden = next(file for file, release in releases if (release.yanked or 9e9) < world.now.timestamp() - 1)
    base = resource(registry, "RegistrationsBaseUrl/3.6.0")
    (page,) = ask(f"{base}{hidden.name}/index.json").json()["items"]
    entries = {entry["catalogEntry"]["version"]: entry["catalogEntry"] for entry in page["items"]}
    entry = entries[hidden.version]
    leaf = ask(entry["@id"]).json()
    assert (entry["listed"], leaf["listed"], leaf["published"][:4]) == (False, False, "1900")


def test_a_deleted_package_leaves_a_leaf_that_says_so() -> None:
    """And no file."""
    world = small_world(mix=ONLY, removed=1.0)
    advance(world, 24)
    with serve(world) as registry:
        deleted = next(item for item in items(registry) if item["@type"] == "nuget:PackageDelete")
        name = deleted["nuget:id"].lower()
        assert ask(deleted["@id"]).json()["@type"][0] == "PackageDelete"
        assert ask(f"{resource(registry, 'PackageBaseAddress/3.0.0')}{name}/index.json").status_code == 404


def test_items_can_be_missing(registry: Registry) -> None:
    """The same ones each time, while the index counts them."""
    whole = items(registry)
    registry.set_faults(Faults(rules=(parse_rule("gap=0.3,path=/v3/catalog0/"),)))
    some = items(registry)
    assert some == items(registry)
    assert len(some) < len(whole)
    registry.set_faults(Faults())
