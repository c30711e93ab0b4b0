"""The local registry as PyPI: streams, pages, files."""

import hashlib
import xmlrpc.client
from collections.abc import Iterator
from typing import Any

import pytest
from made_worlds import JSON, advance, ask, first_of, path_of, small_world
from pypi_simple import PyPISimple

from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.testing.faults import Faults, parse_rule
from watchhouse.testing.local_registry import Registry, serve


@pytest.fixture
def registry() -> Iterator[Registry]:
    """A registry at noon."""
    world = small_world(yanked=0.3)
    advance(world, 12)
    with serve(world) as registry:
        yield registry


def rpc(registry: Registry, method: str, *arguments: int | str) -> Any:
    """Return the answer to one question by XML-RPC."""
    with xmlrpc.client.ServerProxy(f"{registry.url}/pypi", allow_none=True) as client:
        return getattr(client, method)(*arguments)


def normal(name: str) -> ProjectName:
    """Return the normal form of a name."""
    return project_name(name, Ecosystem.PYPI)


def broken(registry: Registry, *rules: str) -> None:
    """Set the faults of `registry`."""
    registry.set_faults(Faults(rules=tuple(map(parse_rule, rules))))


def test_the_changelog_goes_on_where_it_was_left(registry: Registry) -> None:
    """Rows since a serial are those after it, ascending, up to the last serial."""
    rows = rpc(registry, "changelog_since_serial", 0)
    half = rows[len(rows) // 2]
    assert [row[4] for row in rows] == sorted(row[4] for row in rows)
    assert rows[-1][4] == rpc(registry, "changelog_last_serial")
    assert rpc(registry, "changelog_since_serial", half[4]) == rows[len(rows) // 2 + 1 :]
    assert rpc(registry, "changelog_since_serial", rows[-1][4]) == []


def test_the_changelog_tells_every_file_that_was_published(registry: Registry) -> None:
    """By name, as the truth has it; times are whole seconds of the world."""
    told = {
        row[3].rpartition(" ")[2] for row in rpc(registry, "changelog_since_serial", 0) if " file " in row[3]
    }
    truth = {file.file for file in registry.world.published() if file.ecosystem is Ecosystem.PYPI}
    assert truth
    assert truth <= told


def test_an_unknown_method_is_a_fault(registry: Registry) -> None:
    """Deprecated ones as well: nobody may rely on them."""
    with pytest.raises(xmlrpc.client.Fault):
        rpc(registry, "package_releases", "x")


def test_the_index_lists_each_project_with_the_serial_of_its_last_row(registry: Registry) -> None:
    """The same that XML-RPC's list says and the changelog ends with."""
    index = ask(registry.simple, headers=JSON)
    listed = {entry["name"]: entry["_last-serial"] for entry in index.json()["projects"]}
    last = {row[0]: row[4] for row in rpc(registry, "changelog_since_serial", 0)}
    assert listed == last == rpc(registry, "list_packages_with_serial")
    assert index.json()["meta"]["_last-serial"] == max(last.values())
    assert index.headers["x-pypi-last-serial"] == str(max(last.values()))


def test_an_unchanged_index_is_not_sent_again(registry: Registry) -> None:
    """304 for its ETag; a new one once something happened."""
    tag = ask(registry.simple, headers=JSON).headers["etag"]
    assert ask(registry.simple, headers={**JSON, "If-None-Match": tag}).status_code == 304
    advance(registry.world, 6)
    assert ask(registry.simple, headers={**JSON, "If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("accept", ["application/vnd.pypi.simple.v1+json", "text/html"])
def test_a_page_is_understood_by_a_library_that_reads_indexes(registry: Registry, accept: str) -> None:
    """Names, digests, sizes and yanks are those of the world, in JSON and in HTML."""
    file = first_of(registry.world, Ecosystem.PYPI)
    with PyPISimple(registry.simple, accept=accept) as client:
        page = client.get_project_page(file.name)
    found = {package.filename: package for package in page.packages}
    digest = registry.world.digests(file.key)
    assert found[file.file].digests == {"sha256": digest.sha256}
    assert found[file.file].version == file.version
    assert page.project == file.name


def test_a_page_of_json_has_what_version_1_4_has(registry: Registry) -> None:
    """PEP 700's sizes, times and versions, PEP 792's status."""
    file = first_of(registry.world, Ecosystem.PYPI)
    page = ask(f"{registry.simple}{file.name}/", headers=JSON).json()
    entry = next(entry for entry in page["files"] if entry["filename"] == file.file)
    assert (page["meta"]["api-version"], page["project-status"]) == ("1.4", {"status": "active"})
    assert entry["size"] == registry.world.digests(file.key).size
    assert entry["upload-time"] == file.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert file.version in page["versions"]


def test_another_spelling_is_redirected_and_an_unknown_name_is_not_there(registry: Registry) -> None:
    """As PEP 503 asks."""
    file = first_of(registry.world, Ecosystem.PYPI)
    asked = file.name.replace("-", ".").upper()
    assert ask(f"{registry.simple}{asked}/").headers["location"] == f"/simple/{normal(asked)}/"
    assert ask(f"{registry.simple}no-such-project/").status_code == 404


def test_a_file_that_is_not_published_yet_is_not_there() -> None:
    """Neither on its page nor under its path, until its time has come."""
    world = small_world()
    file = first_of(world, Ecosystem.PYPI)
    with serve(world) as registry:
        assert ask(registry.url + path_of(world, file)).status_code == 404
        advance(world, 24)
        content = ask(registry.url + path_of(world, file)).content
        assert hashlib.sha256(content).hexdigest() == world.digests(file.key).sha256


def test_a_removed_project_is_gone() -> None:
    """Its page, its files, and its place in the index; the changelog says so."""
    world = small_world(removed=1.0)
    advance(world, 24)
    file = next(file for file in world.published() if file.ecosystem is Ecosystem.PYPI and file.removed_at)
    with serve(world) as registry:
        assert ask(f"{registry.simple}{file.name}/").status_code == 404
        assert ask(registry.url + path_of(world, file)).status_code == 404
        actions = [
            row[3] for row in rpc(registry, "changelog_since_serial", 0) if normal(row[0]) == file.name
        ]
        names = {normal(name) for name in rpc(registry, "list_packages_with_serial")}
        assert actions[-1] == "remove project"
        assert file.name not in names


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [("bytes=10-", 206, 10, None), ("bytes=0-99", 206, 0, 100), ("bytes=-50", 206, -50, None)],
)
def test_a_part_of_a_file_can_be_asked_for(
    registry: Registry, asked: str, status: int, first: int, last: int | None
) -> None:
    """RFC 9110's three forms of a range."""
    url = registry.url + path_of(registry.world, first_of(registry.world, Ecosystem.PYPI))
    whole = ask(url)
    part = ask(url, headers={"Range": asked, "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (status, whole.content[first:last])
    assert part.headers["content-range"].endswith(f"/{len(whole.content)}")


def test_a_range_of_another_file_is_the_whole_file(registry: Registry) -> None:
    """If-Range names what the asker has; beyond the end there is nothing."""
    url = registry.url + path_of(registry.world, first_of(registry.world, Ecosystem.PYPI))
    assert ask(url, headers={"Range": "bytes=10-", "If-Range": '"other"'}).status_code == 200
    assert ask(url, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_rss_has_the_newest_releases_and_projects(registry: Registry) -> None:
    """100 and 40 of them, no more: what came between is lost."""
    assert ask(f"{registry.url}/rss/packages.xml").text.count("<item>") == 40
    updates = ask(f"{registry.url}/rss/updates.xml").text
    rows = [row for row in rpc(registry, "changelog_since_serial", 0) if row[3] == "new release"]
    assert updates.count("<item>") == min(100, len(rows))
    assert f"<title>{rows[-1][0]} {rows[-1][1]}</title>" in updates


def test_a_full_page_has_exactly_as_many_rows_as_a_page_holds(registry: Registry) -> None:
    """In order, so that one may go on from its last row."""
    broken(registry, "full-page")
    rows = rpc(registry, "changelog_since_serial", 0)
    assert len(rows) == 50_000
    assert rows[-1][4] == rpc(registry, "changelog_last_serial")
    assert [row[4] for row in rows] == sorted(row[4] for row in rows)


def test_a_stale_replica_has_an_earlier_serial(registry: Registry) -> None:
    """In the changelog, in the index and in its header."""
    before = rpc(registry, "changelog_last_serial")
    broken(registry, "serial-back,amount=25")
    assert rpc(registry, "changelog_last_serial") == before - 25
    assert ask(registry.simple, headers=JSON).headers["x-pypi-last-serial"] == str(before - 25)


def test_rows_can_be_missing_told_twice_in_the_future_or_of_nobody(registry: Registry) -> None:
    """Each as often as it is asked for, and the same rows each time."""
    whole = rpc(registry, "changelog_since_serial", 0)
    broken(registry, "gap=0.2,path=/pypi")
    some = rpc(registry, "changelog_since_serial", 0)
    assert 0.1 < 1 - len(some) / len(whole) < 0.3
    assert some == rpc(registry, "changelog_since_serial", 0)
    broken(registry, "duplicate=1", "future=1", "unownable=1")
    strange = rpc(registry, "changelog_since_serial", 0)
    assert len(strange) == 3 * len(whole)
    assert strange[0][2] > whole[0][2] + 3e8
    assert "../../etc/passwd" in {row[0] for row in strange}
