"""Corpus, records, cache, workers and report: what goes in comes out again."""

import hashlib
import json
import os
import time
from pathlib import Path

import pytest
from eval_tables import sample, seen, table
from evals.cache import through
from evals.corpus import HONEST_LIST, Sample, load_honest, load_malicious, read_lines
from evals.honest import is_pinned
from evals.inert import laid_out, plain_path
from evals.missed import missed
from evals.plot import plot
from evals.prepare import pick
from evals.records import pack, unpack
from evals.report import report
from evals.results import results
from evals.workers import Row, run

from watchhouse.model.evidence import Gap, GapReason, Location


def fate(one: Sample) -> Row:
    """Succeed, fail, die or stall, as the sample's project asks."""
    match one.project:
        case "p1":
            raise RecursionError
        case "p2":
            os._exit(3)
        case "p3":
            time.sleep(60)
            return {}
        case said:
            return {"said": said}


def test_a_worker_outlives_what_kills_it() -> None:
    """One archive fails, one kills its process and one stalls: the others are done, and each is accounted for."""
    samples = [sample(number, malicious=True) for number in range(6)]
    rows = {row["sha256"]: row for row in run(fate, samples, processes=2, seconds=2.0)}

    assert [rows[one.sha256].get("failed", "") for one in samples] == [
        "",
        "RecursionError",
        "died",
        "time",
        "",
        "",
    ]
    assert rows[samples[0].sha256]["said"] == "p0"
    assert rows[samples[0].sha256]["peak"] > 0


def test_evidence_comes_back_as_it_was() -> None:
    """What a verdict needs survives the cache; the same sighting twice is kept once."""
    gap = Gap(reason=GapReason.TIME, location=Location(path="a.py"), hides=True)
    row = json.loads(json.dumps(pack([seen("one"), seen("one"), gap]))) | {"sha256": "0" * 64}

    assert unpack(row).evidence == (seen("one"), gap)
    assert unpack(row).hides


def test_a_failed_archive_hides() -> None:
    """An archive that could not be examined is never taken for silent."""
    assert unpack({"sha256": "0" * 64, "failed": "died"}).hides


def test_the_cache_makes_each_row_once(tmp_path: Path) -> None:
    """What was made before is read, also after a line that was cut off."""
    samples = [sample(number, malicious=True) for number in range(3)]
    made: list[str] = []

    def make(rest: list[Sample]) -> list[Row]:
        made.extend(one.project for one in rest)
        return [{"sha256": one.sha256} for one in rest]

    path = tmp_path / "rows.jsonl"
    list(through(path, samples[:2], make))
    path.write_text(path.read_text() + '{"sha2')
    path.write_text(path.read_text() + "\n")
    rows = list(through(path, samples, make))

    assert made == ["p0", "p1", "p2"]
    assert {row["sha256"] for row in rows} == {one.sha256 for one in samples}


def test_a_folder_with_a_manifest(tmp_path: Path) -> None:
    """Names and days come from the manifest, the published name from behind the double underscores."""
    (tmp_path / "archives").mkdir()
    (tmp_path / "archives" / "P__1.0__P-1.0.tar.gz").write_bytes(b"x")
    row = {
        "project": "p",
        "version": "1.0",
        "file": "P__1.0__P-1.0.tar.gz",
        "packed": 0.5,
        "sha256": "1" * 64,
    }
    (tmp_path / "manifest.jsonl").write_text(json.dumps(row) + "\n")
    [found] = load_malicious(tmp_path)

    assert (found.project, found.file, found.day, found.sha256) == (
        "p",
        "P-1.0.tar.gz",
        "1970-01-01",
        "1" * 64,
    )


def test_honest_packages_are_known_by_digest_and_some_are_excluded(tmp_path: Path) -> None:
    """A file is of the kind that the pinned list says, unless the list says why it does not count."""
    rows = []
    for name, excluded in (("a", ""), ("b", "publishes what it should not")):
        (tmp_path / f"{name}-1.tar.gz").write_bytes(name.encode())
        digest = hashlib.sha256(name.encode()).hexdigest()
        rows.append(
            {"kind": "small-recent", "name": name, "version": "1", "sha256": digest, "excluded": excluded}
        )
    pinned = tmp_path / "list.jsonl"
    pinned.write_text("\n".join(map(json.dumps, rows)))

    assert [(one.project, one.kind) for one in load_honest(tmp_path, pinned)] == [("a", "small-recent")]


def test_the_pinned_list_is_complete() -> None:
    """Each row names a kind, a file and a digest; no file is listed twice."""
    rows = read_lines(HONEST_LIST)

    assert {row["kind"] for row in rows} == {"popular-wheel", "popular-sdist", "small-recent"}
    assert len({row["sha256"] for row in rows}) == len(rows)
    assert all(len(row["sha256"]) == 64 and row["file"] for row in rows)


def test_a_file_counts_by_its_content() -> None:
    """Another content under the pinned name is not the pinned file."""
    row = {"sha256": hashlib.sha256(b"right").hexdigest()}

    assert is_pinned(b"right", row)
    assert not is_pinned(b"wrong", row)


def test_a_sample_of_each_cluster() -> None:
    """At most so many of each cluster; none at all left out where no number is given."""
    small = table(cluster=5)
    named = dict(zip((one.sha256 for one in small.samples), small.groups, strict=True))

    assert sum(one.malicious for one in pick(small.samples, named, 2)) == 16
    assert len(list(pick(small.samples, named, 0))) == 80


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../x", "a/../../b", "~/.ssh/x", "C:\\x\\y", "a\0b/\u202ec"]
)
def test_a_member_cannot_be_laid_out_elsewhere(path: str) -> None:
    """Whatever a member is called, its place is relative, plain and below the folder."""
    place = plain_path(path)

    assert not place.is_absolute()
    assert ".." not in place.parts
    assert place.as_posix().isascii()


def test_nothing_is_laid_out_inside_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hostile files never lie where somebody could commit them."""
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    with pytest.raises(RuntimeError, match="repository"), laid_out(sample(1, malicious=True), folder=False):
        pass


def test_the_report_is_made_of_the_results(tmp_path: Path) -> None:
    """Every part of the page and the plot can be drawn from the JSON that is committed."""
    found = json.loads(json.dumps(results(table())))
    plot(found, tmp_path / "roc.svg")
    page = report(found)

    assert "| telling | 100.0% | 0.0% |" in page
    assert "40 small and recent" in page
    assert (tmp_path / "roc.svg").read_text().startswith("<?xml")


def test_the_results_hold_no_path_and_no_name() -> None:
    """What is committed is figures: nothing of any sample can be told from it."""
    text = json.dumps(results(table()))

    assert "nowhere" not in text
    assert "p1" not in text.replace("p95", "")


def test_what_is_missed_is_told_by_id() -> None:
    """The lines name digests, detectors and counts."""
    assert any("noisyx1" in line for line in missed(table()))


def test_the_page_is_made_of_the_figures_beside_it() -> None:
    """Nobody edits the page by hand, and nobody forgets it."""
    found = json.loads((HONEST_LIST.parent / "results.json").read_text())

    assert (HONEST_LIST.parents[1] / "docs" / "evaluation.md").read_text() == report(found)
