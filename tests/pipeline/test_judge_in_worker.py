"""A lost worker leaves a verdict that says so."""

from collections.abc import Iterator
from hashlib import sha256

import pytest

from watchhouse.model.evidence import GapReason
from watchhouse.model.identity import ArtifactRef, Ecosystem
from watchhouse.model.verdict import Level
from watchhouse.model.wire import WireError
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_in_worker import judge_in_worker
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool


@pytest.fixture
def pool(request: pytest.FixtureRequest) -> Iterator[WorkerPool]:
    with WorkerPool(f"hostile_work:{request.param}", size=1, limits=WorkerLimits(seconds=2)) as running:
        yield running


JOB = ArtifactJob(ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file="a-1.whl"), content=b"content")


@pytest.mark.parametrize(
    ("pool", "reason"), [("hang", GapReason.TIME), ("die", GapReason.DETECTOR_FAILED)], indirect=["pool"]
)
def test_a_lost_worker_leaves_a_gap(pool: WorkerPool, reason: GapReason) -> None:
    """The artifact has a verdict that is not clear, with its own SHA-256 and the gap."""
    verdict = judge_in_worker(pool, JOB)
    assert [gap.reason for gap in verdict.gaps] == [reason]
    assert verdict.level > Level.CLEAR
    assert verdict.sha256 == sha256(b"content").hexdigest()
    assert verdict.artifact == JOB.ref


@pytest.mark.parametrize("pool", ["lie"], indirect=True)
def test_a_worker_that_answers_something_else_is_not_believed(pool: WorkerPool) -> None:
    """What a worker says is a verdict or an error."""
    with pytest.raises(WireError):
        judge_in_worker(pool, JOB)
