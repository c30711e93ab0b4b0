"""What is or was wrong: told once when it begins, counted while it lasts, told once when it ends."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select, text

from watchhouse.store.schema import CONDITION
from watchhouse.store.text import bounded, restored, storable

_BEGIN = text(
    """
    INSERT INTO condition (key, message, first_at, last_at, count)
    VALUES (:key, :message, :at, :at, 1)
    ON CONFLICT (key) DO UPDATE SET
        message = excluded.message,
        last_at = GREATEST(condition.last_at, excluded.last_at),
        first_at = CASE WHEN condition.ended_at IS NULL THEN condition.first_at ELSE excluded.first_at END,
        count = CASE WHEN condition.ended_at IS NULL THEN condition.count + 1 ELSE 1 END,
        ended_at = NULL
    RETURNING count
    """
)

_END = text("UPDATE condition SET ended_at = :at WHERE key = :key AND ended_at IS NULL")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that is wrong, or was."""

    key: str
    message: str
    first_at: datetime
    last_at: datetime
    count: int
    ended_at: datetime | None


def begin(connection: Connection, key: str, message: str, at: datetime) -> bool:
    """Write down that `key` is wrong; returns True if it was not already: then it is to be logged, once."""
    parameters = {"key": bounded(key), "message": storable(message), "at": at}
    count: int = connection.execute(_BEGIN, parameters).scalar_one()
    return count == 1


def end(connection: Connection, key: str, at: datetime) -> bool:
    """Write down that `key` is wrong no more; returns True if it was."""
    return connection.execute(_END, {"key": bounded(key), "at": at}).rowcount == 1


def current(connection: Connection) -> tuple[Condition, ...]:
    """Return everything that is wrong now, the oldest first."""
    statement = select(CONDITION).where(CONDITION.c.ended_at.is_(None)).order_by(CONDITION.c.first_at)
    return tuple(map(_condition, connection.execute(statement).mappings()))


def recent(connection: Connection, limit: int) -> tuple[Condition, ...]:
    """Return what is or was wrong last, the newest first."""
    statement = select(CONDITION).order_by(CONDITION.c.last_at.desc(), CONDITION.c.key).limit(limit)
    return tuple(map(_condition, connection.execute(statement).mappings()))


def _condition(row: RowMapping) -> Condition:
    return Condition(
        key=restored(row["key"]),
        message=restored(row["message"]),
        first_at=row["first_at"],
        last_at=row["last_at"],
        count=row["count"],
        ended_at=row["ended_at"],
    )
