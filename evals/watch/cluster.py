"""
A cluster on one machine: a PostgreSQL server and two workers, each in a network namespace of its own.

`python -m evals.watch.cluster` (root): while files are published and examined, processes and whole machines are
killed, and the cable of one worker, then of the other, is pulled out and put in again. At last the first worker is
gone for good and the second ends the work. What must come out is what `evals.watch.chaos` demands.
"""

import argparse
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.watch.findings import say
from evals.watch.house import quiet
from evals.watch.look import Look
from evals.watch.network import Machine, NoNetworkError, open_network
from evals.watch.options import add_common, finish, folder_of
from evals.watch.own_server import OwnServer
from evals.watch.parts import Part
from evals.watch.processes import BACKEND, POSTMASTER, Family, Known, kill_one
from evals.watch.site import Plan, Site, open_site
from evals.watch.truth import compare, faultless, reference
from watchhouse.model.errors import InfrastructureError
from watchhouse.store.database import open_database
from watchhouse.store.migrate import migrate

CUT = 45.0
"""Seconds without a cable: longer than a silent worker is believed to live, and than a connection is waited for."""
_SETTLED = 600.0
_SERVER = (POSTMASTER, BACKEND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is done to the cluster."""

    kills: int = 30
    every: float = 6.0
    cut: float = CUT
    seed: int = 1


@dataclass(slots=True)
class Cluster:
    """Everything that runs, and what was done to it."""

    server: OwnServer
    watch: Part
    workers: tuple[Part, Part]
    machines: tuple[Machine, Machine]
    killed: Counter[str] = field(default_factory=Counter)
    restarts: Counter[str] = field(default_factory=Counter)
    cuts: list[dict[str, int]] = field(default_factory=list)
    first_is_gone: bool = False

    @property
    def look(self) -> Look:
        """A way to look into the database."""
        return Look(self.server.url)

    def living(self) -> Mapping[Known, str]:
        """Return every process."""
        found = dict(self.server_family.look())
        for part in (self.watch, *self.workers):
            found.update(part.living())
        return found

    @property
    def server_family(self) -> Family:
        """The server's processes."""
        return self.watch.family

    def tend(self) -> None:
        """Start again what ended, as service managers on these machines would."""
        self.restarts["server"] += self.server.tend()
        for part in (self.watch, *self.workers):
            if not (self.first_is_gone and part is self.workers[0]):
                self.restarts[part.name] += part.tend()

    def progress(self) -> tuple[int, int]:
        """Return how much is judged and how much is left, or (-1, -1)."""
        with suppress(InfrastructureError):
            return self.look.progress()
        return -1, -1


def run(plan: Plan, trial: Trial, folder: Path) -> dict[str, Any]:
    """Return what came of it; raises NoNetworkError."""
    folder.mkdir(parents=True)
    with open_network(3) as network:
        server = OwnServer(folder / "server", network.machines[0], network.range)
        server.make()
        server.start()
        try:
            server.wait()
            _migrate(server.url)
            with open_site(_at(plan, network.address)) as site:
                return _run(site, server, (network.machines[1], network.machines[2]), trial, folder)
        finally:
            server.stop()


def _run(
    site: Site, server: OwnServer, machines: tuple[Machine, Machine], trial: Trial, folder: Path
) -> dict[str, Any]:
    options, family = site.options(), Family(data=server.data)
    watch = Part("watch", ("watch", "--interval", "1", *options), server.url, folder / "here", family)
    first, second = (
        Part(f"worker-{number}", ("worker", "--jobs", "1", *options), server.url, folder / f"machine-{number}",
             Family(), machine.prefix)
        for number, machine in enumerate(machines, 1)
    )  # fmt: skip
    cluster = Cluster(server=server, watch=watch, workers=(first, second), machines=machines)
    began = time.monotonic()
    try:
        for part in (watch, first, second):
            part.start()
        _begin(cluster, site)
        _disturb(cluster, trial)
        say(f"killed {dict(cluster.killed)}, cuts {cluster.cuts}")
        first.kill()
        cluster.first_is_gone = True
        alone_from = cluster.progress()[0]
        _settle(cluster, site)
        rows, attempts = cluster.look.rows(), cluster.look.attempts()
        conditions = [[key, count] for key, count, _ in cluster.look.conditions()]
        codes = {part.name: part.stop() for part in (watch, second)}
        audit = _verify(server.url, folder / "here")
    finally:
        for part in (watch, first, second):
            part.kill()
    left = [
        role
        for part in (watch, first, second)
        for role in part.family.left()
        if role not in ("postmaster", "backend")
    ]
    compared = compare(reference(site.world, folder.parent / "reference.jsonl"), rows)
    return {
        "kills": cluster.killed.total(),
        "killed": dict(cluster.killed),
        "restarts": dict(cluster.restarts),
        "cuts": cluster.cuts,
        "judged_by_the_second_alone": len(rows) - alone_from,
        "seconds": round(time.monotonic() - began),
        "attempts": attempts,
        "conditions": conditions,
        "exit_codes": codes,
        "left": left,
        "audit_log": audit,
        "verdicts": compared,
        "good": faultless(compared) and not left and audit.startswith("the audit log holds"),
    }


def _begin(cluster: Cluster, site: Site) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(InfrastructureError):
            if cluster.look.feeds() >= len(site.plan.mix):
                break
        time.sleep(0.2)
    if datetime.now(UTC) >= site.begin:
        raise TimeoutError("the stream began before the watch: give it a longer delay")


def _disturb(cluster: Cluster, trial: Trial) -> None:
    """Kill, and cut off the second machine after a third of the kills, the first one after two thirds."""
    chance = random.Random(trial.seed)  # noqa: S311 - the same each time is what is wanted
    cuts = {trial.kills // 3: cluster.machines[1], 2 * trial.kills // 3: cluster.machines[0]}
    while cluster.killed.total() < trial.kills:
        _sleep(cluster, chance.expovariate(1 / trial.every))
        if chance.random() < 0.15:
            part = chance.choice(cluster.workers)
            if [known for known in part.living() if known.kill()]:
                cluster.killed["a whole machine"] += 1
        elif role := kill_one(chance, cluster.living()):
            cluster.killed[role] += 1
        machine = cuts.pop(cluster.killed.total(), None)
        if machine is not None:
            before = cluster.progress()[0]
            machine.cut()
            _sleep(cluster, trial.cut)
            machine.join()
            cluster.cuts.append({"judged_before": before, "judged_after": cluster.progress()[0]})
            say(f"cut {machine.name}: {cluster.cuts[-1]}")


def _sleep(cluster: Cluster, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        cluster.tend()
        cluster.living()
        time.sleep(0.25)


def _settle(cluster: Cluster, site: Site) -> None:
    published = len(site.world.published(until=site.end))
    before, progressed, told = (-1, -1), time.monotonic(), time.monotonic()
    while time.monotonic() - progressed < _SETTLED:
        _sleep(cluster, 1.0)
        now = cluster.progress()
        if now[0] >= published and now[1] == 0 and datetime.now(UTC) > site.end:
            return
        if now != before:
            before, progressed = now, time.monotonic()
        if time.monotonic() - told > 15:
            told = time.monotonic()
            say(f"{now[0]} of {published} judged, {now[1]} left")
    say("nothing moves any more")


def _migrate(url: str) -> None:
    database = open_database(url)
    try:
        migrate(database)
    finally:
        database.close()


def _verify(url: str, data: Path) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        (sys.executable, "-m", "watchhouse", "audit-log", "verify", "--data", str(data)),
        capture_output=True,
        text=True,
        env={**quiet(), "WATCHHOUSE_DATABASE_URL": url},
        check=False,
        timeout=120,
    )
    return done.stdout.strip() or done.stderr.strip()


def _at(plan: Plan, host: str) -> Plan:
    from dataclasses import replace

    return replace(plan, host=host)


def main() -> None:
    """Run it and keep what came of it."""
    parser = argparse.ArgumentParser(prog="evals.watch.cluster", description=__doc__)
    parser.add_argument("--projects", type=int, default=2_000)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--every", type=float, default=6.0, help="seconds between two kills on average")
    parser.add_argument("--cut", type=float, default=CUT, help="seconds for which a machine is cut off")
    parser.add_argument("--seconds", type=float, default=240.0, help="how long the stream lasts")
    parser.add_argument("--delay", type=float, default=40.0, help="seconds before the stream begins")
    add_common(parser)
    asked = parser.parse_args()
    with folder_of(asked) as folder:
        plan = Plan(
            cache=str(asked.cache or folder / "cache"),
            projects=asked.projects,
            seconds=asked.seconds,
            delay=asked.delay,
            seed=5,
        )
        trial = Trial(kills=asked.kills, every=asked.every, cut=asked.cut)
        try:
            found = run(plan, trial, folder / f"run-{int(time.time())}")
        except NoNetworkError as error:
            say(f"not run: {error}")
            sys.exit(2)
    finish("cluster", found, asked)


if __name__ == "__main__":
    main()
