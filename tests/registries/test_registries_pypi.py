"""What comes from a Python index, and what is said where nothing comes."""

import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from local_index import JSON, LocalIndex, Reply, sha256, wheel

from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.request import IndexRequest, Preference
from watchhouse.pipeline.fetch import Fetcher
from watchhouse.pipeline.fetch_local import FetchedFile
from watchhouse.registries.settings import Settings

Fetch = Callable[..., FetchedFile]
FILE = "/files/demo-1.0-py3-none-any.whl"


@pytest.mark.parametrize("form", ["json", "html"])
def test_the_newest_version_is_taken_from_a_page_of_either_form(
    index: LocalIndex, fetch: Fetch, form: str
) -> None:
    """JSON and HTML pages give the same file, with who it is."""
    index.html = form == "html"
    index.add_wheel("demo", "1.0")
    newest = index.add_wheel("demo", "1.10")
    fetched = fetch("demo")
    assert fetched.content == newest
    assert (fetched.ref.name, fetched.ref.version, fetched.ref.file) == (
        "demo",
        "1.10",
        "demo-1.10-py3-none-any.whl",
    )


def test_a_missing_package_is_named_with_the_index(fetch: Fetch) -> None:
    """Whoever asked for a name that does not exist is told where it was looked for."""
    with pytest.raises(RequestError, match=r"no package named 'nothing' on the index 127\.0\.0\.1:\d+$"):
        fetch("nothing")


def test_a_missing_version_is_told_the_newest(index: LocalIndex, fetch: Fetch) -> None:
    """The error says what there is."""
    index.add_wheel("demo", "1.0")
    with pytest.raises(
        RequestError, match=r"no version of demo>=2 on the index .*; the newest of 1 is 1\.0$"
    ):
        fetch("demo", ">=2")


def test_a_file_for_another_platform_is_not_taken(index: LocalIndex, fetch: Fetch) -> None:
    """A project with nothing for this machine is an error, not some other platform's file."""
    index.add_wheel("demo", "1.0", "cp399-cp399-beos_1_0_m68k")
    with pytest.raises(
        RequestError, match=r"none of the 1 files of demo on .* can be installed on this machine"
    ):
        fetch("demo")


def test_a_yanked_file_is_taken_only_if_pinned(index: LocalIndex, fetch: Fetch) -> None:
    """PEP 592."""
    index.add_wheel("demo", "1.0", yanked="bad")
    with pytest.raises(RequestError, match="has been yanked"):
        fetch("demo")
    assert fetch("demo", "==1.0").ref.version == "1.0"


def test_formats_can_be_excluded(index: LocalIndex, fetch: Fetch) -> None:
    """`--no-binary` in a requirements file chooses the sdist."""
    index.add_wheel("demo", "1.0")
    index.add_sdist("demo", "1.0")
    assert fetch("demo", preference=Preference(wheels=False)).ref.file == "demo-1.0.tar.gz"


def test_an_index_that_cannot_be_reached_is_one_line(machine: Machine, settings: Settings) -> None:
    """A refused connection is tried again, and then told with the host."""
    waits: list[float] = []
    nowhere = replace(settings, index="http://127.0.0.1:9/simple/")
    wanted = IndexRequest(ecosystem=Ecosystem.PYPI, name=project_name("demo", Ecosystem.PYPI))
    with (
        Fetcher(nowhere, machine, wait=waits.append) as fetcher,
        pytest.raises(InfrastructureError, match=r"^cannot reach 127\.0\.0\.1:9: [^\n]+$"),
    ):
        fetcher.fetch(wanted)
    assert waits == [0.5, 1.0]


def test_a_passing_fault_is_tried_again(index: LocalIndex, fetch: Fetch, waits: list[float]) -> None:
    """Two failures and then an answer are an answer; Retry-After is heeded."""
    content = index.add_wheel("demo", "1.0")
    index.replies[FILE] = [Reply(status=503, headers={"Retry-After": "7"}), Reply(status=500), Reply(content)]
    assert fetch("demo").content == content
    assert waits == [7.0, 1.0]


def test_a_lasting_fault_is_given_up(index: LocalIndex, fetch: Fetch) -> None:
    """Three attempts are enough."""
    index.add_wheel("demo", "1.0")
    index.replies[FILE] = [Reply(status=502)]
    with pytest.raises(InfrastructureError, match=r"^127\.0\.0\.1:\d+ answers 502 Bad Gateway$"):
        fetch("demo")
    assert index.asked.count(FILE) == 3


def test_nobody_waits_for_an_hour(index: LocalIndex, fetch: Fetch, waits: list[float]) -> None:
    """A Retry-After beyond our patience is an error at once."""
    index.add_wheel("demo", "1.0")
    index.replies[FILE] = [Reply(status=429, headers={"Retry-After": "3600"})]
    with pytest.raises(InfrastructureError, match="429"):
        fetch("demo")
    assert waits == []


def test_a_file_that_is_not_what_the_index_says_is_refused(index: LocalIndex, fetch: Fetch) -> None:
    """The hash on the page decides."""
    index.add_wheel("demo", "1.0")
    index.replies[FILE] = [Reply(b"something else")]
    with pytest.raises(InfrastructureError, match="has another hash than its index states"):
        fetch("demo")


def test_a_file_that_is_not_what_the_lock_says_is_refused(index: LocalIndex, fetch: Fetch) -> None:
    """The lock is stronger than the index, and is named."""
    index.add_wheel("demo", "1.0")
    demanded = frozenset({sha256(b"another content")})
    with pytest.raises(InfrastructureError, match=r"has another hash than uv\.lock: package\[3\] demands"):
        fetch("demo", "==1.0", hashes=demanded, origin="uv.lock: package[3]")
    assert FILE not in index.asked


def test_the_locked_file_is_taken_even_where_another_is_better(index: LocalIndex, fetch: Fetch) -> None:
    """A lock on the sdist gives the sdist."""
    index.add_wheel("demo", "1.0")
    content = index.add_sdist("demo", "1.0")
    assert fetch("demo", "==1.0", hashes=frozenset({sha256(content)})).content == content


def test_an_index_without_hashes_is_held_against_the_lock(index: LocalIndex, fetch: Fetch) -> None:
    """What the index does not state is found out by downloading."""
    index.add("demo", "demo-1.0-py3-none-any.whl", wheel("demo", "1.0"), hashes={})
    with pytest.raises(InfrastructureError, match="demands"):
        fetch("demo", hashes=frozenset({sha256(b"another content")}), origin="lock")


@pytest.mark.parametrize(
    ("reply", "error", "message"),
    [
        (Reply(b"x" * 100, length=200), InfrastructureError, "cannot reach"),
        (Reply(b"x" * 100, seconds=1.5), InfrastructureError, "cannot reach .*: timed out|cannot reach"),
        (Reply(b"x" * 100, length=1 << 40), RequestError, "is larger than 1048576 bytes"),
        (Reply(b"x" * (2 << 20)), RequestError, "is larger than 1048576 bytes"),
        (Reply(status=404), RequestError, "is not there"),
        (Reply(status=403), InfrastructureError, "answers 403 Forbidden to http"),
        (Reply(status=302, headers={"Location": FILE}), InfrastructureError, "redirects"),
        (
            Reply(status=302, headers={"Location": "file:///etc/hostname"}),
            RequestError,
            "cannot be asked for",
        ),
    ],
)
def test_a_bad_download_is_one_line_that_says_whose_fault_it_is(
    index: LocalIndex, fetch: Fetch, reply: Reply, error: type[Exception], message: str
) -> None:
    """Truncated, silent, huge, gone, forbidden, turning in circles, leaving the network."""
    index.add_wheel("demo", "1.0")
    index.replies[FILE] = [reply]
    with pytest.raises(error, match=message) as caught:
        fetch("demo")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "page",
    [
        Reply(b"{", headers={"Content-Type": JSON}),
        Reply(b"[" * 100_000, headers={"Content-Type": JSON}),
        Reply(b"{}", headers={"Content-Type": JSON}),
        Reply(b'{"meta":{"api-version":"2.0"},"name":"demo","files":[]}', headers={"Content-Type": JSON}),
        Reply(b"hello", headers={"Content-Type": "image/png"}),
    ],
)
def test_a_page_that_cannot_be_read_is_the_index_fault(index: LocalIndex, fetch: Fetch, page: Reply) -> None:
    """Broken, nested too deep, of another form or version, of another type."""
    index.replies["/simple/demo/"] = [page]
    with pytest.raises(InfrastructureError, match="has a page for demo that cannot be read"):
        fetch("demo")


@pytest.mark.parametrize(
    "page",
    [
        Reply(
            b'{"meta":{"api-version":"1.99"},"name":"demo","files":[],"new":1}',
            headers={"Content-Type": JSON},
        ),
        Reply(b'<?xml version="1.0"?><html><body></body></html>', headers={"Content-Type": "text/html"}),
    ],
)
def test_a_page_of_a_newer_kind_is_read(index: LocalIndex, fetch: Fetch, page: Reply) -> None:
    """A newer minor version of the API, and HTML that says it is XML: read, without a warning."""
    index.replies["/simple/demo/"] = [page]
    with pytest.raises(RequestError, match="demo has no file on the index"):
        fetch("demo")


def test_many_threads_fetch_at_once(index: LocalIndex, fetch: Fetch) -> None:
    """Each gets its own file, and the warning filters are as they were."""
    names = [f"demo-{place}" for place in range(40)]
    published = {name: index.add_wheel(name, "1.0") for name in names}
    before = list(warnings.filters)
    with ThreadPoolExecutor(8) as threads:
        fetched = dict(zip(names, threads.map(lambda name: fetch(name).content, names), strict=True))
    assert fetched == published
    assert list(warnings.filters) == before


def test_a_page_cannot_make_us_read_this_disk(index: LocalIndex, fetch: Fetch, tmp_path: Path) -> None:
    """A link to a local file from the network is no candidate."""
    local = tmp_path / "demo-1.0-py3-none-any.whl"
    local.write_bytes(wheel("demo", "1.0"))
    index.add("demo", local.name, b"", url=local.as_uri())
    with pytest.raises(RequestError, match="demo has no file"):
        fetch("demo")


def test_a_download_is_kept_and_checked_again(index: LocalIndex, fetch: Fetch, settings: Settings) -> None:
    """The second time nothing is downloaded, unless what was kept has changed."""
    content = index.add_wheel("demo", "1.0")
    assert [fetch("demo").content, fetch("demo").content] == [content, content]
    assert index.asked.count(FILE) == 1
    assert settings.cache is not None
    kept = next(path for path in settings.cache.rglob("*") if path.is_file())
    kept.write_bytes(b"changed")
    assert fetch("demo").content == content
    assert index.asked.count(FILE) == 2


def test_a_hash_is_no_path(index: LocalIndex, fetch: Fetch, settings: Settings) -> None:
    """What an index states as a hash cannot name a file outside the cache."""
    assert settings.cache is not None
    victim = settings.cache.parent / "victim"
    victim.write_text("precious")
    index.add("demo", "demo-1.0-py3-none-any.whl", b"x", hashes={"sha256": "../../../victim"})
    with pytest.raises(InfrastructureError, match="another hash"):
        fetch("demo")
    assert victim.read_text() == "precious"


def test_a_manifest_cannot_send_us_to_another_index(index: LocalIndex, fetch: Fetch) -> None:
    """An index that only the manifest names is not asked, and not passed over in silence either."""
    index.add_wheel("demo", "1.0")
    with pytest.raises(
        RequestError, match=r"requirements\.txt:1 names the index https://other\.example/simple"
    ):
        fetch("demo", at="https://user:secret@other.example/simple", origin="requirements.txt:1")
    assert index.asked == []


def test_the_same_index_may_be_named_again(index: LocalIndex, fetch: Fetch) -> None:
    """The user's own index, named by a manifest, is asked."""
    content = index.add_wheel("demo", "1.0")
    assert fetch("demo", at=index.simple.rstrip("/")).content == content


def test_a_hash_makes_the_index_indifferent(index: LocalIndex, fetch: Fetch) -> None:
    """The content that a lock fixes is taken from the user's own index, whatever the lock names."""
    content = index.add_wheel("demo", "1.0")
    fetched = fetch("demo", hashes=frozenset({sha256(content)}), at="https://other.example/simple")
    assert fetched.content == content


def test_constraints_of_pip_apply(
    index: LocalIndex, machine: Machine, settings: Settings, tmp_path: Path
) -> None:
    """A version that pip would not take on this machine is not taken."""
    index.add_wheel("demo", "1.0")
    index.add_wheel("demo", "2.0")
    limits = tmp_path / "constraints.txt"
    limits.write_text("# why\nDemo<2\n")
    wanted = IndexRequest(ecosystem=Ecosystem.PYPI, name=project_name("demo", Ecosystem.PYPI))
    with Fetcher(replace(settings, constraints=(str(limits),)), machine) as fetcher:
        assert fetcher.fetch(wanted).ref.version == "1.0"


def test_a_folder_of_files_and_an_index_on_disk_are_asked_too(
    index: LocalIndex, machine: Machine, settings: Settings, tmp_path: Path
) -> None:
    """find-links and a `file:` index, as pip can be configured with."""
    index.add_wheel("demo", "1.0")
    links = tmp_path / "links"
    links.mkdir()
    (links / "demo-2.0-py3-none-any.whl").write_bytes(wheel("demo", "2.0"))
    page = tmp_path / "simple/demo"
    page.mkdir(parents=True)
    (page / "demo-3.0-py3-none-any.whl").write_bytes(wheel("demo", "3.0"))
    (page / "index.html").write_text('<a href="demo-3.0-py3-none-any.whl">demo-3.0-py3-none-any.whl</a>')
    more = replace(settings, find_links=(str(links),), extra_indexes=((tmp_path / "simple").as_uri(),))
    name = project_name("demo", Ecosystem.PYPI)
    with Fetcher(more, machine) as fetcher:
        versions = [
            fetcher.fetch(IndexRequest(ecosystem=Ecosystem.PYPI, name=name, specifier=specifier)).ref.version
            for specifier in ("", "<3", "<2")
        ]
    assert versions == ["3.0", "2.0", "1.0"]
