"""
Artifacts a second through the whole flow and store, and where the processor time goes.

`python -m evals.watch.throughput`: all files of a world are published at once; from then on until the last verdict
every process of `watchhouse up` is read. What the local registry itself takes is not ours and is told apart: on a
machine where it runs beside, the rate that is measured is a lower bound, and the processor time that an artifact
takes says what the same processors give without it.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil

from evals.watch.engine_share import seconds as in_parts
from evals.watch.findings import RESULTS, keep, say
from evals.watch.house import House, wait_for_feeds
from evals.watch.meter import Meter
from evals.watch.processes import CONFINED, PAGE, SUPERVISOR, WATCH, WORKER
from evals.watch.site import THREE, Plan, Site, open_site
from evals.watch.sql_share import SqlShare
from watchhouse.model.errors import InfrastructureError

PROFILES: Mapping[str, Mapping[str, Any]] = {
    # PyPI's median file of a small project; few are large, so that the flow and not the bytes is measured.
    "small": {"median": 30_000, "largest": 400_000},
    # The sizes of recent uploads as `watchhouse.testing.sizes` has them.
    "a day of PyPI": {"median": 30_000, "largest": 30_000_000, "mix": (("pypi", 100),)},
    "npm": {"median": 30_000, "largest": 400_000, "mix": (("npm", 100),)},
    "nuget": {"median": 30_000, "largest": 400_000, "mix": (("nuget", 100),)},
}
_LIMIT = 3_600.0
_KEPT = """
    SELECT pg_database_size(current_database()), (SELECT sum(size) FROM blob),
           (SELECT last_value FROM procrastinate_jobs_id_seq)
"""


def run(plan: Plan, folder: Path, *, jobs: int = 2, profiler: str = "") -> dict[str, Any]:
    """Return what one world costs."""
    with open_site(plan) as site:
        house = House(folder=folder, options=site.options(tuple(name for name, _ in plan.mix)), jobs=jobs)
        try:
            house.start()
            wait_for_feeds(house, len(plan.mix))
            if datetime.now(UTC) >= site.begin:
                raise TimeoutError("the stream began before the watch: give it a longer delay")
            published = len(site.world.published(until=site.end))
            _until(site.begin)
            began, before = time.monotonic(), _of(site.process)
            with Meter(house.living) as meter, _profiled(house, profiler) as profile:
                _finish(house, published)
            seconds, own = time.monotonic() - began, _of(site.process) - before
            moments = house.look().judged_at()
            kept = house.look().ask(_KEPT)
            house.stop()
        finally:
            house.kill()
    cost = meter.cost()
    if profile:
        # What holds the interpreter is Python; the SQL part is the share of statements that are the engine's.
        engine = (
            profile["worker_python_seconds"].get("engine", 0.0) + profile["sql"]["engine"] * cost["postgres"]
        )
        profile["engine_share"] = round(engine / sum(cost.values()), 4)
        profile["engine_milliseconds_each"] = round(1000 * engine / published, 2)
    return _told(site, published, seconds=seconds, cost=cost, own=own, moments=moments) | {
        "database_bytes_each": round(kept[0][0] / published),
        "blob_bytes_each": round(int(kept[0][1] or 0) / published),
        "engine_jobs": int(kept[0][2]),
        **profile,
    }


def _told(
    site: Site,
    published: int,
    *,
    seconds: float,
    cost: Mapping[str, float],
    own: float,
    moments: Sequence[datetime],
) -> dict[str, Any]:
    ours = sum(cost.values())
    tenth = len(moments) // 10
    middle = (moments[-1 - tenth] - moments[tenth]).total_seconds() if len(moments) > 20 else 0.0
    return {
        "artifacts": published,
        "seconds": round(seconds, 1),
        "a_second": round(published / seconds, 1),
        "a_second_in_the_middle": round((len(moments) - 2 * tenth) / middle, 1) if middle else None,
        "processor_seconds": dict(cost),
        "processor_milliseconds_each": {
            part: round(1000 * cost.get(part, 0.0) / published, 2)
            for part in (CONFINED, WORKER, "postgres", WATCH, SUPERVISOR, PAGE)
        },
        "processor_milliseconds": round(1000 * ours / published, 2),
        "two_processors_give_a_second": round(2 * published / ours, 1),
        "registry": {
            "processor_seconds": round(own, 2),
            "milliseconds_each": round(1000 * own / published, 2),
        },
        "stream_seconds": site.plan.seconds,
    }


def _finish(house: House, published: int) -> None:
    deadline, told = time.monotonic() + _LIMIT, time.monotonic()
    while time.monotonic() < deadline:
        time.sleep(0.5)
        with suppress(InfrastructureError):
            judged, left = house.look().progress()
            if judged >= published and not left:
                return
            if time.monotonic() - told > 10:
                told = time.monotonic()
                say(f"{judged} of {published} judged, {left} left")
    raise TimeoutError("not everything was judged")


@contextmanager
def _profiled(house: House, profiler: str) -> Iterator[dict[str, Any]]:
    """Yield what the profilers say, filled in when the block ends; nothing without `profiler`, py-spy's path."""
    told: dict[str, Any] = {}
    if not profiler:
        yield told
        return
    worker = next(known.pid for known, role in house.living().items() if role == WORKER)
    target = house.folder / "stacks.txt"
    command = [
        profiler,
        "record",
        "--pid",
        str(worker),
        "--rate",
        "100",
        "--gil",
        "--threads",
        "--format",
        "raw",
    ]
    with (
        SqlShare(house.look().url) as sql,
        subprocess.Popen(  # noqa: S603 - the profiler that the caller names
            [*command, "--duration", "3600", "--output", str(target)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as recording,
    ):
        yield told
        recording.send_signal(2)
        recording.wait(60)
    told["worker_python_seconds"] = in_parts(target.read_text("utf-8").splitlines())
    told["sql"] = sql.shares()


def _of(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(UTC)).total_seconds()))


def main() -> None:
    """Measure the profiles that are asked for and keep each at once: a run that is broken off loses one."""
    parser = argparse.ArgumentParser(prog="evals.watch.throughput", description=__doc__)
    parser.add_argument("profiles", nargs="*", default=list(PROFILES), help=f"of {', '.join(PROFILES)}")
    parser.add_argument("--projects", type=int, default=1_200)
    parser.add_argument("--delay", type=float, default=25.0, help="seconds before the stream begins")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--profiler", default="", help="py-spy's path: also tell the engine's share")
    parser.add_argument("--cache", type=Path, help="keep the generated files here")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--dry", action="store_true", help="write no results")
    asked = parser.parse_args()
    for name in asked.profiles:
        with tempfile.TemporaryDirectory(prefix="watchhouse-throughput-") as temporary:
            folder = Path(temporary)
            folder.chmod(0o711)  # the account that the database runs as goes through it
            shape = {"mix": THREE, **PROFILES[name]}
            plan = Plan(
                cache=str(asked.cache or folder / "cache"),
                projects=asked.projects,
                seconds=2.0,
                delay=asked.delay,
                **shape,
            )
            found = run(plan, folder / "run", jobs=asked.jobs, profiler=asked.profiler)
        say(f"{name}: {json.dumps(found, indent=1)}")
        if not asked.dry:
            section = f"engine share: {name}" if asked.profiler else f"throughput: {name}"
            keep(section, found, asked.results)


if __name__ == "__main__":
    main()
