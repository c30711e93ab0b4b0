"""Runs this product on an archive, as its workers do, with nothing known beforehand: the peers know nothing either."""

from pathlib import Path
from typing import Any

from evals.drivers.line import serve
from evals.product import NOTHING_KNOWN, warm_up
from watchhouse.model.identity import ArtifactRef, Ecosystem
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_artifact import judge_artifact


def audit(request: dict[str, Any]) -> dict[str, Any]:
    """Return the probability; the comparison uses the out-of-fold score instead, and the seconds from here."""
    ref = ArtifactRef(ecosystem=Ecosystem.PYPI, file=request["file"])
    content = Path(request["archive"]).read_bytes()
    verdict = judge_artifact(ArtifactJob(ref=ref, content=content), NOTHING_KNOWN)
    return {"scores": {"probability": verdict.probability}}


if __name__ == "__main__":
    warm_up()
    serve(audit)
