"""Which clusters are missed and which honest packages score high, in ids and counts: never a line of an archive."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from evals.clusters import sizes
from evals.crossfit import crossfit
from evals.table import Table

LINES = 40


def missed(table: Table) -> Iterator[str]:
    """Yield lines on the largest missed clusters and on the honest packages that score highest, out of fold."""
    crossed = crossfit(table)
    wicked = [group for group, bad in zip(table.groups, table.malicious, strict=True) if bad]
    count = sizes({group: group for group in wicked}, wicked)
    for name, bar in (("suspicious", crossed.bars.suspicious), ("notable", crossed.bars.notable)):
        below = table.malicious & (crossed.log_odds < bar)
        lost = Counter(group for group, low in zip(table.groups, below, strict=True) if low)
        yield f"below {name} ({bar:.2f}): {below.sum()} archives, {len(lost)} clusters touched"
        for group, number in lost.most_common(LINES):
            row = next(i for i in map(int, np.flatnonzero(below)) if table.groups[i] == group)
            yield f"  {group[:12]} {number:4} of {count[group]:4} e.g. {_line(table, row, crossed.log_odds[row])}"
    yield "honest packages that score highest"
    honest = np.flatnonzero(~table.malicious)
    for row in honest[np.argsort(-crossed.log_odds[honest])][:LINES]:
        yield f"  {_line(table, int(row), crossed.log_odds[row])}"


def _line(table: Table, row: int, score: float) -> str:
    sample, record = table.samples[row], table.records[row]
    fired = Counter(sighting.detector for sighting in record.sightings)
    seen = ", ".join(f"{detector}x{number}" for detector, number in fired.most_common(12))
    return f"{sample.sha256[:12]} {sample.kind} {sample.file[:60]!a} {score:6.2f} {seen or 'silent'}"
