"""One artifact, inside a worker: read, examine, compare with what an earlier release can do, judge."""

import hashlib
import time
from collections.abc import Container
from typing import TypeAlias

from watchhouse.artifacts.folder import read_folder
from watchhouse.artifacts.open import read_artifact
from watchhouse.evidence.delta.capabilities import Capabilities
from watchhouse.evidence.delta.compare import difference
from watchhouse.evidence.delta.describe import capabilities
from watchhouse.evidence.examine import examine
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.warm import warm
from watchhouse.model.artifact import ArtifactKind, ArtifactTree
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Evidence, Gap, GapReason, Location
from watchhouse.model.identity import Sha256
from watchhouse.model.verdict import Verdict
from watchhouse.model.wire import encode
from watchhouse.pipeline.job import ArtifactJob, DescribeJob, FolderJob, Job
from watchhouse.verdicts.judge import judge

__all__ = ["answer", "judge_artifact", "warm"]


Known: TypeAlias = Container[Sha256]


def answer(job: Job | DescribeJob, known: Known | None = None) -> bytes:
    """Return the verdict on `job`, or what an earlier release can do, as it goes back over the channel."""
    if isinstance(job, DescribeJob):
        return encode(describe_release(job.release))
    return encode(judge_artifact(job, known))


def judge_artifact(job: Job, known: Known | None = None) -> Verdict:
    """
    Return the verdict on `job`; whatever could not be read or examined is a gap in it.

    Files that are `known` (those of the shipped index, unless said otherwise) are not analysed again.
    """
    tree = read_job(job)
    return judge(_look(tree, job, known), job.ref, tree.sha256)


def describe_release(job: Job) -> Capabilities:
    """
    Return what the release in `job` can do.

    No file of it counts as known: of one that is passed over nobody would learn what it can do.
    """
    facts, evidence = examine(read_job(job), job.ref, known=frozenset())
    return capabilities(facts, evidence)


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


def _look(tree: ArtifactTree, job: Job, known: Known | None) -> tuple[Evidence, ...]:
    try:
        facts, evidence = examine(tree, job.ref, known=known)
    except Exception as error:  # noqa: BLE001 - the one boundary: hostile input that breaks us is evidence, not a crash
        return (*tree.gaps, _failure(type(error).__name__))
    return (*evidence, *_difference(facts, evidence, job.earlier))


def _difference(
    facts: PackageFacts, evidence: tuple[Evidence, ...], earlier: Capabilities | Gap | None
) -> tuple[Evidence, ...]:
    if earlier is None:
        return ()
    try:
        return difference(earlier, capabilities(facts, evidence))
    except Exception as error:  # noqa: BLE001 - as above: what breaks the comparison must not cost the evidence
        return (_failure(f"delta: {type(error).__name__}"),)


def _failure(detail: str) -> Gap:
    return Gap(reason=GapReason.DETECTOR_FAILED, location=Location(path=""), detail=detail)
