"""One artifact, inside a worker: read, examine, judge."""

import hashlib
import time
from collections.abc import Container
from typing import TypeAlias

from watchhouse.artifacts.folder import read_folder
from watchhouse.artifacts.open import read_artifact
from watchhouse.evidence.examine import examine
from watchhouse.evidence.warm import warm
from watchhouse.model.artifact import ArtifactKind, ArtifactTree
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Evidence, Gap, GapReason, Location
from watchhouse.model.identity import ArtifactRef, Sha256
from watchhouse.model.verdict import Verdict
from watchhouse.model.wire import encode
from watchhouse.pipeline.job import ArtifactJob, FolderJob, Job
from watchhouse.verdicts.judge import judge

__all__ = ["answer", "judge_artifact", "warm"]


Known: TypeAlias = Container[Sha256]


def answer(job: Job, known: Known | None = None) -> bytes:
    """Return the verdict on `job`, as it goes back over the channel."""
    return encode(judge_artifact(job, known))


def judge_artifact(job: Job, known: Known | None = None) -> Verdict:
    """
    Return the verdict on `job`; whatever could not be read or examined is a gap in it.

    Files that are `known` (those of the shipped index, unless said otherwise) are not analysed again.
    """
    tree = read_job(job)
    return judge(_look(tree, job.ref, known), job.ref, tree.sha256)


def read_job(job: Job) -> ArtifactTree:
    """Return what `job` hands over, read in memory; an archive that cannot be opened is a gap."""
    match job:
        case FolderJob():
            return read_folder(job.files, job.limits, time.monotonic)
        case ArtifactJob():
            try:
                return read_artifact(job.content, job.ref.file, job.limits, time.monotonic)
            except ArtifactError as error:
                return _unreadable(
                    job.content, Gap(reason=GapReason.CORRUPT, location=Location(path=""), detail=str(error))
                )


def _unreadable(content: bytes, gap: Gap) -> ArtifactTree:
    return ArtifactTree(
        kind=ArtifactKind.FILE,
        sha256=Sha256(hashlib.sha256(content).hexdigest()),
        size=len(content),
        members=(),
        gaps=(gap,),
    )


def _look(tree: ArtifactTree, ref: ArtifactRef, known: Known | None) -> tuple[Evidence, ...]:
    try:
        _, evidence = examine(tree, ref, known=known)
    except Exception as error:  # noqa: BLE001 - the one boundary: hostile input that breaks us is evidence, not a crash
        failure = Gap(
            reason=GapReason.DETECTOR_FAILED, location=Location(path=""), detail=type(error).__name__
        )
        return (*tree.gaps, failure)
    return evidence
