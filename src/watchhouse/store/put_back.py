"""A publication that was taken in vain: nothing was tried, so nothing counts."""

from datetime import datetime

from sqlalchemy import Connection, func, update

from watchhouse.store.schema import PUBLICATION


def put_back(connection: Connection, publication_id: int, not_before: datetime) -> None:
    """Take back the attempt that was counted when the publication was taken, and say when to try."""
    connection.execute(
        update(PUBLICATION)
        .where(PUBLICATION.c.id == publication_id, PUBLICATION.c.state == "wanted")
        .values(
            attempts=func.greatest(PUBLICATION.c.attempts - 1, 0), not_before=not_before, deferred_at=None
        )
    )
