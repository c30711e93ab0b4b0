"""One artifact, inside a worker: which of its files an index of known files should hold, and whether it may."""

from watchhouse.evidence.examine import examine
from watchhouse.evidence.likeness.worth import worth_knowing
from watchhouse.model.artifact import ArtifactTree
from watchhouse.model.identity import ArtifactRef
from watchhouse.model.verdict import Level
from watchhouse.model.wire import encode
from watchhouse.pipeline.job import Job
from watchhouse.pipeline.judge_artifact import read_job
from watchhouse.pipeline.learnt import Learnt
from watchhouse.verdicts.judge import judge


def answer(job: Job) -> bytes:
    """Return what is learnt of `job`, as it goes back over the channel."""
    return encode(learn_artifact(job))


def learn_artifact(job: Job) -> Learnt:
    """Return what `job` holds that is worth knowing, and the level of a verdict that knows nothing beforehand."""
    tree = read_job(job)
    return Learnt(
        sha256=tree.sha256,
        level=_level(tree, job.ref),
        members=len(tree.members),
        files=tuple(sorted(set(worth_knowing(tree, job.ref.name or "")))),
    )


def _level(tree: ArtifactTree, ref: ArtifactRef) -> Level:
    return judge(examine(tree, ref, known=frozenset())[1], ref, tree.sha256).level
