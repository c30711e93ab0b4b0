"""Judge again, by the rules of today, what other rules judged; the old verdicts stay beside the new ones."""

from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.verdict import Level
from watchhouse.pipeline.flow.context import Context
from watchhouse.pipeline.flow.priority import Priority
from watchhouse.pipeline.log import note
from watchhouse.store import audit, shards, verdicts

_STEP = 10_000
"""Publications that become wanted in one transaction: each looks through all that is judged."""

_FEW = 1_000
"""Fewer waiting than this, and some more become wanted."""


def rescan(
    context: Context,
    actor: str,
    *,
    ecosystem: Ecosystem | None = None,
    name: ProjectName | None = None,
    least: Level | None = None,
) -> int:
    """
    Have judged again what `ecosystem`, `name` and `least` (a level that a verdict had) choose; return how many.

    What these rules have judged already is left out: they would say the same.
    """
    total = 0
    found = _STEP
    while found == _STEP:
        with context.database.begin() as connection:
            found = verdicts.want_again(
                connection,
                context.rules,
                _STEP,
                priority=Priority.RESCAN,
                ecosystem=ecosystem,
                name=name,
                least=least,
            )
        total += found
    chosen = {"ecosystem": ecosystem, "name": name, "least": least and least.name.lower()}
    told = ", ".join(f"{key} {value}" for key, value in chosen.items() if value) or "everything"
    with context.database.begin() as connection:
        audit.append(
            connection,
            actor=actor,
            action="rescan",
            subject=told,
            detail=f"{total} files, by rules {context.rules}",
            at=context.clock(connection),
        )
    return total


class JudgingAgain:
    """What a new rule set or model brings with it: everything is judged again, a little at a time, last of all."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._done = not context.judges_again
        self._begun = False

    def step(self) -> None:
        """Make some more wanted, unless enough of it waits or nothing is left."""
        if self._done:
            return
        context = self._context
        with context.database.begin() as connection:
            if shards.backlog(connection, Priority.RESCAN, _FEW):
                return
            found = verdicts.want_again(connection, context.rules, _STEP, priority=Priority.RESCAN)
            if found and not self._begun:
                self._begun = True
                audit.append(
                    connection,
                    actor="watchhouse",
                    action="rescan",
                    subject="everything",
                    detail=f"the rules are now {context.rules}",
                    at=context.clock(connection),
                )
                note("judging again by new rules", rules=context.rules)
            self._done = found < _STEP
