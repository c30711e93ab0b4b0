"""Which release an index has to compare another one with."""

from collections.abc import Iterator

import pytest
from local_index import LocalIndex, tarball

from watchhouse.ecosystems.npm.order import is_prerelease, order
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.request import IndexRequest
from watchhouse.pipeline.fetch import Fetcher
from watchhouse.registries.settings import Settings

WHEEL = "demo-2.0-py3-none-any.whl"


@pytest.fixture
def fetcher(settings: Settings, machine: Machine) -> Iterator[Fetcher]:
    with Fetcher(settings, machine, wait=lambda _: None) as fetcher:
        yield fetcher


def got(
    fetcher: Fetcher, *, older_than: str = "2.0", like: str = WHEEL, specifier: str = "", npm: bool = False
) -> str:
    ecosystem = Ecosystem.NPM if npm else Ecosystem.PYPI
    name = project_name("demo", ecosystem)
    request = IndexRequest(
        ecosystem=ecosystem, name=name, specifier=specifier, older_than=older_than, like=like
    )
    return fetcher.fetch(request).ref.file


def test_the_newest_older_release_of_the_same_kind_is_taken(index: LocalIndex, fetcher: Fetcher) -> None:
    """A wheel for a wheel, an sdist for an sdist, whatever pip would take here."""
    for version in ("1.0", "1.9", "1.10", "2.0", "2.1"):
        index.add_wheel("demo", version)
        index.add_sdist("demo", version)
    assert got(fetcher) == "demo-1.10-py3-none-any.whl"
    assert got(fetcher, like="demo-2.0.tar.gz") == "demo-1.10.tar.gz"
    assert got(fetcher, like="a-folder") == "demo-1.10-py3-none-any.whl"
    assert got(fetcher, older_than="", specifier="==1.9") == "demo-1.9-py3-none-any.whl"


def test_a_wheel_of_the_same_platform_is_taken(index: LocalIndex, fetcher: Fetcher) -> None:
    """Also of one that is not this machine's, and where its tag has moved on."""
    for tag in (
        "cp311-cp311-win_amd64",
        "cp311-cp311-macosx_11_0_arm64",
        "cp311-cp311-manylinux_2_17_x86_64",
    ):
        index.add_wheel("demo", "1.0", tag)
    assert (
        got(fetcher, like="demo-2.0-cp311-cp311-macosx_12_0_arm64.whl")
        == "demo-1.0-cp311-cp311-macosx_11_0_arm64.whl"
    )
    assert got(fetcher, like="demo-2.0-cp312-cp312-win_amd64.whl") == "demo-1.0-cp311-cp311-win_amd64.whl"


def test_a_file_of_another_kind_is_better_than_none(index: LocalIndex, fetcher: Fetcher) -> None:
    """The release before is the release before."""
    index.add_sdist("demo", "1.0")
    assert got(fetcher) == "demo-1.0.tar.gz"


def test_yanked_releases_and_pre_releases_are_last(index: LocalIndex, fetcher: Fetcher) -> None:
    """Unless there is nothing else, or a pre-release is compared."""
    index.add_wheel("demo", "1.7", yanked=True)
    assert got(fetcher) == "demo-1.7-py3-none-any.whl"
    index.add_wheel("demo", "1.6rc1")
    assert got(fetcher) == "demo-1.6rc1-py3-none-any.whl"
    index.add_wheel("demo", "1.5")
    assert got(fetcher) == "demo-1.5-py3-none-any.whl"
    assert got(fetcher, older_than="2.0b1") == "demo-1.6rc1-py3-none-any.whl"


def test_a_first_release_has_no_earlier_one(index: LocalIndex, fetcher: Fetcher) -> None:
    """It is said so, with the index."""
    index.add_wheel("demo", "2.0")
    with pytest.raises(RequestError, match=r"no release older than 2\.0 on the index"):
        got(fetcher)
    with pytest.raises(RequestError, match=r"no release demo==1\.0 on the index"):
        got(fetcher, older_than="", specifier="==1.0")
    with pytest.raises(RequestError):
        got(fetcher, older_than="not a version")


def test_npm_versions_are_ordered_as_semantic_versions(index: LocalIndex, fetcher: Fetcher) -> None:
    """Not as they are listed, and not as text."""
    versions = {
        version: tarball({"package/package.json": "{}"})
        for version in ("1.10.0", "1.9.0", "2.0.0-rc.1", "2.0.0", "nonsense")
    }
    index.add_npm("demo", versions)
    assert got(fetcher, older_than="2.0.0", like="demo-2.0.0.tgz", npm=True) == "demo-1.10.0.tgz"
    assert got(fetcher, older_than="2.0.0-rc.2", like="x", npm=True) == "demo-2.0.0-rc.1.tgz"
    for version in ("1.9.0", "nonsense"):
        with pytest.raises(RequestError, match=f"no release older than {version}"):
            got(fetcher, older_than=version, npm=True)


def test_the_order_of_versions_is_the_standards_own() -> None:
    """The example of Semantic Versioning 2.0.0, section 11."""
    told = "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0".split()
    places = [order(version) for version in told]
    assert None not in places
    assert places == sorted(place for place in places if place is not None)
    assert [is_prerelease(version) for version in ("1.0.0-a", "1.0.0+a-b", "1.0")] == [True, False, False]
