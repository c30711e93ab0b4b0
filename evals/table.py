"""Records come in; the table that a model is fitted to goes out: one row per archive, one column per cell."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.clusters import sizes
from evals.corpus import Sample
from evals.records import Record
from watchhouse.verdicts.cells import Cell
from watchhouse.verdicts.features import features, strongest_first
from watchhouse.verdicts.prior import prior_weight

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Table:
    """Archives as rows, in one order throughout."""

    samples: tuple[Sample, ...]
    records: tuple[Record, ...]
    groups: tuple[str, ...]
    """Each archive's cluster."""
    cells: tuple[Cell, ...]
    reached: Bools
    """Whether an archive (row) reaches a cell (column)."""
    malicious: Bools
    weight: Floats
    """How much an archive counts: a cluster counts by the square root of its size, both labels alike in sum."""
    hides: Bools

    @property
    def prior(self) -> Floats:
        """Every cell's weight by the hand-set table."""
        return np.array([prior_weight(cell) for cell in self.cells])

    def folds(self, count: int) -> npt.NDArray[np.int64]:
        """Return each archive's fold, 0 to `count` - 1; a cluster is never divided."""
        return np.array(
            [int(hashlib.sha256(group.encode()).hexdigest(), 16) % count for group in self.groups]
        )


def tabulate(samples: Sequence[Sample], records: Mapping[str, Record], named: Mapping[str, str]) -> Table:
    """Return the table of those `samples` that have a record, in the clusters that `named` tells."""
    kept = tuple(sample for sample in samples if sample.sha256 in records)
    reached = [features(strongest_first(records[sample.sha256].sightings)) for sample in kept]
    cells = tuple(sorted({cell for row in reached for cell in row}))
    column = {cell: number for number, cell in enumerate(cells)}
    matrix = np.zeros((len(kept), len(cells)), bool)
    for number, row in enumerate(reached):
        matrix[number, [column[cell] for cell in row]] = True
    malicious = np.array([sample.malicious for sample in kept])
    groups = tuple(named[sample.sha256] for sample in kept)
    return Table(
        samples=kept,
        records=tuple(records[sample.sha256] for sample in kept),
        groups=groups,
        cells=cells,
        reached=matrix,
        malicious=malicious,
        weight=weights(groups, malicious),
        hides=np.array([records[sample.sha256].hides for sample in kept]),
    )


def weights(groups: Sequence[str], malicious: Bools) -> Floats:
    """Return what each archive counts; the malicious ones together as much as the honest ones."""
    count = sizes({group: group for group in groups}, groups)
    weight = np.array([count[group] ** -0.5 for group in groups])
    if malicious.any() and not malicious.all():
        weight[malicious] *= weight[~malicious].sum() / weight[malicious].sum()
    return weight
