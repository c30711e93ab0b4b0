"""Publications as rows: written many at once, and read back as the model's values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName
from watchhouse.model.publication import Publication
from watchhouse.store.text import (
    bounded,
    restored,
    storable,
    storable_count,
    storable_moment,
    without_credentials,
)

_SEPARATOR = "\x1f"
"""Between digests on their way to the server; no digest that could ever match contains it."""

_INSERT = text(
    """
    INSERT INTO publication (project_id, version, file, identity, url, digests, size, published_at, seen_at,
                             publisher, yanked, priority, state)
    SELECT project_id, version, file, identity, url, string_to_array(digests, :separator), size, published_at,
           :at, publisher, yanked, priority, state
    FROM unnest(CAST(:projects AS bigint[]), CAST(:versions AS text[]), CAST(:files AS text[]),
                CAST(:identities AS text[]), CAST(:urls AS text[]), CAST(:digests AS text[]),
                CAST(:sizes AS bigint[]), CAST(:published AS timestamptz[]), CAST(:publishers AS text[]),
                CAST(:yanked AS boolean[]), CAST(:priorities AS smallint[]), CAST(:states AS text[]))
         WITH ORDINALITY AS entry (project_id, version, file, identity, url, digests, size, published_at,
                                   publisher, yanked, priority, state, number)
    ORDER BY number
    ON CONFLICT (project_id, file, identity) DO NOTHING
    RETURNING state
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPublication:
    """A publication to be written."""

    project_id: int
    publication: Publication
    priority: int
    state: str


def file_key(publication: Publication) -> str:
    """Return the file's name as it is stored."""
    return bounded(publication.ref.file)


def identity(publication: Publication) -> str:
    """Return what tells this content from another one of the same name: the digests in one order."""
    return bounded(",".join(sorted(publication.digests)))


def insert_publications(connection: Connection, entries: Iterable[NewPublication], at: datetime) -> int:
    """Write what is not there yet, in the order given, and return how many of it are to be examined."""
    rows = tuple(entries)
    if not rows:
        return 0
    found = [row.publication for row in rows]
    states = connection.execute(
        _INSERT,
        {
            "at": at,
            "separator": _SEPARATOR,
            "projects": [row.project_id for row in rows],
            "versions": [storable(one.ref.version or "") for one in found],
            "files": [file_key(one) for one in found],
            "identities": [identity(one) for one in found],
            "urls": [storable(without_credentials(one.url)) for one in found],
            "digests": [storable(_SEPARATOR.join(sorted(one.digests))) for one in found],
            "sizes": [storable_count(one.size) for one in found],
            "published": [storable_moment(one.published_at) for one in found],
            "publishers": [storable(one.publisher) for one in found],
            "yanked": [one.yanked for one in found],
            "priorities": [row.priority for row in rows],
            "states": [row.state for row in rows],
        },
    ).scalars()
    return sum(state == "wanted" for state in states)


def publication_of(row: Row[Any]) -> Publication:
    """Return the publication of a row that has the columns of its project as well."""
    return Publication(
        ref=ArtifactRef(
            ecosystem=Ecosystem(row.ecosystem),
            file=restored(row.file),
            name=ProjectName(restored(row.name)),
            version=restored(row.version) or None,
        ),
        url=restored(row.url),
        digests=frozenset(map(restored, row.digests)),
        size=row.size,
        published_at=row.published_at,
        yanked=row.yanked,
        publisher=restored(row.publisher),
    )
