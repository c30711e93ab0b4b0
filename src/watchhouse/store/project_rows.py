"""Projects as rows, found or made by name."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, text

from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.store.text import restored, storable

_LONGEST_NAME = 500
"""Bytes; registries allow 100 to 255 characters, and the index of names can hold no more than 2,704 bytes."""

_ENSURE = text(
    """
    WITH entry AS (
        SELECT * FROM unnest(CAST(:ecosystems AS text[]), CAST(:names AS text[])) AS entry (ecosystem, name)
    ), made AS (
        INSERT INTO project (ecosystem, name, seen_at)
        SELECT ecosystem, name, :at FROM entry ORDER BY ecosystem, name
        ON CONFLICT (ecosystem, name) DO NOTHING
        RETURNING id, ecosystem, name
    )
    SELECT id, ecosystem, name FROM made
    UNION ALL SELECT id, ecosystem, name FROM project JOIN entry USING (ecosystem, name)
    """
)


def is_storable_name(name: ProjectName) -> bool:
    """Return whether a project of this name can be kept; the event that tells of it is kept in any case."""
    return len(storable(name).encode()) <= _LONGEST_NAME


def ensure_projects(
    connection: Connection, names: Collection[tuple[Ecosystem, ProjectName]], at: datetime
) -> dict[tuple[Ecosystem, ProjectName], int]:
    """Return the id of each project, after making those that were never heard of; they do not become wanted."""
    wanted = sorted(names)
    parameters = {
        "at": at,
        "ecosystems": [ecosystem.value for ecosystem, _ in wanted],
        "names": [storable(name) for _, name in wanted],
    }
    found: dict[tuple[Ecosystem, ProjectName], int] = {}
    # The second time sees what another transaction made and committed during the first.
    while len(found) < len(wanted):
        rows = connection.execute(_ENSURE, parameters)
        found |= {(Ecosystem(row.ecosystem), ProjectName(restored(row.name))): row.id for row in rows}
    return found
