"""
Measure what the shipped index of known files saves: `python -m evals.passed_over --benign DIR`.

Everything else in this package is measured and trained without the index: many honest archives are of the projects
that it holds, and would be quiet and quick for that reason alone.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import watchhouse.evidence.likeness
from evals import product, workers
from evals.corpus import Sample, load_honest
from evals.measure import spread
from evals.prepare import say
from evals.report import report
from evals.workers import Row
from watchhouse.artifacts.open import read_artifact
from watchhouse.evidence.examine import examine
from watchhouse.evidence.likeness.known_files import shipped
from watchhouse.evidence.likeness.releases import read_releases
from watchhouse.model.artifact import ReadLimits
from watchhouse.pipeline.job import ArtifactJob
from watchhouse.pipeline.judge_artifact import Known, judge_artifact

HERE = Path(__file__).parent
GROUPS = ("all", "in the index", "another release of a project in the index", "of other projects")


def main() -> None:
    """Measure, and put the figures into the results and the page."""
    parser = argparse.ArgumentParser(prog="evals.passed_over", description=__doc__)
    parser.add_argument("--benign", type=Path, required=True, help="folder of honest archives")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="0, the default, takes all")
    parser.add_argument("--results", type=Path, default=HERE / "results.json")
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "evaluation.md")
    parsed = parser.parse_args()
    found = json.loads(parsed.results.read_text("utf-8"))
    found["index"] = passed_over(load_honest(parsed.benign), parsed.sample)
    parsed.results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    parsed.page.write_text(report(found), "utf-8")


def passed_over(samples: Sequence[Sample], count: int = 0) -> dict[str, Any]:
    """Return, for `count` honest samples (0: all), how much of them is known, and their cost with and without that."""
    order = sorted((one for one in samples if not one.malicious), key=_mixed)
    chosen = {one.sha256: one for one in (order[:count] if count else order)}
    rows: dict[str, list[Row]] = {name: [] for name in GROUPS}
    done = workers.run(both, list(chosen.values()), processes=1, prepare=product.warm_up)
    for number, row in enumerate(done, start=1):
        if "failed" not in row:
            rows["all"].append(row)
            rows[group(chosen[row["sha256"]])].append(row)
        if number % 50 == 0:
            say(f"index: {number} of {len(chosen)} archives")
    index = shipped()
    return {
        "files": len(index),
        "source": index.source,
        "day": index.day.isoformat(),
        "groups": {name: _figures(some) for name, some in rows.items() if some},
    }


def both(sample: Sample) -> Row:
    """Judge `sample` with and without the index, twice each in turns, and count what is known of it."""
    content = sample.path.read_bytes()
    job = ArtifactJob(ref=product.reference(sample), content=content)
    seconds, reasons = {True: 0.0, False: 0.0}, {True: 0, False: 0}
    indexes: dict[bool, Known] = {True: shipped(), False: product.NOTHING_KNOWN}
    for indexed in (False, True, True, False):
        began = time.process_time()
        reasons[indexed] = len(judge_artifact(job, indexes[indexed]).reasons)
        seconds[indexed] += (time.process_time() - began) / 2
    tree = read_artifact(content, sample.file, ReadLimits(), time.monotonic)
    facts, _ = examine(tree, job.ref, [], known=shipped())
    before, _ = examine(tree, job.ref, [], known=product.NOTHING_KNOWN)
    return {
        "members": len(tree.members),
        "known": len(facts.known),
        "code": len({one.path for one in before.code}),
        "code_with": len({one.path for one in facts.code}),
        "without": seconds[False],
        "with": seconds[True],
        "reasons": reasons[False],
        "reasons_with": reasons[True],
    }


def group(sample: Sample) -> str:
    """Return which of GROUPS `sample` belongs to, besides all."""
    digests, projects = _indexed()
    if sample.sha256 in digests:
        return GROUPS[1]
    return GROUPS[2] if sample.project in projects else GROUPS[3]


@cache
def _indexed() -> tuple[frozenset[str], frozenset[str]]:
    text = (resources.files(watchhouse.evidence.likeness) / "known-releases.txt").read_text("utf-8")
    releases = read_releases(text)
    return frozenset(one.sha256 for one in releases), frozenset(one.project for one in releases)


def _figures(rows: Sequence[Row]) -> dict[str, Any]:
    members = sum(row["members"] for row in rows)
    return {
        "archives": len(rows),
        "members": members,
        "members_known": round(sum(row["known"] for row in rows) / max(members, 1), 4),
        "archives_with_any": sum(row["known"] > 0 for row in rows),
        "code_read": [sum(row["code"] for row in rows), sum(row["code_with"] for row in rows)],
        "sightings": [sum(row["reasons"] for row in rows), sum(row["reasons_with"] for row in rows)],
        "seconds_without": spread(row["without"] for row in rows),
        "seconds_with": spread(row["with"] for row in rows),
    }


def _mixed(sample: Sample) -> str:
    return hashlib.sha256(f"index {sample.sha256}".encode()).hexdigest()


if __name__ == "__main__":
    main()
