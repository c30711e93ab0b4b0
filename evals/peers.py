"""Runs other tools on the same files as ours, each warm in its own process without a network, in turns."""

import argparse
import hashlib
import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from evals.corpus import Sample
from evals.crossfit import crossfit
from evals.inert import laid_out
from evals.measure import area, bar_at, curve, recall, spread
from evals.prepare import say
from evals.table import Table

DRIVERS = Path(__file__).parent / "drivers"
FOLDERS = frozenset({"guarddog"})
"""Tools that read folders only."""
OWN_BARS = {"hexora score": 0.5, "hexora rules": 3.0, "guarddog risk": 5.0}
"""Each tool's own bar: hexora's even odds and its confidence `high`, guarddog's `suspicious`."""
RATES = (0.0, 0.01, 0.05)
SECONDS = 120.0
OURS = "watchhouse"


@dataclass(slots=True)
class Tool:
    """One tool's process and what it said of each archive."""

    name: str
    command: list[str]
    process: subprocess.Popen[str] | None = None
    answers: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, request: dict[str, str]) -> None:
        """Have `request` answered, and keep the answer; a tool that takes too long or dies is started anew."""
        if self.process is None:
            self.process = subprocess.Popen(  # noqa: S603 -- the interpreter is the caller's own choice
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        if line := _exchange(self.process, json.dumps(request)):
            self.answers.append(json.loads(line))
            return
        self.close()
        self.answers.append({"failed": "time or death", "seconds": SECONDS, "peak": 0})

    def close(self) -> None:
        """End the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def add_peer_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that name other tools."""
    parser.add_argument(
        "--peer",
        action="append",
        default=[],
        metavar="NAME=PYTHON",
        help="hexora or guarddog, and its interpreter",
    )
    parser.add_argument(
        "--peer-sample", type=int, default=200, metavar="N", help="malicious and honest archives each"
    )


def peers_of(parsed: argparse.Namespace) -> dict[str, str]:
    """Return the interpreter of each tool named on the command line or in WATCHHOUSE_PEER_<NAME>."""
    named = {name: os.environ.get(f"WATCHHOUSE_PEER_{name.upper()}", "") for name in ("hexora", "guarddog")}
    named |= dict(entry.split("=", 1) for entry in parsed.peer)
    return {name: python for name, python in named.items() if python}


def compare(table: Table, peers: dict[str, str], count: int) -> dict[str, Any]:
    """Return how each of `peers` and we do on `count` malicious and `count` honest archives; empty without peers."""
    if not peers:
        return {}
    rows = subset(table, count)
    tools = [Tool(OURS, _offline([sys.executable, "-m", "evals.drivers.watchhouse_driver"]))]
    tools += [
        Tool(name, _offline([python, "-I", "-B", str(DRIVERS / f"{name}_driver.py")]))
        for name, python in sorted(peers.items())
    ]
    try:
        for turn, row in enumerate(rows):
            _round(tools, table.samples[row], turn)
            if (turn + 1) % 50 == 0:
                say(f"peers: {turn + 1} of {len(rows)} archives")
    finally:
        for tool in tools:
            tool.close()
    return {
        "archives": {
            "malicious": int(table.malicious[rows].sum()),
            "honest": int((~table.malicious[rows]).sum()),
        }
    } | {
        "tools": _scores(table, rows, tools),
        "speed": _speed(table, rows, tools),
    }


def subset(table: Table, count: int) -> list[int]:
    """Return rows: one archive of each of `count` clusters, and `count` honest ones, in an order that mixes them."""
    order = sorted(range(len(table.samples)), key=lambda row: _mixed(table.samples[row].sha256))
    seen: set[str] = set()
    taken: dict[bool, list[int]] = {True: [], False: []}
    for row in order:
        bad = bool(table.malicious[row])
        if len(taken[bad]) < count and not (bad and table.groups[row] in seen):
            seen.add(table.groups[row])
            taken[bad].append(row)
    return sorted(taken[True] + taken[False], key=lambda row: _mixed(table.samples[row].sha256 + "turn"))


def _round(tools: Sequence[Tool], sample: Sample, turn: int) -> None:
    with laid_out(sample, folder=any(tool.name in FOLDERS for tool in tools)) as (archive, folder):
        request = {"archive": str(archive), "folder": str(folder), "file": sample.file}
        # Whoever comes first finds the file cold: each takes its turn at that.
        for number in range(len(tools)):
            tools[(turn + number) % len(tools)].ask(request)


def _exchange(process: subprocess.Popen[str], request: str) -> str:
    """Return the line that `process` answers `request` with; empty if it is late or gone."""
    if process.stdin is None or process.stdout is None:
        return ""
    try:
        process.stdin.write(request + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return ""
    ready, _, _ = select.select([process.stdout], [], [], SECONDS)
    return process.stdout.readline() if ready else ""


def _scores(table: Table, rows: list[int], tools: Sequence[Tool]) -> dict[str, Any]:
    malicious = table.malicious[rows]
    crossed = crossfit(table)
    columns = {f"{OURS}, out of fold": crossed.log_odds[rows]}
    bars = {f"{OURS}, out of fold": crossed.bars.suspicious} | OWN_BARS
    for tool in tools[1:]:
        for key in sorted({key for answer in tool.answers for key in answer.get("scores", {})}):
            said = [answer.get("scores", {}).get(key, -1.0) for answer in tool.answers]
            columns[f"{tool.name} {key}"] = np.array(said, dtype=np.float64)
    found = {}
    for name, scores in columns.items():
        points = curve(scores, malicious, np.ones(len(rows)))
        above = scores >= bars.get(name, np.inf)
        found[name] = {
            "recall": [
                {
                    "rate": rate,
                    "archives": round(recall(scores[malicious] > bar_at(scores[~malicious], rate)), 4),
                }
                for rate in RATES
            ],
            "own_bar": {
                "recall": round(recall(above[malicious]), 4),
                "alarms": round(recall(above[~malicious]), 4),
            },
            "area": area(points),
            "roc": points,
        }
    return found


def _speed(table: Table, rows: list[int], tools: Sequence[Tool]) -> dict[str, Any]:
    seconds = {tool.name: np.array([answer["seconds"] for answer in tool.answers]) for tool in tools}
    honest = ~table.malicious[rows]
    return {
        tool.name: {
            "seconds": spread(seconds[tool.name]),
            "seconds_honest": spread(seconds[tool.name][honest]),
            "peak_mib": spread(answer["peak"] / (1 << 20) for answer in tool.answers),
            "times_ours_in_sum": round(float(seconds[tool.name].sum() / seconds[OURS].sum()), 2),
            "times_ours_median": round(float(np.median(seconds[tool.name] / seconds[OURS])), 2),
            "failed": sum("failed" in answer for answer in tool.answers),
        }
        for tool in tools
    }


def _offline(command: list[str]) -> list[str]:
    """Return `command` in a network namespace of its own, where the system can make one."""
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-rn", "true"], check=False, capture_output=True).returncode == 0:  # noqa: S603
        return [unshare, "-rn", *command]
    return command


def _mixed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
