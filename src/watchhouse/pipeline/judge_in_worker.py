"""One artifact, from outside: hand it to a worker, and judge it by its silence if the worker is lost."""

import hashlib

from watchhouse.evidence.delta.capabilities import Capabilities
from watchhouse.evidence.delta.gap import not_compared
from watchhouse.model.evidence import Gap, GapReason, Location
from watchhouse.model.identity import ArtifactRef, Sha256
from watchhouse.model.verdict import Verdict
from watchhouse.model.wire import WireError, decode
from watchhouse.pipeline.job import ArtifactJob, DescribeJob, FolderJob, Job
from watchhouse.pipeline.worker_process import Lost
from watchhouse.pipeline.workers import WorkerPool


def judge_in_worker(pool: WorkerPool, job: Job) -> Verdict:
    """
    Return the verdict on `job`; a worker that hangs or dies over it leaves a gap, in which code may hide.

    Raises InfrastructureError if there are no workers or what one answers makes no sense.
    """
    answer = ask_worker(pool, job)
    return unseen(job.ref, _digest(job), gap_of(answer)) if isinstance(answer, Lost) else answer


def describe_in_worker(pool: WorkerPool, release: Job) -> Capabilities | Gap:
    """
    Return what an earlier `release` can do; a worker that hangs, dies or lies over it leaves a gap that hides nothing.

    It is examined by itself, and not along with the release that is to be judged: it cannot cost that one its verdict.
    Raises InfrastructureError if there are no workers.
    """
    answer = pool.run(DescribeJob(release=release))
    if isinstance(answer, Lost):
        return not_compared(f"the earlier release could not be examined: {answer.detail}")
    try:
        told = decode(answer, Capabilities)
    except WireError as error:
        return not_compared(f"the earlier release could not be examined: {error}")
    if isinstance(release, ArtifactJob) and told.sha256 != _digest(release):
        return not_compared("a worker answered for another release than it was asked about")
    return told


def ask_worker(pool: WorkerPool, job: Job) -> Verdict | Lost:
    """
    Return what a worker says of `job`, or how it was lost.

    Raises InfrastructureError if there are no workers, WireError if what one answers is no verdict on this job.
    """
    answer = pool.run(job)
    if isinstance(answer, Lost):
        return answer
    verdict = decode(answer, Verdict)
    # A worker that has been taken over could speak of another artifact.
    if verdict.artifact != job.ref or (isinstance(job, ArtifactJob) and verdict.sha256 != _digest(job)):
        raise WireError("a worker answered for another artifact than it was asked about")
    return verdict


def gap_of(lost: Lost) -> Gap:
    """Return what a lost worker leaves unseen."""
    reason = GapReason.TIME if lost.timed_out else GapReason.DETECTOR_FAILED
    return Gap(reason=reason, location=Location(path=""), detail=lost.detail)


def unseen(ref: ArtifactRef, sha256: Sha256, gap: Gap) -> Verdict:
    """Return the verdict on an artifact of which nothing but `gap` is known."""
    from watchhouse.verdicts.judge import judge

    return judge((gap,), ref, sha256)


def _digest(job: Job) -> Sha256:
    """Return the SHA-256 of an artifact; of a folder that nobody could read to the end, that of its paths."""
    match job:
        case ArtifactJob():
            return Sha256(hashlib.sha256(job.content).hexdigest())
        case FolderJob():
            paths = "\n".join(sorted(file.path for file in job.files))
            return Sha256(hashlib.sha256(paths.encode("utf-8", "backslashreplace")).hexdigest())
