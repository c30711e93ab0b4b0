"""From two folders of archives to the table: options, samples, clusters, evidence."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals import product, shapes, workers
from evals.cache import default_folder, rules_version, through
from evals.clusters import clusters
from evals.corpus import Sample, load_honest, load_malicious
from evals.records import Record, unpack
from evals.table import Table, tabulate
from evals.workers import Row


@dataclass(frozen=True, slots=True)
class Options:
    """What every command of this package is told."""

    malicious: Path
    honest: Path
    cache: Path
    processes: int
    per_cluster: int
    """Archives taken of each cluster; 0 takes all."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `Options` holds to `parser`."""
    parser.add_argument(
        "--malicious", type=Path, required=True, help="folder of malicious archives (never unpacked)"
    )
    parser.add_argument(
        "--benign", type=Path, required=True, help="folder of honest archives, see `make honest`"
    )
    parser.add_argument("--cache", type=Path, default=default_folder(), help="folder for extracted evidence")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--sample-per-cluster", type=int, default=0, metavar="N", help="0, the default, takes all"
    )


def options(parsed: argparse.Namespace) -> Options:
    """Return the options that were given."""
    return Options(parsed.malicious, parsed.benign, parsed.cache, parsed.processes, parsed.sample_per_cluster)


def prepare(chosen: Options) -> Table:
    """Return the table of every archive, its evidence extracted unless the cache has it."""
    samples = load_malicious(chosen.malicious) + load_honest(chosen.honest)
    named = cluster(samples, chosen)
    picked = list(pick(samples, named, chosen.per_cluster))
    return tabulate(picked, extract(picked, chosen), named)


def cluster(samples: list[Sample], chosen: Options) -> dict[str, str]:
    """Return the cluster of each of `samples`."""
    path = chosen.cache / f"shapes-{shapes.VERSION}.jsonl"
    rows = through(path, samples, lambda rest: _noisy("shapes", rest, product.shape_of, chosen.processes))
    known = {row["sha256"]: product.read_shape(row) for row in rows}
    plain = frozenset(one for sample in samples if not sample.malicious for one in known[sample.sha256].files)
    ties = {sample.sha256: sample.project for sample in samples if sample.project and not sample.malicious}
    return clusters(known, plain, ties)


def extract(samples: list[Sample], chosen: Options) -> dict[str, Record]:
    """Return the evidence of each of `samples`, by digest."""
    path = chosen.cache / f"evidence-{rules_version()}.jsonl"
    rows = through(path, samples, lambda rest: _noisy("evidence", rest, product.evidence, chosen.processes))
    return {row["sha256"]: unpack(row) for row in rows}


def pick(samples: Iterable[Sample], named: Mapping[str, str], per_cluster: int) -> Iterator[Sample]:
    """Yield every honest archive, and of malicious clusters at most `per_cluster` (0: all), the first by digest."""
    taken: Counter[str] = Counter()
    for sample in sorted(samples, key=lambda one: one.sha256):
        taken[named[sample.sha256]] += 1
        if not (per_cluster and sample.malicious) or taken[named[sample.sha256]] <= per_cluster:
            yield sample


def _noisy(what: str, samples: list[Sample], task: workers.Task, processes: int) -> Iterator[Row]:
    began = time.monotonic()
    for number, row in enumerate(
        workers.run(task, samples, processes=processes, prepare=product.warm_up), start=1
    ):
        if number % 500 == 0 or number == len(samples):
            say(f"{what}: {number} of {len(samples)} archives, {time.monotonic() - began:.0f} s")
        yield row


def say(line: str) -> None:
    """Tell the person who waits."""
    sys.stderr.write(line + "\n")
