"""
A local registry in a process of its own, whose world is known here too.

`python -m evals.watch.site` reads what to serve as JSON from its standard input, makes every file, says where it
answers, and serves until its standard input closes.
"""

import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.clock import RunningClock, this_second
from watchhouse.testing.faults import Faults, FaultSwitch, parse_rule
from watchhouse.testing.local_registry.app import create_app
from watchhouse.testing.local_registry.serving import LOOPBACK
from watchhouse.testing.recipe import Recipe
from watchhouse.testing.world import World

_SILENT = logging.CRITICAL + 1
"""A connection cut on purpose is no error that anybody should read of."""

THREE = (("pypi", 50), ("npm", 35), ("nuget", 15))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a site serves."""

    cache: str
    """Folder where the files are kept once they are made."""
    projects: int = 300
    seconds: float = 30.0
    """How long the stream lasts."""
    delay: float = 20.0
    """Seconds from the moment at which the site answers to the beginning of the stream."""
    seed: int = 7
    mix: tuple[tuple[str, int], ...] = THREE
    new: float = 0.8
    removed: float = 0.0
    median: int = 8_000
    largest: int = 400_000
    host: str = LOOPBACK
    port: int = 0
    faults: tuple[str, ...] = ()
    fault_seed: int = 1

    def recipe(self, begin: datetime) -> Recipe:
        """Return what the world is made from that begins at `begin`."""
        return Recipe(
            seed=self.seed,
            projects=self.projects,
            begin=begin,
            span=timedelta(seconds=self.seconds),
            mix=tuple((Ecosystem(name), weight) for name, weight in self.mix),
            new=self.new,
            removed=self.removed,
            median=self.median,
            largest=self.largest,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site that answers."""

    plan: Plan
    url: str
    begin: datetime
    process: int

    @property
    def world(self) -> World:
        """The same world, here."""
        return World(self.plan.recipe(self.begin), cache=Path(self.plan.cache))

    @property
    def end(self) -> datetime:
        """When everything has been published."""
        return self.begin + timedelta(seconds=self.plan.seconds)

    def options(self, feeds: Sequence[str] = ("pypi", "npm", "nuget")) -> tuple[str, ...]:
        """Return the options by which `watchhouse` watches it."""
        return (
            *(part for feed in feeds for part in ("--feed", feed)),
            *("--index-url", f"{self.url}/simple/"),
            *("--npm-registry", f"{self.url}/npm/"),
            *("--npm-replication", f"{self.url}/registry"),
            *("--nuget-index", f"{self.url}/v3/index.json"),
        )


@contextmanager
def open_site(plan: Plan, prefix: Sequence[str] = ()) -> Iterator[Site]:
    """Yield a site that answers; `prefix` is what starts it elsewhere, as in a network namespace."""
    command = [*prefix, sys.executable, "-m", "evals.watch.site"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        assert process.stdout is not None  # noqa: S101 - as above
        try:
            process.stdin.write(json.dumps(asdict(plan)) + "\n")
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            yield Site(
                plan=plan,
                url=told["url"],
                begin=datetime.fromisoformat(told["begin"]),
                process=told["process"],
            )
        finally:
            process.stdin.close()
            try:
                process.wait(10.0)
            except subprocess.TimeoutExpired:
                process.kill()


def plan_of(told: dict[str, Any]) -> Plan:
    """Return the plan that was written as JSON."""
    mix = tuple((name, weight) for name, weight in told.pop("mix"))
    return Plan(mix=mix, faults=tuple(told.pop("faults")), **told)


def main() -> None:
    """Serve what standard input says."""
    import os

    plan = plan_of(json.loads(sys.stdin.readline()))
    first = World(plan.recipe(this_second()), cache=Path(plan.cache))
    for file in first.published(since=datetime.fromtimestamp(0, tz=UTC), until=first.recipe.end):
        first.digests(file.key)
    begin = this_second() + timedelta(seconds=plan.delay)
    world = first.beginning(begin, RunningClock(datetime.now(UTC)))
    # What is disturbed must not look disturbed before the stream begins: the watch begins undisturbed.
    switch = FaultSwitch()
    config = uvicorn.Config(
        create_app(world, switch),
        host=plan.host,
        port=plan.port,
        lifespan="off",
        log_config=None,
        log_level=_SILENT,
        access_log=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    told = {"url": f"http://{plan.host}:{port}", "begin": begin.isoformat(), "process": os.getpid()}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    threading.Timer(
        max(0.0, (begin - datetime.now(UTC)).total_seconds()),
        lambda: switch.set(Faults(rules=tuple(map(parse_rule, plan.faults)), seed=plan.fault_seed)),
    ).start()
    while sys.stdin.read(1):
        pass
    server.should_exit = True
    thread.join(5.0)
    os._exit(0)


def undisturbed(plan: Plan) -> Plan:
    """Return the same without faults."""
    return replace(plan, faults=())


if __name__ == "__main__":
    main()
