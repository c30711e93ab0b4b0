"""The local registry as npm: changes, packuments, tarballs."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from made_worlds import advance, ask, first_of, path_of, small_world

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.faults import Faults, parse_rule
from watchhouse.testing.local_registry import Registry, serve


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry at noon; half of its new packages go again."""
    world = small_world(removed=0.5)
    advance(world, 12)
    with serve(world) as registry:
        yield registry


def changes(registry: Registry, **asked: str | int) -> dict[str, list[dict[str, object]]]:
    """Return one answer of the feed."""
    found: dict[str, list[dict[str, object]]] = ask(
        f"{registry.npm_replication}/_changes", params=asked
    ).json()
    return found


def test_each_package_is_told_once_where_it_changed_last(registry: Registry) -> None:
    """As CouchDB does: a second change takes the first one's place."""
    told = [row["id"] for row in changes(registry, since=0)["results"]]
    published = {file.name for file in registry.world.published() if file.ecosystem is Ecosystem.NPM}
    assert len(told) == len(set(told))
    assert published <= set(told)


def test_paging_tells_the_same_as_one_page(registry: Registry) -> None:
    """Each page ends where the next one begins."""
    whole, rows, since = changes(registry, since=0), [], 0
    while page := changes(registry, since=since, limit=7)["results"]:
        rows += page
        since = page[-1]["seq"]  # type: ignore[assignment] # a number in this registry
    assert rows == whole["results"]
    assert ask(registry.npm_replication).json()["update_seq"] == whole["last_seq"]


def test_the_newest_change_can_be_asked_for(registry: Registry) -> None:
    """`descending` gives the last row first."""
    newest = changes(registry, descending="true", limit=1)["results"]
    assert newest == changes(registry, since=0)["results"][-1:]


def test_a_packument_tells_versions_times_and_publishers(registry: Registry) -> None:
    """The tarball that it names has the integrity that it states."""
    file = next(f for f in registry.world.published() if f.ecosystem is Ecosystem.NPM and not f.removed_at)
    packument = ask(f"{registry.npm}{file.name.replace('/', '%2f')}").json()
    version = packument["versions"][file.version]
    tarball = ask(version["dist"]["tarball"]).content
    assert (
        version["dist"]["integrity"]
        == "sha512-" + base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    )
    assert (
        packument["time"][file.version]
        == file.at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{file.at.microsecond // 1000:03}Z"
    )
    assert version["_npmUser"] == packument["maintainers"][0]


def test_the_abbreviated_form_says_whether_something_runs_at_install(registry: Registry) -> None:
    """And leaves out who and when."""
    advance(registry.world, 12)
    hostile = [f for f in registry.world.published() if f.ecosystem is Ecosystem.NPM and not f.removed_at]
    accept = {"Accept": "application/vnd.npm.install-v1+json"}
    said = {}
    for file in hostile[:40]:
        packument = ask(f"{registry.npm}{file.name}", headers=accept).json()
        assert set(packument) >= {"name", "dist-tags", "versions", "modified"}
        assert "time" not in packument
        said[file.key] = packument["versions"][file.version].get("hasInstallScript", False)
    assert said == {file.key: file.kind.hostile for file in hostile[:40]}


def test_an_unpublished_package_is_a_deleted_row_and_a_packument_without_versions(registry: Registry) -> None:
    """Its tarball is gone."""
    advance(registry.world, 12)
    file = next(f for f in registry.world.published() if f.ecosystem is Ecosystem.NPM and f.removed_at)
    row = next(row for row in changes(registry, since=0)["results"] if row["id"] == file.name)
    assert row["deleted"] is True
    assert "unpublished" in ask(f"{registry.npm}{file.name}").json()["time"]
    assert ask(registry.url + path_of(registry.world, file)).status_code == 404


def test_a_package_of_the_future_is_unknown() -> None:
    """Until it is published."""
    world = small_world(new=1.0)
    file = first_of(world, Ecosystem.NPM)
    with serve(world) as registry:
        assert ask(f"{registry.npm}{file.name}").status_code == 404
        assert changes(registry, since=0)["results"] == []


def test_json_can_carry_names_that_no_text_can_hold(registry: Registry) -> None:
    """Half a character, and a NUL."""
    registry.set_faults(Faults(rules=(parse_rule("unownable"),)))
    names = {row["id"] for row in changes(registry, since=0)["results"]}
    assert {"nul\0nul", "half \ud800 character"} <= names
