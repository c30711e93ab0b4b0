"""What is thrown away, and when: blobs and events. Verdicts, publications and the audit log stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, func, select, text

from watchhouse.model.identity import Sha256
from watchhouse.store import audit
from watchhouse.store.blobs.blob import Blobs
from watchhouse.store.database import Database
from watchhouse.store.schema import BLOB

# What a wanted publication was downloaded as, or is said to be by its registry, is still needed.
_DROP_BLOBS = text(
    """
    WITH needed AS (
        SELECT sha256 FROM publication WHERE state = 'wanted' AND sha256 IS NOT NULL
        UNION
        SELECT substr(digest, 8) FROM publication, unnest(digests) AS digest
        WHERE state = 'wanted' AND digest LIKE 'sha256:%'
    ), oldest AS (
        SELECT sha256, size, used_at FROM blob WHERE sha256 NOT IN (SELECT sha256 FROM needed)
        ORDER BY used_at, sha256 LIMIT :limit FOR UPDATE
    ), counted AS (
        SELECT sha256, used_at, sum(size) OVER (ORDER BY used_at, sha256) - size AS before FROM oldest
    )
    DELETE FROM blob USING counted
    WHERE blob.sha256 = counted.sha256 AND (counted.used_at < :cutoff OR counted.before < :excess)
    RETURNING blob.sha256, blob.size
    """
)

_DROP_EVENTS = text(
    """
    DELETE FROM event WHERE id IN (
        SELECT id FROM event WHERE seen_at < :cutoff ORDER BY seen_at LIMIT :limit FOR UPDATE
    )
    """
)

_BLOBS_AT_ONCE = 1_000

_EVENTS_AT_ONCE = 20_000

_LONG_AGO = timedelta(days=365 * 1000)

_UNNOTED_FOR = timedelta(days=1)
"""How long a blob may lie without a row: whoever put it is about to write one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long things are kept; None is for ever."""

    blob_days: float | None = None
    """Since a blob was last used."""
    blob_bytes: int | None = None
    """Of all blobs together."""
    event_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """What was thrown away."""

    blobs: int = 0
    size: int = 0
    """Bytes of the blobs."""
    events: int = 0


def run(database: Database, blobs: Blobs, retention: Retention, at: datetime, *, actor: str) -> Dropped:
    """
    Throw away what is older than `retention` says, in short transactions of its own.

    Each writes into the audit log what it dropped. Raises StoreError or BlobStoreError; what was done until then
    stays done, and the next run goes on.
    """
    count = size = 0
    while dropped := _drop_blobs(database, retention, at, actor):
        for row in dropped:
            blobs.delete(Sha256(row.sha256))
        count, size = count + len(dropped), size + sum(row.size for row in dropped)
    return Dropped(blobs=count, size=size, events=_drop_events(database, retention, at, actor))


def sweep(database: Database, blobs: Blobs, at: datetime) -> int:
    """Delete blobs that no row knows and that are a day old: a crash came between their two deletions."""
    deleted = 0
    for blob in blobs.sizes():
        if blob.stored_at < at - _UNNOTED_FOR:
            with database.read() as connection:
                known = connection.scalar(select(BLOB.c.size).where(BLOB.c.sha256 == blob.sha256))
            if known is None:
                blobs.delete(blob.sha256)
                deleted += 1
    return deleted


def _drop_blobs(
    database: Database, retention: Retention, at: datetime, actor: str
) -> Sequence[Row[tuple[str, int]]]:
    if retention.blob_days is None and retention.blob_bytes is None:
        return ()
    with database.begin() as connection:
        rows = connection.execute(
            _DROP_BLOBS,
            {
                "limit": _BLOBS_AT_ONCE,
                "cutoff": _cutoff(retention.blob_days, at),
                "excess": _excess(connection, retention.blob_bytes),
            },
        ).all()
        if rows:
            told = f"{len(rows)} blobs of {sum(row.size for row in rows)} bytes"
            audit.append(connection, actor=actor, action="retention", subject="blobs", detail=told, at=at)
    return rows


def _drop_events(database: Database, retention: Retention, at: datetime, actor: str) -> int:
    if retention.event_days is None:
        return 0
    dropped = 0
    while True:
        with database.begin() as connection:
            parameters = {"cutoff": _cutoff(retention.event_days, at), "limit": _EVENTS_AT_ONCE}
            count = connection.execute(_DROP_EVENTS, parameters).rowcount
            if not count:
                return dropped
            audit.append(
                connection, actor=actor, action="retention", subject="events", detail=f"{count} events", at=at
            )
        dropped += count


def _excess(connection: Connection, bound: int | None) -> int:
    if bound is None:
        return 0
    return max(0, int(connection.scalar(select(func.sum(BLOB.c.size))) or 0) - bound)


def _cutoff(days: float | None, at: datetime) -> datetime:
    return at - (_LONG_AGO if days is None else timedelta(days=days))
