"""
Kill whatever belongs to `watchhouse up`, again and again, and hold the end against an undisturbed judgement.

`python -m evals.watch.chaos`: some 10,000 small files of three registries are published
while random processes, or all of them at once, are ended by SIGKILL. In the end every file must have exactly one
verdict, the same as when it is judged directly; the audit log must hold; and no process may be left.
"""

import argparse
import random
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.watch.decisions import Decisions
from evals.watch.findings import say
from evals.watch.house import House, wait_for_feeds
from evals.watch.options import add_common, finish, folder_of
from evals.watch.processes import kill_one
from evals.watch.site import Plan, Site, open_site
from evals.watch.truth import compare, faultless, reference
from watchhouse.model.errors import InfrastructureError

_LOOK = 0.25
_TELL = 15.0
_AT_ONCE = 0.3
"""The share of kills that do not wait until the house works again: they strike while it rises."""
_RISING = 60.0
"""Seconds for which the others wait at most."""
_SETTLED = 600.0
"""Seconds without any progress after which a run has failed: more than any pause that a process takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaos:
    """How much is killed, and how fast."""

    kills: int = 100
    every: float = 4.0
    """Seconds between two kills on average."""
    seed: int = 1
    jobs: int = 2


@dataclass(slots=True)
class _Tally:
    killed: Counter[str] = field(default_factory=Counter)
    left_at_kill: list[int] = field(default_factory=list)
    """How much was left to do when something was killed; -1 where the database did not say."""
    restarts: int = 0
    unasked: int = 0
    """How often `up` ended although nobody had killed it."""
    up_was_killed: bool = False


def run(plan: Plan, chaos: Chaos, folder: Path) -> dict[str, Any]:
    """Serve, watch, kill, wait, and return what is to be said of it."""
    with open_site(plan) as site:
        house = House(folder=folder, options=site.options(), jobs=chaos.jobs)
        began = time.monotonic()
        try:
            house.start()
            wait_for_feeds(house, len(plan.mix))
            if datetime.now(UTC) >= site.begin:
                raise TimeoutError("the stream began before the watch: give it a longer delay")
            with Decisions(house) as decisions:
                time.sleep(max(0.0, (site.begin - datetime.now(UTC)).total_seconds()))
                tally = _kill(house, chaos)
            say(f"killed {tally.killed.total()} times: {dict(tally.killed)}")
            seconds = _settle(house, site, tally)
            rows = house.look().rows()
            attempts = house.look().attempts()
            conditions = house.look().conditions()
            code = house.stop()
        finally:
            house.kill()
        left = house.nobody_left()
        audit = house.verify_audit_log()
        expected = reference(site.world, folder.parent / "reference.jsonl")
    compared = compare(expected, rows)
    found = {
        "kills": tally.killed.total(),
        "killed": dict(sorted(tally.killed.items())),
        "kills_with_work_left": sum(left > 0 for left in tally.left_at_kill),
        "kills_while_rising": sum(left < 0 for left in tally.left_at_kill),
        "restarts": tally.restarts,
        "ended_unasked": tally.unasked,
        "processes_seen": len(house.family.seen),
        "seconds": round(time.monotonic() - began),
        "seconds_after_the_last_kill": round(seconds),
        "attempts": attempts,
        "conditions": conditions,
        "exit_code": code,
        "left": left,
        "audit_log": audit,
        "decisions_acknowledged": decisions.acknowledged,
        "verdicts": compared,
    }
    kept = _audit_rows(audit) >= decisions.acknowledged
    return found | {"good": faultless(compared) and code == 0 and not left and kept}


def _kill(house: House, chaos: Chaos) -> _Tally:
    """Kill at random moments until it was often enough, and keep `up` going."""
    chance = random.Random(chaos.seed)  # noqa: S311 - the same each time is what is wanted
    tally, told = _Tally(), time.monotonic()
    while tally.killed.total() < chaos.kills:
        if chance.random() >= _AT_ONCE:
            _works(house, tally)
        _tend(house, tally, chance.expovariate(1 / chaos.every))
        left = _left(house)
        role = kill_one(chance, house.living())
        if not role:
            continue
        tally.killed[role] += 1
        tally.left_at_kill.append(left)
        tally.up_was_killed |= role in ("supervisor", "all")
        if time.monotonic() - told > _TELL:
            told = time.monotonic()
            say(f"{tally.killed.total()} kills, last {role}, {left} left")
    return tally


def _works(house: House, tally: _Tally) -> None:
    """Wait until another file is judged than before, or nothing is left to do."""
    before, deadline = None, time.monotonic() + _RISING
    while time.monotonic() < deadline:
        _tend(house, tally, _LOOK)
        with suppress(InfrastructureError):
            now = house.look().progress()
            before = before or now
            if now[0] > before[0] or not now[1]:
                return


def _tend(house: House, tally: _Tally, seconds: float) -> None:
    """Keep `up` going for some seconds."""
    until = time.monotonic() + seconds
    while True:
        if house.tend():
            tally.restarts += 1
            tally.unasked += not tally.up_was_killed
            tally.up_was_killed = False
        house.living()
        if time.monotonic() >= until:
            return
        time.sleep(min(_LOOK, max(0.0, until - time.monotonic())))


def _settle(house: House, site: Site, tally: _Tally) -> float:
    """Wait until everything is published and nothing is left to do; return how many seconds that took."""
    began = progressed = told = time.monotonic()
    before = (-1, -1)
    published = len(site.world.published(until=site.end))
    while time.monotonic() - progressed < _SETTLED:
        tally.restarts += house.tend()
        house.living()
        with suppress(InfrastructureError):
            now = house.look().progress()
            if now[0] >= published and now[1] == 0 and datetime.now(UTC) > site.end:
                return time.monotonic() - began
            if now != before:
                before, progressed = now, time.monotonic()
        if time.monotonic() - told > _TELL:
            told = time.monotonic()
            say(f"{before[0]} of {published} judged, {before[1]} left")
        time.sleep(1.0)
    say(f"nothing moves any more: {before[0]} of {published} judged, {before[1]} left")
    return time.monotonic() - began


def _audit_rows(said: str) -> int:
    """Return how many rows the audit log has, or -1 if it does not hold."""
    found = re.fullmatch(r"the audit log holds: (\d+) rows, .*", said)
    return int(found[1]) if found else -1


def _left(house: House) -> int:
    try:
        return house.look().progress()[1]
    except InfrastructureError:
        return -1


def main() -> None:
    """Run it and keep what came of it."""
    parser = argparse.ArgumentParser(prog="evals.watch.chaos", description=__doc__)
    parser.add_argument("--projects", type=int, default=7_200)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--every", type=float, default=5.0, help="seconds between two kills on average")
    parser.add_argument("--seconds", type=float, default=500.0, help="how long the stream lasts")
    parser.add_argument("--delay", type=float, default=25.0, help="seconds before the stream begins")
    parser.add_argument("--seed", type=int, default=1)
    add_common(parser)
    asked = parser.parse_args()
    with folder_of(asked) as folder:
        plan = Plan(
            cache=str(asked.cache or folder / "cache"),
            projects=asked.projects,
            seconds=asked.seconds,
            delay=asked.delay,
        )
        found = run(
            plan,
            Chaos(kills=asked.kills, every=asked.every, seed=asked.seed),
            folder / f"run-{int(time.time())}",
        )
    finish("chaos", found, asked)


if __name__ == "__main__":
    main()
