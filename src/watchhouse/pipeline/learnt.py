"""What a worker learnt of one artifact for an index of known files, and how it is asked."""

import hashlib
import re
from dataclasses import dataclass

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import Sha256
from watchhouse.model.verdict import Level
from watchhouse.model.wire import WireError, decode
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.worker_process import Lost
from watchhouse.pipeline.workers import WorkerPool

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What an index would hold of one artifact."""

    sha256: Sha256
    level: Level
    """Of a verdict for which no file was known beforehand."""
    members: int
    files: tuple[Sha256, ...]


def learn(pool: WorkerPool, job: ArtifactJob) -> Learnt:
    """Return what a worker learns of `job`; raises as `believed`, and InfrastructureError if the worker is lost."""
    answer = pool.run(job)
    if isinstance(answer, Lost):
        raise InfrastructureError(f"{job.ref.file}: {answer.detail}")
    return believed(answer, job)


def believed(answer: bytes, job: ArtifactJob) -> Learnt:
    """
    Return what a worker said of `job`.

    Raises RequestError if the artifact holds nothing that can be read or looks suspicious by itself: what is known
    is not looked at again. Raises WireError if what was said is of another artifact, or no such thing.
    """
    learnt = decode(answer, Learnt)
    if learnt.sha256 != hashlib.sha256(job.content).hexdigest() or not all(
        map(_HASH.fullmatch, learnt.files)
    ):
        raise WireError("a worker answered for another artifact than it was asked about")
    if not learnt.members:
        raise RequestError(f"{job.ref.file}: nothing in it can be read")
    if learnt.level >= Level.SUSPICIOUS:
        raise RequestError(
            f"{job.ref.file} is {learnt.level.name.lower()} by itself: it is not taken for known"
        )
    return learnt
