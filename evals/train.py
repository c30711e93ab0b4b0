"""Train the model of verdicts anew: `python -m evals.train --malicious DIR --benign DIR`."""

import argparse
from pathlib import Path

from evals.crossfit import crossfit, final
from evals.fit import STRENGTH
from evals.measure import at_rates
from evals.model_file import TARGET, document, write
from evals.prepare import add_options, options, prepare, say


def main() -> None:
    """Extract what the cache lacks, cross-validate, fit, and write the model file."""
    parser = argparse.ArgumentParser(prog="evals.train", description=__doc__)
    add_options(parser)
    parser.add_argument("--strength", type=float, default=STRENGTH, help="pull towards the prior table")
    parser.add_argument("--out", type=Path, default=TARGET, help="the model file to write")
    parsed = parser.parse_args()
    table = prepare(options(parsed))
    crossed = crossfit(table, strength=parsed.strength)
    for row in at_rates(crossed.log_odds, table.malicious, table.groups):
        say(
            f"out of fold, at {row['rate']:.1%}: {row['archives']:.2%} of archives, {row['clusters']:.2%} of clusters"
        )
    content = document(table, final(table, strength=parsed.strength), crossed.line, crossed.bars)
    write(content, parsed.out)
    say(f"{len(table.samples)} archives, {len(table.cells)} cells, model {content['version']}")


if __name__ == "__main__":
    main()
