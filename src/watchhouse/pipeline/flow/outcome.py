"""What came of one attempt to examine a file, and how it is written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from watchhouse.model.verdict import Verdict
from watchhouse.pipeline.flow.context import Context
from watchhouse.store import publications, put_back, verdicts
from watchhouse.store.blobs import ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """There is a verdict."""

    id: int
    verdict: Verdict
    size: int | None = None
    """Of the blob, or None if none was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The registry has it no more."""

    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """It failed, and that counts."""

    id: int
    delay: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """It could not be tried, which is no fault of its own: the attempt does not count."""

    id: int
    delay: timedelta = timedelta()


Outcome: TypeAlias = Answered | Gone | Again | PutBack


def write(context: Context, outcomes: Sequence[Outcome]) -> None:
    """Write down what came of a batch, at one stroke."""
    if not outcomes:
        return
    with context.database.begin() as connection:
        at = context.clock(connection)
        answered = [one for one in outcomes if isinstance(one, Answered)]
        ledger.note(
            connection, {one.verdict.sha256: one.size for one in answered if one.size is not None}, at
        )
        verdicts.record_many(connection, [(one.id, one.verdict) for one in answered], at)
        for one in outcomes:
            match one:
                case Answered():
                    pass
                case Gone():
                    publications.gone(connection, one.id, at)
                case Again():
                    publications.failed(connection, one.id, at + one.delay)
                case PutBack():
                    put_back.put_back(connection, one.id, at + one.delay)
