"""
A day of three registries' feeds in some minutes, with everything going wrong that a registry can do wrong.

`python -m evals.watch.fast_motion`: rows are left out, told twice, out of order or with times to come, names that
nobody can own are mixed in, numbers jump back, answers are refused (429), fail (500), break off, crawl or hold another
file than they state. In the end every row that was told must be an event, and every file of which anything was told
must be judged, both by the generator's own list; and what watches and works must not have grown.
"""

import argparse
import json
import time
import urllib.request
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.watch.findings import say
from evals.watch.look import Look
from evals.watch.meter import Meter, slope
from evals.watch.options import add_common, finish, folder_of
from evals.watch.parts import Part, living
from evals.watch.processes import CONFINED, WATCH, WORKER, Family
from evals.watch.site import Plan, Site, open_site
from evals.watch.told import Told, told
from evals.watch.truth import key_of
from watchhouse.model.errors import InfrastructureError
from watchhouse.model.identity import Ecosystem
from watchhouse.store.database import open_database
from watchhouse.store.embedded import EmbeddedServer
from watchhouse.store.migrate import migrate
from watchhouse.testing.world import World

FAULTS = (
    "gap=0.002",
    "duplicate=0.02",
    "reorder=0.02",
    "future=0.002,path=/v3",
    "future=0.002,path=/pypi",
    "unownable=0.003",
    "serial-back=0.01,amount=300",
    "too-many=0.01,amount=1",
    "error=0.02",
    "nonsense=0.003",
    "truncate=0.01",
    "slow=0.003,amount=2",
    "wrong-hash=0.01,path=/packages/",
    "wrong-hash=0.01,path=/v3-flatcontainer/",
)
_DAY = 86_400.0
_SETTLED = 900.0
"""Seconds without any progress after which a run has failed: a download that failed often waits for minutes."""
_QUIET = 12
"""Looks without anything new, one a second, after which it is over: each feed is asked as often."""
_MEBIBYTE = float(1 << 20)


def run(plan: Plan, folder: Path, jobs: int) -> dict[str, Any]:
    """Return what came of a day."""
    folder.mkdir(parents=True)
    server = EmbeddedServer(folder / "database")
    try:
        url = server.start()
        database = open_database(url)
        migrate(database)
        database.close()
        with open_site(plan) as site:
            return _run(site, url, folder, jobs)
    finally:
        server.stop()


def _run(site: Site, url: str, folder: Path, jobs: int) -> dict[str, Any]:
    family = Family()
    watch = Part("watch", ("watch", "--interval", "1", *site.options()), url, folder / "data", family)
    worker = Part("worker", ("worker", "--jobs", str(jobs), *site.options()), url, folder / "data", family)
    look = Look(url)
    try:
        for part in (watch, worker):
            part.start()
        deadline = time.monotonic() + 120
        while look.feeds() < len(site.plan.mix) and time.monotonic() < deadline:
            time.sleep(0.2)
        if datetime.now(UTC) >= site.begin or look.feeds() < len(site.plan.mix):
            raise TimeoutError("the stream began before the watch: give it a longer delay")
        began = time.monotonic()
        with Meter(lambda: living((watch, worker))) as meter:
            _finish(site, look)
        seconds = time.monotonic() - began
        starts = {part.name: part.starts for part in (watch, worker)}
        codes = {part.name: part.stop() for part in (watch, worker)}
    finally:
        for part in (watch, worker):
            part.kill()
    found = compared(
        site.world, look, tuple(told(site.world, site.plan.faults, site.plan.fault_seed, _first_seq(site)))
    )
    memory = {role: _grown(meter, role) for role in (WATCH, WORKER, CONFINED)}
    good = (
        not found["rows_missed"]
        and not found["files_missed"]
        and not found["files_not_judged"]
        and all(count == 1 for count in starts.values())
    )
    return {
        "hours_of_feed": 24,
        "seconds": round(seconds),
        "times_as_fast": round(_DAY / site.plan.seconds),
        "faults": site.plan.faults,
        "judged_by": "the shipped rules and model",
        "starts": starts,
        "exit_codes": codes,
        "memory_mib": memory,
        "conditions": [[key, count] for key, count, _ in look.conditions()],
        **found,
        "good": good,
    }


def compared(world: World, look: Look, rows: Sequence[Told]) -> dict[str, Any]:
    """Return what was missed of what was told, and of what was published."""
    known = _marks(look)
    must = [row for row in rows if not (row.withheld or row.distorted or row.superseded)]
    missed = [row for row in must if row.mark not in known]
    last: dict[int, float] = {}
    for row in rows:
        if not row.withheld:
            last[row.project] = max(last.get(row.project, 0.0), row.at)
    files = {key_of(file): file for file in world.published(until=world.recipe.end)}
    # A file is told of if any row of its project was told once it was there.
    spoken = {key for key, file in files.items() if last.get(file.key[0], 0.0) >= file.at.timestamp() - 1e-3}
    stored: dict[tuple[str, str, str], list[Any]] = {}
    for one in look.rows():
        stored.setdefault((one.ecosystem, one.name, one.file), []).append(one)
    judged = {key for key, found in stored.items() if any(one.state == "judged" for one in found)}
    return {
        "rows": len(rows),
        "rows_by_registry": dict(Counter(row.ecosystem.value for row in rows)),
        "rows_withheld": sum(row.withheld for row in rows),
        "rows_superseded": sum(row.superseded for row in rows),
        "rows_that_must_be_events": len(must),
        "rows_missed": len(missed),
        "events": len(look.events()),
        "files": len(files),
        "files_of_which_nothing_was_told": len(files) - len(spoken),
        "of_these_found_all_the_same": len((files.keys() - spoken) & stored.keys()),
        "files_missed": len(spoken - stored.keys()),
        "files_not_judged": len((spoken & stored.keys()) - judged),
        "files_not_expected": len(stored.keys() - files.keys()),
        "files_more_than_once": sum(len({one.publication for one in found}) > 1 for found in stored.values()),
        "verdicts_with_gaps": sum(bool(one.gaps) for found in stored.values() for one in found),
        "attempts": look.attempts(),
        "examples": [row.mark for row in missed[:5]] + ["/".join(key) for key in sorted(spoken - judged)[:5]],
    }


def _marks(look: Look) -> set[str]:
    """Return what the events in the database are known by."""
    rows = look.ask("SELECT feed, key, project, version, extract(epoch FROM at)::bigint FROM event")
    found = set()
    for feed, key, project, version, at in rows:
        match feed:
            case "pypi":
                found.add(f"{key.partition(':')[0]} {project}")
            case "npm":
                found.add(
                    key.partition("-")[0]
                    if "@" not in key
                    else f"{key.rpartition('@')[0]}@{key.rpartition('@')[2].partition('-')[0]}"
                )
            case _:
                found.add(f"{at} {project} {version}")
    return found


def _finish(site: Site, look: Look) -> None:
    """Wait until the day is over and nothing is left to do or in sight."""
    progressed = said = time.monotonic()
    before, quiet = (-1, -1), 0
    while time.monotonic() - progressed < _SETTLED:
        time.sleep(1.0)
        with suppress(InfrastructureError):
            now = look.progress()
            over = datetime.now(UTC) > site.end
            quiet = quiet + 1 if over and now == before and now[1] == 0 else 0
            if quiet >= _QUIET:
                return
            if now != before or not over:
                before, progressed = now, time.monotonic()
        if time.monotonic() - said > 20:
            said = time.monotonic()
            say(f"{before[0]} judged, {before[1]} left")
    say("nothing moves any more")


def _first_seq(site: Site) -> int:
    """Return the number of the first row of npm's feed, which the registry is asked for until it says it."""
    rows = len(site.world.journal(Ecosystem.NPM))
    heads = Counter(head for _ in range(9) if (head := _head(site)) is not None)
    # A number that jumped back is seldom said.
    return heads.most_common(1)[0][0] - rows + 1


def _head(site: Site) -> int | None:
    with suppress(OSError, ValueError, KeyError), urllib.request.urlopen(f"{site.url}/registry") as answer:  # noqa: S310 - loopback
        return int(json.load(answer)["update_seq"])
    return None


def _grown(meter: Meter, role: str) -> dict[str, float]:
    """Return the memory of a role over time, its first quarter left out: it loads then."""
    points = [(one.at, one.memory[role] / _MEBIBYTE) for one in meter.samples if role in one.memory]
    steady = points[len(points) // 4 :]
    if not steady:
        return {}
    return {
        "first": round(steady[0][1], 1),
        "last": round(steady[-1][1], 1),
        "most": round(max(memory for _, memory in points), 1),
        "growth_over_the_rest": round(slope(steady) * (steady[-1][0] - steady[0][0]), 1),
    }


def main() -> None:
    """Run it and keep what came of it."""
    parser = argparse.ArgumentParser(prog="evals.watch.fast_motion", description=__doc__)
    parser.add_argument("--projects", type=int, default=8_000)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long the 24 hours last")
    parser.add_argument("--delay", type=float, default=40.0, help="seconds before the stream begins")
    parser.add_argument("--jobs", type=int, default=2)
    add_common(parser)
    asked = parser.parse_args()
    with folder_of(asked) as folder:
        plan = Plan(
            cache=str(asked.cache or folder / "cache"),
            projects=asked.projects,
            seconds=asked.seconds,
            delay=asked.delay,
            median=4_000,
            largest=40_000,
            seed=11,
            faults=FAULTS,
        )
        found = run(plan, folder / f"run-{int(time.time())}", asked.jobs)
    finish("fast motion", found, asked)


if __name__ == "__main__":
    main()
