"""What the workers of the engine's tests do with an artifact: next to nothing, or what hostile ones make them do."""

import hashlib
import os
import signal
import time

from watchhouse.model.identity import Sha256
from watchhouse.model.verdict import Level, Verdict
from watchhouse.model.wire import encode
from watchhouse.pipeline.job import ArtifactJob

RULES = "rules-1"


def answer(job: ArtifactJob) -> bytes:
    """Return a verdict on `job`, unless its name says that it kills or stops whoever opens it."""
    if job.ref.file.startswith("killer"):
        os.kill(os.getpid(), signal.SIGKILL)
    if job.ref.file.startswith("sleeper"):
        time.sleep(600)
    return encode(verdict(job, RULES))


def answer_newer(job: ArtifactJob) -> bytes:
    """Return a verdict by newer rules."""
    return encode(verdict(job, "rules-2"))


def busy(job: ArtifactJob) -> bytes:
    """Return a verdict after as much time as an honest small package takes."""
    time.sleep(0.02)
    return answer(job)


def verdict(job: ArtifactJob, rules: str) -> Verdict:
    """Return a clear verdict."""
    return Verdict(
        artifact=job.ref,
        sha256=Sha256(hashlib.sha256(job.content).hexdigest()),
        level=Level.CLEAR,
        probability=0.001,
        reasons=(),
        gaps=(),
        rules=rules,
    )
