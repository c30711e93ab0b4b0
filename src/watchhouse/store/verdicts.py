"""Verdicts: one answer for each file and rule set; the first stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from watchhouse.model.identity import Ecosystem
from watchhouse.model.publication import Publication
from watchhouse.model.verdict import Level, Verdict
from watchhouse.model.wire import decode, encode
from watchhouse.store.publication_rows import publication_of
from watchhouse.store.schema import PUBLICATION, VERDICT
from watchhouse.store.text import storable

# Publications are locked in one order. A verdict without the file's bytes has no digest to tell.
_RECORD = text(
    """
    WITH entry AS (
        SELECT * FROM unnest(
            CAST(:ids AS bigint[]), CAST(:rules AS text[]), CAST(:digests AS text[]), CAST(:levels AS smallint[]),
            CAST(:probabilities AS float8[]), CAST(:detectors AS text[]), CAST(:gaps AS integer[]),
            CAST(:bodies AS bytea[])
        ) AS entry (id, rules, sha256, level, probability, detectors, gaps, body)
    ), written AS (
        INSERT INTO verdict (publication_id, rules, sha256, level, probability, detectors, gaps, body, judged_at)
        SELECT id, rules, sha256, level, probability, string_to_array(detectors, ','), gaps, body, :at
        FROM entry ORDER BY id, rules
        ON CONFLICT (publication_id, rules) DO NOTHING
        RETURNING publication_id, sha256
    ), chosen AS (
        SELECT id FROM publication WHERE id IN (SELECT id FROM entry) ORDER BY id FOR UPDATE
    ), judged AS (
        UPDATE publication SET state = 'judged', deferred_at = NULL, not_before = NULL,
            sha256 = COALESCE(
                (SELECT NULLIF(max(written.sha256), '') FROM written WHERE publication_id = chosen.id),
                publication.sha256
            )
        FROM chosen WHERE publication.id = chosen.id
    )
    SELECT publication_id FROM written
    """
)

_LATEST = text(
    """
    SELECT found.publication_id, found.body, found.judged_at, project.ecosystem, project.name,
           publication.version, publication.file, publication.url, publication.digests, publication.size,
           publication.published_at, publication.yanked, publication.publisher
    FROM unnest(CAST(:levels AS smallint[])) AS wanted (level)
    CROSS JOIN LATERAL (
        SELECT publication_id, body, judged_at FROM verdict WHERE verdict.level = wanted.level
        ORDER BY judged_at DESC LIMIT :limit
    ) AS found
    JOIN publication ON publication.id = found.publication_id
    JOIN project ON project.id = publication.project_id
    ORDER BY found.judged_at DESC, found.publication_id DESC LIMIT :limit
    """
)

_WANT_AGAIN = text(
    """
    WITH chosen AS (
        SELECT publication.id
        FROM publication
        JOIN project ON project.id = publication.project_id
        WHERE publication.state = 'judged'
          AND publication.id < COALESCE(:below, 9223372036854775807)
          AND (CAST(:ecosystem AS text) IS NULL OR project.ecosystem = :ecosystem)
          AND (CAST(:name AS text) IS NULL OR project.name = :name)
          AND (CAST(:since AS timestamptz) IS NULL OR publication.seen_at >= :since)
          AND NOT EXISTS (
              SELECT FROM verdict WHERE verdict.publication_id = publication.id AND verdict.rules = :rules
          )
          AND (CAST(:least AS smallint) IS NULL OR EXISTS (
              SELECT FROM verdict WHERE verdict.publication_id = publication.id AND verdict.level >= :least
          ))
        ORDER BY publication.id DESC LIMIT :limit
        FOR UPDATE OF publication
    )
    UPDATE publication SET state = 'wanted', priority = :priority, attempts = 0, not_before = NULL,
                           deferred_at = NULL
    FROM chosen WHERE publication.id = chosen.id
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict, and the publication that it is about."""

    publication_id: int
    publication: Publication
    verdict: Verdict
    judged_at: datetime


def record(connection: Connection, publication_id: int, verdict: Verdict, at: datetime) -> bool:
    """
    Write the verdict on a publication, which is then judged; its digest becomes the verdict's.

    Returns False, and changes no answer, if these rules had judged it already.
    """
    return bool(record_many(connection, ((publication_id, verdict),), at))


def record_many(
    connection: Connection, judged: Sequence[tuple[int, Verdict]], at: datetime
) -> frozenset[int]:
    """Write the verdicts on many publications, as `record` does, and return those that had none by these rules."""
    if not judged:
        return frozenset()
    verdicts = [verdict for _, verdict in judged]
    written = connection.execute(
        _RECORD,
        {
            "at": at,
            "ids": [publication_id for publication_id, _ in judged],
            "rules": [storable(verdict.rules) for verdict in verdicts],
            "digests": [storable(verdict.sha256) for verdict in verdicts],
            "levels": [verdict.level.value for verdict in verdicts],
            "probabilities": [verdict.probability for verdict in verdicts],
            "detectors": [",".join(_detectors(verdict)) for verdict in verdicts],
            "gaps": [len(verdict.gaps) for verdict in verdicts],
            "bodies": [encode(verdict) for verdict in verdicts],
        },
    )
    return frozenset(written.scalars())


def get(connection: Connection, publication_id: int, rules: str | None = None) -> Verdict | None:
    """Return the newest verdict on a publication, or the one by `rules`, or None."""
    statement = select(VERDICT.c.body).where(VERDICT.c.publication_id == publication_id)
    if rules is not None:
        statement = statement.where(VERDICT.c.rules == storable(rules))
    body = connection.scalar(statement.order_by(VERDICT.c.judged_at.desc(), VERDICT.c.rules.desc()).limit(1))
    return None if body is None else decode(body, Verdict)


def latest(connection: Connection, limit: int, least: Level) -> tuple[Judged, ...]:
    """Return the newest verdicts of at least the level `least`, newest first."""
    levels = [level.value for level in Level if level >= least]
    return tuple(
        Judged(
            publication_id=row.publication_id,
            publication=publication_of(row),
            verdict=decode(row.body, Verdict),
            judged_at=row.judged_at,
        )
        for row in connection.execute(_LATEST, {"levels": levels, "limit": limit})
    )


def counts(connection: Connection, since: datetime | None = None) -> Mapping[Level, int]:
    """Return how many verdicts of each level were given since a moment, or ever."""
    statement = select(VERDICT.c.level, func.count().label("number")).group_by(VERDICT.c.level)
    if since is not None:
        statement = statement.where(VERDICT.c.judged_at >= since)
    found = {row.level: row.number for row in connection.execute(statement)}
    return {level: found.get(level.value, 0) for level in Level}


def want_again(
    connection: Connection,
    rules: str,
    limit: int,
    *,
    priority: int = -1,
    ecosystem: Ecosystem | None = None,
    name: str | None = None,
    since: datetime | None = None,
    least: Level | None = None,
    below: int | None = None,
) -> int:
    """
    Ask for publications that other rules than `rules` judged to be judged again, the newest first.

    `ecosystem`, `name`, `since` (first seen), `least` (a level that an earlier verdict had) and `below` (an id)
    choose among them. The old verdicts stay. Returns how many are wanted now, at most `limit`.
    """
    return connection.execute(
        _WANT_AGAIN,
        {
            "rules": storable(rules),
            "limit": limit,
            "priority": priority,
            "ecosystem": ecosystem.value if ecosystem else None,
            "name": storable(name) if name else None,
            "since": since,
            "least": least.value if least is not None else None,
            "below": below,
        },
    ).rowcount


def judged_by_others(connection: Connection, rules: str) -> int:
    """Return how many judged publications `rules` have not judged."""
    newer = select(VERDICT.c.rules).where(
        VERDICT.c.publication_id == PUBLICATION.c.id, VERDICT.c.rules == storable(rules)
    )
    statement = select(func.count()).where(PUBLICATION.c.state == "judged", ~newer.exists())
    return connection.execute(statement).scalar_one()


def _detectors(verdict: Verdict) -> list[str]:
    """Return the ids of the detectors that moved the verdict, heaviest first, each once."""
    return list(dict.fromkeys(storable(reason.sighting.detector) for reason in verdict.reasons))
