"""What the database knows of the blobs: a row is written after its blob and deleted before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from watchhouse.model.identity import Sha256
from watchhouse.store.schema import BLOB

_NOTE = text(
    """
    INSERT INTO blob (sha256, size, stored_at, used_at)
    SELECT sha256, size, :at, :at
    FROM unnest(CAST(:digests AS text[]), CAST(:sizes AS bigint[])) AS entry (sha256, size) ORDER BY sha256
    ON CONFLICT (sha256) DO UPDATE SET used_at = GREATEST(blob.used_at, excluded.used_at)
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobTotal:
    """How much is kept."""

    count: int
    size: int


def note(connection: Connection, sizes: Mapping[Sha256, int], at: datetime) -> None:
    """Write down that these blobs lie at their place, and that they were used."""
    if sizes:
        parameters = {"digests": list(sizes), "sizes": list(sizes.values()), "at": at}
        connection.execute(_NOTE, parameters)


def noted(connection: Connection, sha256: Sha256) -> bool:
    """Return whether the blob is known to lie at its place."""
    return connection.scalar(select(BLOB.c.size).where(BLOB.c.sha256 == sha256)) is not None


def total(connection: Connection) -> BlobTotal:
    """Return how much is kept."""
    row = connection.execute(select(func.count().label("number"), func.sum(BLOB.c.size).label("size"))).one()
    return BlobTotal(count=row.number, size=int(row.size or 0))
