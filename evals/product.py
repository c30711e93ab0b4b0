"""The product as its own workers run it, on one archive: what is measured is what is shipped."""

import io
import tarfile
import time

from evals.corpus import Sample
from evals.records import pack
from evals.shapes import Shape, shape
from evals.workers import Row
from watchhouse.artifacts.open import read_artifact
from watchhouse.evidence.warm import warm
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Evidence
from watchhouse.model.identity import ArtifactRef, Ecosystem, project_name
from watchhouse.model.verdict import Verdict
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_artifact import Known, judge_artifact

NOTHING_KNOWN: Known = frozenset()
"""Stands for the shipped index of known files: it holds many honest projects, and would flatter every figure."""


def reference(sample: Sample) -> ArtifactRef:
    """Return what a registry would say that `sample` is."""
    return ArtifactRef(
        ecosystem=Ecosystem.PYPI,
        file=sample.file,
        name=project_name(sample.project, Ecosystem.PYPI) if sample.project else None,
        version=sample.version or None,
    )


def evidence(sample: Sample, known: Known = NOTHING_KNOWN) -> Row:
    """Read, examine and judge `sample`, of which nothing is known unless said otherwise, and return what was seen."""
    content = sample.path.read_bytes()
    verdict = judge_artifact(ArtifactJob(ref=reference(sample), content=content), known)
    return pack(_evidence(verdict)) | {"size": len(content)}


def shape_of(sample: Sample) -> Row:
    """Return the shape of `sample`'s Python; an archive that cannot be read has none."""
    try:
        tree = read_artifact(sample.path.read_bytes(), sample.file, ReadLimits(), time.monotonic)
    except ArtifactError:
        return {"files": [], "minhash": [], "shingles": 0}
    found = shape((member.path, member.content) for member in tree.members)
    return {"files": list(found.files), "minhash": list(found.minhash), "shingles": found.shingles}


def read_shape(row: Row) -> Shape:
    """Return the shape that `row` of the cache describes; a failed archive has none."""
    return Shape(tuple(row.get("files", ())), tuple(row.get("minhash", ())), row.get("shingles", 0))


def warm_up() -> None:
    """Load everything that a worker loads once, by examining a harmless package."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for path, text in (
            ("p-1/setup.py", b"import os\nos.system('true')\n"),
            ("p-1/PKG-INFO", b"Name: p\n"),
        ):
            header = tarfile.TarInfo(path)
            header.size = len(text)
            archive.addfile(header, io.BytesIO(text))
    ref = ArtifactRef(ecosystem=Ecosystem.PYPI, file="p-1.tar.gz")
    warm()
    judge_artifact(ArtifactJob(ref=ref, content=buffer.getvalue()))


def _evidence(verdict: Verdict) -> list[Evidence]:
    return [*(reason.sighting for reason in verdict.reasons), *verdict.gaps]
