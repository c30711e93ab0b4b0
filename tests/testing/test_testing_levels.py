"""What Watchhouse says of generated packages: honest ones pass, the others are found."""

import pytest
from made_worlds import blueprint

from watchhouse.model.artifact import ReadLimits
from watchhouse.model.identity import ArtifactRef, project_name
from watchhouse.model.verdict import Level, Verdict
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_artifact import judge_artifact
from watchhouse.testing.generate.blueprint import HONEST, HOSTILE, Form, Kind
from watchhouse.testing.generate.packages import make


def judged(form: Form, kind: Kind, seed: int) -> Verdict:
    """Return the verdict on one generated file."""
    made = blueprint(form, kind, seed)
    ref = ArtifactRef(
        ecosystem=made.ecosystem,
        file=made.file,
        name=project_name(made.name, made.ecosystem),
        version=made.version,
    )
    return judge_artifact(ArtifactJob(ref=ref, content=make(made), limits=ReadLimits()))


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", HONEST)
@pytest.mark.parametrize("form", Form)
def test_honest_packages_are_nothing_to_act_on(form: Form, kind: Kind, seed: int) -> None:
    """They are clear, or notable where a library's machine code cannot be read."""
    assert judged(form, kind, seed).level in {Level.CLEAR, Level.NOTABLE}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("form", Form)
def test_what_looks_hostile_is_held_for_review_at_least(form: Form, kind: Kind, seed: int) -> None:
    """Whatever variant the seed picks."""
    assert judged(form, kind, seed).level >= Level.SUSPICIOUS
