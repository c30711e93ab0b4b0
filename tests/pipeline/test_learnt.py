"""What a worker learns of an archive is believed only as far as it can be."""

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256
from watchhouse.model.verdict import Level
from watchhouse.model.wire import WireError, encode
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.learn_artifact import learn_artifact
from watchhouse.pipeline.learnt import Learnt, believed, learn
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool

DEAR = "import subprocess\nsubprocess.run(['git', 'gc'])\n"


def job(files: dict[str, str]) -> ArtifactJob:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    ref = ArtifactRef(ecosystem=Ecosystem.PYPI, file="garden-1.0-py3-none-any.whl")
    return ArtifactJob(ref=ref, content=buffer.getvalue())


@pytest.fixture
def pool(request: pytest.FixtureRequest) -> Iterator[WorkerPool]:
    with WorkerPool(request.param, size=1, limits=WorkerLimits(seconds=30, files=False)) as running:
        yield running


JOB = job({"garden/a.py": DEAR, "garden/plain.py": "x = 1\n"})
TRUE = Learnt(
    sha256=Sha256(hashlib.sha256(JOB.content).hexdigest()),
    level=Level.CLEAR,
    members=2,
    files=(Sha256(hashlib.sha256(DEAR.encode()).hexdigest()),),
)


@pytest.mark.parametrize("pool", ["watchhouse.pipeline.learn_artifact:answer"], indirect=True)
def test_a_worker_learns_the_files_that_are_worth_it(pool: WorkerPool) -> None:
    """It answers with digests, for the archive that it was given."""
    learnt = learn(pool, JOB)
    assert (learnt.sha256, learnt.members, learnt.files) == (TRUE.sha256, TRUE.members, TRUE.files)
    assert learnt == learn_artifact(JOB)


@pytest.mark.parametrize("pool", ["hostile_work:die"], indirect=True)
def test_a_lost_worker_teaches_nothing(pool: WorkerPool) -> None:
    """An archive that kills its worker is not known."""
    with pytest.raises(InfrastructureError):
        learn(pool, JOB)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (encode(TRUE), None),
        (encode(TRUE).replace(TRUE.sha256.encode(), b"0" * 64), WireError),
        (encode(TRUE).replace(TRUE.files[0].encode(), b"no digest"), WireError),
        (b"{}", WireError),
        (encode(TRUE).replace(b'"members":2', b'"members":0'), RequestError),
        (encode(TRUE).replace(b'"level":0', b'"level":2'), RequestError),
    ],
    ids="true another no-digest nothing empty suspicious".split(),
)
def test_what_a_worker_says_is_checked(said: bytes, error: type[Exception] | None) -> None:
    """One that was taken over speaks for no other archive, and what looks suspicious is not known."""
    outcome: type[Exception] | None = None
    try:
        assert believed(said, JOB) == TRUE
    except (WireError, RequestError) as raised:
        outcome = type(raised)
    assert outcome is error
