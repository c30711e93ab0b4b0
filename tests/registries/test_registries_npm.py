"""What comes from an npm registry."""

from collections.abc import Callable

import pytest
from local_index import LocalIndex, Reply, integrity, tarball

from watchhouse.ecosystems.npm.integrity import strongest
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.pipeline.fetch_local import FetchedFile

Fetch = Callable[..., FetchedFile]
OLD = tarball({"package/package.json": '{"name": "demo", "version": "1.0.0"}'})
NEW = tarball({"package/package.json": '{"name": "demo", "version": "1.1.0"}'})


@pytest.mark.parametrize("name", ["demo", "@scope/demo"])
@pytest.mark.parametrize(
    ("specifier", "version", "content"),
    [("", "1.1.0", NEW), ("1.0.0", "1.0.0", OLD), ("latest", "1.1.0", NEW)],
)
def test_a_version_or_a_tag_is_found(  # noqa: PLR0917 - pytest's parameters
    index: LocalIndex, fetch: Fetch, name: str, specifier: str, version: str, content: bytes
) -> None:
    """Plain and scoped names; nothing, a version, a dist-tag."""
    index.add_npm(name, {"1.0.0": OLD, "1.1.0": NEW})
    fetched = fetch(name, specifier, ecosystem=Ecosystem.NPM)
    assert fetched.content == content
    assert (fetched.ref.name, fetched.ref.version, fetched.ref.file) == (name, version, f"demo-{version}.tgz")


def test_a_missing_package_is_named_with_the_registry(fetch: Fetch) -> None:
    """Whoever asked for a name that does not exist is told where it was looked for."""
    with pytest.raises(RequestError, match=r"no package named 'nothing' on the registry 127\.0\.0\.1:\d+$"):
        fetch("nothing", ecosystem=Ecosystem.NPM)


def test_a_missing_version_is_told(index: LocalIndex, fetch: Fetch) -> None:
    """A range is no version: it is not resolved, and said so."""
    index.add_npm("demo", {"1.0.0": OLD})
    with pytest.raises(
        RequestError, match=r"demo on the registry .* has 1 versions, none of them '\^1\.0\.0'"
    ):
        fetch("demo", "^1.0.0", ecosystem=Ecosystem.NPM)


def test_a_tarball_that_is_not_what_the_registry_says_is_refused(index: LocalIndex, fetch: Fetch) -> None:
    """The integrity in the packument decides."""
    index.add_npm("demo", {"1.0.0": OLD})
    index.replies["/demo/-/demo-1.0.0.tgz"] = [Reply(NEW)]
    with pytest.raises(InfrastructureError, match="another hash than its index states"):
        fetch("demo", ecosystem=Ecosystem.NPM)


def test_a_tarball_that_is_not_what_the_lock_says_is_refused(index: LocalIndex, fetch: Fetch) -> None:
    """A registry that serves another content, and states its integrity, does not get past the lock."""
    index.add_npm("demo", {"1.0.0": NEW})
    with pytest.raises(InfrastructureError, match=r"another hash than package-lock\.json: packages demands"):
        fetch(
            "demo",
            "1.0.0",
            ecosystem=Ecosystem.NPM,
            hashes=strongest(integrity(OLD)),
            origin="package-lock.json: packages",
        )


def test_a_registry_that_only_the_lock_names_is_not_asked(index: LocalIndex, fetch: Fetch) -> None:
    """Without an integrity it matters where a package comes from."""
    index.add_npm("demo", {"1.0.0": OLD})
    with pytest.raises(RequestError, match=r"names the registry https://other\.example, which is not asked"):
        fetch("demo", "1.0.0", ecosystem=Ecosystem.NPM, at="https://other.example", origin="lock")


@pytest.mark.parametrize(
    "content", [b"{", b"[" * 100_000, b'{"versions": {"1": {}}, "dist-tags": {"latest": "1"}}']
)
def test_a_packument_that_makes_no_sense_is_the_registry_fault(
    index: LocalIndex, fetch: Fetch, content: bytes
) -> None:
    """Broken, nested too deep, without a file."""
    index.replies["/demo"] = [Reply(content)]
    with pytest.raises(InfrastructureError):
        fetch("demo", ecosystem=Ecosystem.NPM)


def test_a_tarball_is_kept_by_its_integrity(index: LocalIndex, fetch: Fetch) -> None:
    """The second time nothing is downloaded."""
    index.add_npm("demo", {"1.0.0": OLD})
    assert [fetch("demo", ecosystem=Ecosystem.NPM).content for _ in range(2)] == [OLD, OLD]
    assert index.asked.count("/demo/-/demo-1.0.0.tgz") == 1
