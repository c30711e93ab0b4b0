"""An npm package's files by its packument, against a small registry on loopback."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from feed_site import MISSING, PAGE_BYTES, Answer, Site, as_json, quick_transport, site

from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Ecosystem, ProjectName, project_name
from watchhouse.model.publication import Publication
from watchhouse.registries.listings.npm import NpmLister, npm_lister
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport

NOW = datetime(2026, 1, 2, tzinfo=UTC)
DEMO = project_name("demo", Ecosystem.NPM)
SHASUM = hashlib.sha1(b"demo").hexdigest()  # noqa: S324 - what npm states
SHA512 = hashlib.sha512(b"demo")
INTEGRITY = "sha512-" + base64.b64encode(SHA512.digest()).decode()


@dataclass
class Registry:
    """A registry with the packuments that it is given."""

    url: str
    documents: dict[str, Answer] = field(default_factory=dict)

    def answer(self, path: str, _query: dict[str, str]) -> Answer:
        """Answer as the registry does."""
        return self.documents.get(path, MISSING)

    def dist(self, path: str = "/demo/-/demo-1.0.0.tgz") -> dict[str, Any]:
        """Return what a version says of its file."""
        return {"tarball": self.url + path, "shasum": SHASUM, "integrity": INTEGRITY}

    def put(self, versions: dict[str, Any], name: str = "demo", **said: Any) -> None:
        """Serve a packument."""
        times = dict.fromkeys(versions, "2026-01-01T10:00:00.000Z")
        document = {"_id": name, "name": name, "versions": versions, "time": times} | said
        self.documents["/" + name.replace("/", "%2F")] = as_json(document)


@pytest.fixture
def running() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture
def registry(running: Site) -> Registry:
    found = Registry(running.url)
    running.answer = found.answer
    return found


@pytest.fixture
def transport() -> Iterator[Transport]:
    with quick_transport() as one:
        yield one


@pytest.fixture
def lister(registry: Registry, transport: Transport) -> NpmLister:
    return NpmLister(
        settings=Settings(index="", npm={"registry": registry.url}), transport=transport, now=lambda: NOW
    )


def only_file(lister: NpmLister, name: ProjectName = DEMO) -> Publication:
    """Return the one publication that is listed."""
    (file,) = lister.list(name).publications
    return file


@pytest.mark.parametrize("name", ["demo", "@scope/demo"])
def test_a_version_is_a_publication(registry: Registry, lister: NpmLister, name: str) -> None:
    """With when it was published, by whom, and both digests, each of which must be right."""
    who = {"name": "ada", "email": "ada@mail.example"}
    registry.put({"1.0.0": {"dist": registry.dist(), "_npmUser": who}}, name)
    file = only_file(lister, project_name(name, Ecosystem.NPM))
    assert (file.ref.name, file.ref.version, file.ref.file) == (name, "1.0.0", "demo-1.0.0.tgz")
    assert file.digests == {f"sha1:{SHASUM}", f"sha512:{SHA512.hexdigest()}"}
    assert file.published_at == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert file.publisher == "ada"
    assert "mail.example" not in repr(file)


def test_versions_are_told_apart_by_what_is_listed_now(registry: Registry, lister: NpmLister) -> None:
    """A version that is in `time` and no more in `versions` was unpublished."""
    times = {
        "created": "2026-01-01T00:00:00Z",
        "1.0.0": "2026-01-01T00:00:00Z",
        "2.0.0": "2026-01-01T00:00:00Z",
    }
    registry.put({"2.0.0": {"dist": registry.dist()}}, time=times)
    assert only_file(lister).ref.version == "2.0.0"


def test_a_package_of_which_nothing_is_left_is_not_present(registry: Registry, lister: NpmLister) -> None:
    """Unpublished as a whole, or never there."""
    unpublished = {"name": "demo", "time": {"unpublished": {"time": "2026-01-01T00:00:00Z"}}}
    registry.documents["/demo"] = as_json(unpublished)
    assert lister.list(DEMO).present is False
    assert lister.list(project_name("nothing", Ecosystem.NPM)).present is False


@pytest.mark.parametrize(
    ("integrity", "algorithms"),
    [
        (INTEGRITY, {"sha1", "sha512"}),
        ("", {"sha1"}),
        ("nonsense", {"sha1"}),
        (7, {"sha1"}),
        (f"{INTEGRITY} sha512-{base64.b64encode(bytes(64)).decode()}", {"sha1"}),
    ],
)
def test_only_digests_that_must_be_right_are_stated(
    registry: Registry, lister: NpmLister, integrity: object, algorithms: set[str]
) -> None:
    """Of several digests of one algorithm any may be right, so none is demanded."""
    registry.put({"1.0.0": {"dist": registry.dist() | {"integrity": integrity}}})
    assert {digest.partition(":")[0] for digest in only_file(lister).digests} == algorithms


@pytest.mark.parametrize(
    "tarball",
    [
        "https://elsewhere.example/demo-1.0.0.tgz",
        "file:///etc/passwd",
        "http://user:secret@{host}/demo.tgz",
        "http://{host}.elsewhere.example/demo.tgz",
        "http://{host}\\@elsewhere.example/",
        "http://{host}/a b",
        "http://[::1/",
        "/demo.tgz",
        "",
        None,
        7,
    ],
)
def test_a_file_that_may_not_be_followed_is_refused_and_counted(
    registry: Registry, lister: NpmLister, tarball: str | int | None
) -> None:
    """Another host, another scheme, credentials, nonsense: told, and the other versions are listed."""
    host = registry.url.removeprefix("http://")
    bad = tarball.format(host=host) if isinstance(tarball, str) else tarball
    registry.put({"1.0.0": {"dist": {"tarball": bad}}, "2.0.0": {"dist": registry.dist()}})
    listing = lister.list(DEMO)
    assert [file.ref.version for file in listing.publications] == ["2.0.0"]
    assert listing.refused == 1


def test_a_file_on_a_host_that_was_named_is_taken(registry: Registry, transport: Transport) -> None:
    """Where a registry keeps its files elsewhere."""
    settings = Settings(index="", npm={"registry": registry.url}, file_hosts=("files.example",))
    registry.put({"1.0.0": {"dist": {"tarball": "https://files.example/demo-1.0.0.tgz"}}})
    lister = NpmLister(settings=settings, transport=transport, now=lambda: NOW)
    assert only_file(lister).url == "https://files.example/demo-1.0.0.tgz"


@pytest.mark.parametrize("version", ["../1.0.0", "", "1.0.0/..", "1" * 300, "1.0\u0000", "\ud800", "-1"])
def test_a_version_that_is_none_is_refused(registry: Registry, lister: NpmLister, version: str) -> None:
    """Nothing of it becomes a file's name."""
    registry.put({version: {"dist": registry.dist()}})
    assert (lister.list(DEMO).publications, lister.list(DEMO).refused) == ((), 1)


@pytest.mark.parametrize("time", ["2999-01-01T00:00:00Z", "then", None, 5, {}])
def test_a_time_that_is_none_is_none(registry: Registry, lister: NpmLister, time: object) -> None:
    """In the future, of another type: the file is listed without one."""
    registry.put({"1.0.0": {"dist": registry.dist()}}, time={"1.0.0": time})
    assert only_file(lister).published_at is None


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"{}",
        b"[" * 100_000,
        json.dumps({"name": "other", "versions": {}}).encode(),
        json.dumps({"name": "demo", "versions": [1]}).encode(),
        b'{"name": "demo", "versions": {}, "readme": "' + b"x" * PAGE_BYTES + b'"}',
    ],
)
def test_a_packument_that_makes_no_sense_removes_nothing(
    registry: Registry, lister: NpmLister, content: bytes
) -> None:
    """Broken, another's, too large: an error of that package, not an empty listing."""
    registry.documents["/demo"] = Answer(content=content)
    with pytest.raises(InfrastructureError):
        lister.list(DEMO)


@pytest.mark.parametrize("said", [5, None, [], {"dist": 5}, {"dist": {"tarball": []}}])
def test_a_version_of_another_type_is_counted(registry: Registry, lister: NpmLister, said: object) -> None:
    """It is no file; the others are listed."""
    registry.put({"1.0.0": said, "2.0.0": {"dist": registry.dist(), "_npmUser": said}})
    listing = lister.list(DEMO)
    assert ([file.publisher for file in listing.publications], listing.refused) == ([""], 1)


def test_what_a_version_says_of_itself_hides_no_other(registry: Registry, lister: NpmLister) -> None:
    """A publisher's fields may look like a document of their own: what is left out while reading is theirs only."""
    trick = {"name": "demo", "version": "1.0.0", "dist": registry.dist(), "versions": {}}
    registry.put({"1.0.0": trick, "2.0.0": {"name": "demo", "version": "2.0.0", "dist": registry.dist()}})
    assert [file.ref.version for file in lister.list(DEMO).publications] == ["1.0.0", "2.0.0"]


def test_the_registry_that_npm_is_configured_with_is_found_once(
    registry: Registry, transport: Transport
) -> None:
    """A scope may have its own."""
    npm = {"registry": "https://npm.example", "@own:registry": registry.url}
    lister = npm_lister(Settings(index="", npm=npm), transport)
    registry.put({"1.0.0": {"dist": registry.dist()}}, "@own/demo")
    assert only_file(lister, project_name("@own/demo", Ecosystem.NPM)).ref.version == "1.0.0"


def test_an_old_packument_is_none(registry: Registry, lister: NpmLister) -> None:
    """A cache's page of before the change would lack what made us ask."""
    registry.put({"1.0.0": {"dist": registry.dist()}}, _rev="4-abc")
    assert len(lister.list(DEMO, 4).publications) == 1
    with pytest.raises(InfrastructureError, match="old page"):
        lister.list(DEMO, 5)
