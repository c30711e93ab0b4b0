"""One artifact, from outside: hand it to a worker, and judge it by its silence if the worker is lost."""

import hashlib

from watchhouse.model.evidence import Gap, GapReason, Location
from watchhouse.model.identity import Sha256
from watchhouse.model.verdict import Verdict
from watchhouse.model.wire import decode
from watchhouse.pipeline.job import ArtifactJob, FolderJob, Job
from watchhouse.pipeline.worker_process import Lost
from watchhouse.pipeline.workers import WorkerPool


def judge_in_worker(pool: WorkerPool, job: Job) -> Verdict:
    """
    Return the verdict on `job`; a worker that hangs or dies over it leaves a gap, in which code may hide.

    Raises InfrastructureError if there are no workers or what one answers makes no sense.
    """
    answer = pool.run(job)
    return _unseen(job, answer) if isinstance(answer, Lost) else decode(answer, Verdict)


def _unseen(job: Job, lost: Lost) -> Verdict:
    from watchhouse.verdicts.judge import judge

    reason = GapReason.TIME if lost.timed_out else GapReason.DETECTOR_FAILED
    gap = Gap(reason=reason, location=Location(path=""), detail=lost.detail)
    return judge((gap,), job.ref, _digest(job))


def _digest(job: Job) -> Sha256:
    """Return the SHA-256 of an artifact; of a folder that nobody could read to the end, that of its paths."""
    match job:
        case ArtifactJob():
            return Sha256(hashlib.sha256(job.content).hexdigest())
        case FolderJob():
            paths = "\n".join(sorted(file.path for file in job.files))
            return Sha256(hashlib.sha256(paths.encode("utf-8", "backslashreplace")).hexdigest())
