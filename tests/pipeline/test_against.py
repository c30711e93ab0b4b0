"""What a scan compares with, and what becomes of a verdict because of it."""

import pickle
from pathlib import Path

import pytest
from releases import NETWORK, PLAIN, SENDS_AT_IMPORT, wheel

from watchhouse.ecosystems.naming import reference
from watchhouse.evidence.delta.gap import not_compared
from watchhouse.model.errors import RequestError
from watchhouse.model.evidence import GapReason
from watchhouse.model.identity import ArtifactRef, Ecosystem, project_name
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder
from watchhouse.model.verdict import Verdict
from watchhouse.model.wire import decode
from watchhouse.pipeline.against import Release, earlier_request, read_against
from watchhouse.pipeline.job import ArtifactJob, DescribeJob
from watchhouse.pipeline.judge_artifact import answer, describe_release, judge_artifact
from watchhouse.pipeline.judge_in_worker import describe_in_worker
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

OLD = ArtifactJob(
    ref=reference("garden-1.0-py3-none-any.whl"),
    content=wheel({"garden/a.py": PLAIN, "garden/b.py": NETWORK}),
)
NEW = wheel({"garden/a.py": SENDS_AT_IMPORT, "garden/b.py": NETWORK}, "1.1")
NEW_REF = reference("garden-1.1-py3-none-any.whl")


def detectors(verdict: Verdict) -> set[str]:
    return {reason.sighting.detector for reason in verdict.reasons}


def test_what_is_new_is_among_the_reasons_and_weighs() -> None:
    """A comparison adds to what the release shows by itself, and takes nothing away."""
    alone = judge_artifact(ArtifactJob(ref=NEW_REF, content=NEW))
    compared = judge_artifact(ArtifactJob(ref=NEW_REF, content=NEW, earlier=describe_release(OLD)))
    assert detectors(alone) < detectors(compared)
    assert {"delta-capability"} <= detectors(compared) - detectors(alone)
    assert compared.probability > alone.probability


def test_a_release_compared_with_itself_has_the_verdict_that_it_has_alone() -> None:
    """Nothing is new since itself."""
    assert judge_artifact(
        ArtifactJob(ref=OLD.ref, content=OLD.content, earlier=describe_release(OLD))
    ) == judge_artifact(OLD)


def test_a_release_that_cannot_be_opened_leaves_a_gap_that_hides_nothing() -> None:
    """What was broken yesterday does not make today's release suspicious."""
    broken = ArtifactJob(ref=OLD.ref, content=OLD.content[:10])
    alone = judge_artifact(ArtifactJob(ref=NEW_REF, content=NEW))
    compared = judge_artifact(ArtifactJob(ref=NEW_REF, content=NEW, earlier=describe_release(broken)))
    assert (compared.level, compared.reasons) == (alone.level, alone.reasons)
    assert [(gap.reason, gap.hides) for gap in compared.gaps] == [(GapReason.NOT_COMPARED, False)]


def test_a_job_with_an_earlier_release_reaches_its_worker_and_is_answered() -> None:
    """Jobs are pickled on their way in, answers are JSON on their way out."""
    job = ArtifactJob(ref=NEW_REF, content=NEW, earlier=describe_release(OLD))
    assert "delta-capability" in detectors(decode(answer(pickle.loads(pickle.dumps(job))), Verdict))  # noqa: S301, TID251 - our own


@pytest.mark.parametrize(
    ("work", "said"),
    [("die", "could not be examined"), ("hang", "no answer"), ("lie", "could not be examined")],
)
def test_a_release_that_costs_a_worker_costs_the_comparison_only(work: str, said: str) -> None:
    """It is described in a job of its own; whatever comes of that is a gap."""
    with WorkerPool(f"hostile_work:{work}", size=1, limits=WorkerLimits(seconds=2)) as pool:
        found = describe_in_worker(pool, OLD)
    assert found == not_compared(getattr(found, "detail", ""))
    assert said in getattr(found, "detail", "")


def test_a_worker_describes_a_release() -> None:
    """The real worker answers what the function returns."""
    with WorkerPool(
        "watchhouse.pipeline.judge_artifact:answer", size=1, limits=WorkerLimits(seconds=60)
    ) as pool:
        assert describe_in_worker(pool, OLD) == describe_release(OLD)
    assert b"garden" in answer(DescribeJob(release=OLD))


def test_words_are_read_as_what_they_are(tmp_path: Path) -> None:
    """The word, a version, a file, a folder; and what is nothing is said so."""
    (tmp_path / "garden-1.0.tar.gz").touch()
    (tmp_path / "src").mkdir()
    (tmp_path / "1.0").mkdir()
    assert read_against("previous", tmp_path) == Release()
    assert read_against("1.2.3", tmp_path) == Release(version="1.2.3")
    assert read_against("garden-1.0.tar.gz", tmp_path) == LocalFile(path=tmp_path / "garden-1.0.tar.gz")
    assert read_against("src", tmp_path) == LocalFolder(path=tmp_path / "src")
    assert read_against("./1.0", tmp_path) == LocalFolder(path=tmp_path / "1.0")
    for word, complaint in (
        ("1.0", "./1.0"),
        ("no-such-file.whl", "no file"),
        ("x" * 5_000, "no file"),
        ("\0", "no file"),
    ):
        with pytest.raises(RequestError, match=complaint):
            read_against(word, tmp_path)


def test_the_index_is_asked_for_the_same_kind_of_file() -> None:
    """The newest older release, or one version, wherever the judged file came from."""
    name = project_name("garden", Ecosystem.PYPI)
    asked = IndexRequest(
        ecosystem=Ecosystem.PYPI, name=name, specifier=">=1", hashes=frozenset({"sha256:00"})
    )
    wanted = IndexRequest(ecosystem=Ecosystem.PYPI, name=name, older_than="1.1", like=NEW_REF.file)
    assert earlier_request(Release(), asked, NEW_REF) == wanted
    assert earlier_request(Release(), LocalFile(path=Path("x")), NEW_REF) == wanted
    exact = earlier_request(Release(version="1.0"), asked, NEW_REF)
    assert exact == IndexRequest(ecosystem=Ecosystem.PYPI, name=name, specifier="==1.0", like=NEW_REF.file)


@pytest.mark.parametrize(
    ("version", "ref"),
    [
        ("", ArtifactRef(ecosystem=Ecosystem.PYPI, file="folder")),
        ("", reference("Garden.1.0.0.nupkg")),
        ("1!x", NEW_REF),
        ("1.2", reference("garden-1.0.0.tgz")),
    ],
)
def test_what_nobody_can_name_is_not_asked_for(version: str, ref: ArtifactRef) -> None:
    """A folder has no predecessor, NuGet is not asked, and a version must be one of its ecosystem."""
    with pytest.raises(RequestError):
        earlier_request(Release(version=version), LocalFile(path=Path("x")), ref)
