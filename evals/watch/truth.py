"""What must come out: every file that the world published, once, with the verdict that undisturbed judging gives."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from evals.watch.look import Row
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import ArtifactRef
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_in_worker import judge_in_worker
from watchhouse.pipeline.worker_process import WorkerLimits
from watchhouse.pipeline.workers import WorkerPool
from watchhouse.testing.world import Published, World
from watchhouse.verdicts.judge import rules_version

_WORK = "watchhouse.pipeline.judge_artifact:answer"

Key: TypeAlias = tuple[str, str, str]
"""Ecosystem, project and file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What counts of a verdict."""

    sha256: str
    level: int
    probability: float
    detectors: tuple[str, ...]


def key_of(file: Published) -> Key:
    """Return what names a published file."""
    return file.ecosystem.value, file.name, file.file


def reference(world: World, kept: Path, processes: int = 2) -> dict[Key, Said]:
    """Return the verdict on every file of the stream of `world`, judged directly unless `kept` has it."""
    rules = rules_version()
    files = {key_of(file): file for file in world.published(until=world.recipe.end)}
    known = _read(kept, rules) if kept.exists() else {}
    left = [file for key, file in files.items() if key not in known]
    limits = WorkerLimits(seconds=300.0, files=False)
    kept.parent.mkdir(parents=True, exist_ok=True)
    with (
        WorkerPool(_WORK, size=processes, limits=limits) as pool,
        ThreadPoolExecutor(processes * 2) as threads,
        kept.open("a", encoding="utf-8") as target,
    ):
        for key, said in threads.map(lambda file: (key_of(file), _judged(pool, world, file)), left):
            known[key] = said
            target.write(
                json.dumps([rules, key, said.sha256, said.level, said.probability, said.detectors]) + "\n"
            )
    return {key: known[key] for key in files}


def compare(expected: Mapping[Key, Said], rows: Sequence[Row]) -> dict[str, Any]:
    """Return what is missing, too much, told twice or different; a good run has nothing of it."""
    rules = rules_version()
    by_key: dict[Key, list[Row]] = {}
    for row in rows:
        by_key.setdefault((row.ecosystem, row.name, row.file), []).append(row)
    unjudged = [row for row in rows if row.rules is None or row.state != "judged"]
    different = [
        key
        for key, said in expected.items()
        if any(_said(row) != said for row in by_key.get(key, ()) if row.rules == rules)
    ]
    return {
        "expected": len(expected),
        "publications": len({row.publication for row in rows}),
        "judged": len({row.publication for row in rows if row.state == "judged"}),
        "missing": len(expected.keys() - by_key.keys()),
        "not_expected": len(by_key.keys() - expected.keys()),
        "not_judged": len(unjudged),
        "of_other_rules": sum(row.rules not in (None, rules) for row in rows),
        "more_than_once": sum(len(found) > 1 for found in by_key.values()),
        "different": len(different),
        "with_gaps": sum(bool(row.gaps) for row in rows),
        "levels": dict(sorted(Counter(row.level for row in rows if row.level is not None).items())),
        "examples": [
            "/".join(key)
            for key in [
                *sorted(expected.keys() - by_key.keys()),
                *sorted(by_key.keys() - expected.keys()),
                *different,
            ][:5]
        ],
    }


def faultless(compared: Mapping[str, Any]) -> bool:
    """Return whether everything came out as it must."""
    wrong = ("missing", "not_expected", "not_judged", "of_other_rules", "more_than_once", "different")
    return all(compared[name] == 0 for name in wrong) and compared["judged"] == compared["expected"]


def _judged(pool: WorkerPool, world: World, file: Published) -> Said:
    content = world.content(file.key)
    ref = ArtifactRef(ecosystem=file.ecosystem, name=file.name, version=file.version, file=file.file)
    verdict = judge_in_worker(pool, ArtifactJob(ref=ref, content=content, limits=ReadLimits(seconds=60.0)))
    if verdict.sha256 != hashlib.sha256(content).hexdigest():
        raise InfrastructureError("the reference itself is not of the file")
    return Said(
        sha256=verdict.sha256,
        level=verdict.level.value,
        probability=verdict.probability,
        detectors=tuple(dict.fromkeys(reason.sighting.detector for reason in verdict.reasons)),
    )


def _said(row: Row) -> Said | None:
    if row.sha256 is None or row.level is None or row.probability is None:
        return None
    return Said(sha256=row.sha256, level=row.level, probability=row.probability, detectors=row.detectors)


def _read(kept: Path, rules: str) -> dict[Key, Said]:
    return dict(_lines(kept.read_text("utf-8").splitlines(), rules))


def _lines(lines: Iterable[str], rules: str) -> Iterable[tuple[Key, Said]]:
    for line in lines:
        by, key, sha256, level, probability, detectors = json.loads(line)
        if by == rules:
            yield (
                (key[0], key[1], key[2]),
                Said(sha256=sha256, level=level, probability=probability, detectors=tuple(detectors)),
            )
