"""
The audit log: who decided what, when and why, each row bound to the one before it by a SHA-256.

A row that was changed, put in or taken out breaks the chain. That the newest rows were cut off can only be seen by
somebody who kept an earlier answer of `verify`.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import Connection, RowMapping, insert, select, text

from watchhouse.store.schema import AUDIT
from watchhouse.store.text import restored, storable

_LOCK = 0x77617463_61756469
"""Number of the advisory lock under which one transaction at a time appends."""

_START = bytes(32)

_BATCH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the log."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The whole chain holds."""

    rows: int
    last: str
    """Hexadecimal hash of the newest row: whoever keeps it can tell later that nothing was cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The chain breaks at `row`."""

    row: int
    why: str


Verification: TypeAlias = Verified | Broken


def append(
    connection: Connection, *, actor: str, action: str, subject: str, detail: str = "", at: datetime
) -> int:
    """
    Write down that `actor` did `action` to `subject`, and return the row's number.

    Others who append wait until the caller's transaction ends.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    newest = connection.execute(
        select(AUDIT.c.id, AUDIT.c.hash).order_by(AUDIT.c.id.desc()).limit(1)
    ).one_or_none()
    row: dict[str, Any] = {
        "id": newest.id + 1 if newest else 1,
        "at": at,
        "actor": storable(actor),
        "action": storable(action),
        "subject": storable(subject),
        "detail": storable(detail),
        "previous": newest.hash if newest else _START,
    }
    connection.execute(insert(AUDIT).values(**row, hash=_hash(row)))
    return int(row["id"])


def verify(connection: Connection, known: Verified | None = None) -> Verification:
    """Follow the chain from its start to its end; with `known`, an earlier answer must be a part of it."""
    previous, count = _START, 0
    for row in _rows(connection):
        if row["id"] != count + 1:
            return Broken(row=count + 1, why="is missing")
        if bytes(row["previous"]) != previous:
            return Broken(row=row["id"], why="does not follow the row before it")
        if bytes(row["hash"]) != _hash(row):
            return Broken(row=row["id"], why="was changed")
        previous, count = bytes(row["hash"]), count + 1
        if known is not None and count == known.rows and previous.hex() != known.last:
            return Broken(row=count, why="is not what it was when the log was verified before")
    if known is not None and count < known.rows:
        return Broken(row=count + 1, why="was there when the log was verified before, and is missing")
    return Verified(rows=count, last=previous.hex())


def newest(connection: Connection, limit: int) -> tuple[Entry, ...]:
    """Return the newest rows, newest first."""
    rows = connection.execute(select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)).mappings()
    return tuple(
        Entry(
            id=row["id"],
            at=row["at"],
            actor=restored(row["actor"]),
            action=restored(row["action"]),
            subject=restored(row["subject"]),
            detail=restored(row["detail"]),
        )
        for row in rows
    )


def _rows(connection: Connection) -> Iterator[RowMapping]:
    """Yield every row in order, a batch at a time."""
    after: int | None = None
    while True:
        statement = select(AUDIT).order_by(AUDIT.c.id).limit(_BATCH)
        if after is not None:
            statement = statement.where(AUDIT.c.id > after)
        rows = connection.execute(statement).mappings().all()
        yield from rows
        if len(rows) < _BATCH:
            return
        after = rows[-1]["id"]


def _hash(row: RowMapping | dict[str, Any]) -> bytes:
    """Return the SHA-256 of everything in `row` but its hash, as JSON in one form."""
    covered = [
        row["id"],
        row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        row["actor"],
        row["action"],
        row["subject"],
        row["detail"],
        bytes(row["previous"]).hex(),
    ]
    return hashlib.sha256(json.dumps(covered, separators=(",", ":")).encode()).digest()
