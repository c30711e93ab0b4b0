"""Measure detection and speed: `python -m evals.run --malicious DIR --benign DIR [--peer hexora=PYTHON]`."""

import argparse
import json
from pathlib import Path

from evals.cache import rules_version
from evals.missed import missed
from evals.passed_over import passed_over
from evals.peers import add_peer_options, compare, peers_of
from evals.plot import plot
from evals.prepare import add_options, options, prepare, say
from evals.report import report
from evals.results import results

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs"


def main() -> None:
    """Extract, cross-validate, compare, and write the figures, the table and the plot."""
    parser = argparse.ArgumentParser(prog="evals.run", description=__doc__)
    add_options(parser)
    add_peer_options(parser)
    parser.add_argument(
        "--missed", action="store_true", help="also list what scores lowest and highest wrongly"
    )
    parser.add_argument("--results", type=Path, default=HERE / "results.json")
    parser.add_argument("--docs", type=Path, default=DOCS, help="folder for evaluation.md and the plot")
    parser.add_argument(
        "--index-sample",
        type=int,
        default=0,
        metavar="N",
        help="honest archives measured with the index of known files as well; 0 takes all, -1 keeps the old figures",
    )
    parsed = parser.parse_args()
    old = json.loads(parsed.results.read_text("utf-8")) if parsed.results.exists() else {}
    table = prepare(options(parsed))
    found = {"rules_version": rules_version()} | results(table)
    if parsed.missed:
        for line in missed(table):
            say(line)
    compared = compare(table, peers_of(parsed), parsed.peer_sample)
    if compared:
        found["peers"] = compared
    else:
        found["peers"] = old.get("peers", {})
    count = parsed.index_sample
    found["index"] = passed_over(table.samples, count) if count >= 0 else old.get("index", {})
    parsed.results.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    plot(found, parsed.docs / "evaluation-roc.svg")
    plot(found, parsed.docs / "evaluation-roc.png")
    (parsed.docs / "evaluation.md").write_text(report(found), "utf-8")


if __name__ == "__main__":
    main()
