"""What the database says, read past the product's own code: what is judged must not judge itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg

from watchhouse.model.errors import InfrastructureError

_ROWS = """
    SELECT project.ecosystem, project.name, publication.version, publication.file, publication.state,
           publication.removed_at IS NULL, publication.identity,
           verdict.rules, verdict.level, verdict.probability, verdict.detectors, verdict.sha256, verdict.gaps,
           publication.id
    FROM publication JOIN project ON project.id = publication.project_id
    LEFT JOIN verdict ON verdict.publication_id = publication.id
    WHERE publication.state <> 'known'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A file that was to be examined, and one verdict on it if there is any."""

    ecosystem: str
    name: str
    version: str
    file: str
    state: str
    listed: bool
    identity: str
    rules: str | None
    level: int | None
    probability: float | None
    detectors: tuple[str, ...]
    sha256: str | None
    gaps: int | None
    publication: int


@dataclass(frozen=True, slots=True)
class Look:
    """One database, connected to for each question: it may be killed between two."""

    url: str

    def feeds(self) -> int:
        """Return how many feeds have a cursor."""
        return int(self._one("SELECT count(*) FROM feed"))

    def progress(self) -> tuple[int, int]:
        """Return how many files are judged (or gone), and how much is left to do."""
        with self._connected() as connection:
            row = connection.execute(
                """
                SELECT (SELECT count(*) FROM publication WHERE state IN ('judged', 'gone')),
                       (SELECT count(*) FROM publication WHERE state = 'wanted')
                       + (SELECT count(*) FROM project WHERE wanted > listed)
                """
            ).fetchone()
            assert row is not None  # noqa: S101 - a count has a row
            return int(row[0]), int(row[1])

    def rows(self) -> list[Row]:
        """Return every file that was to be examined, once for each verdict on it."""
        with self._connected() as connection:
            return [_row(row) for row in connection.execute(_ROWS)]

    def judged_at(self) -> list[datetime]:
        """Return when each verdict was written, in order."""
        with self._connected() as connection:
            return [row[0] for row in connection.execute("SELECT judged_at FROM verdict ORDER BY judged_at")]

    def events(self) -> set[tuple[str, str]]:
        """Return feed and key of every event."""
        with self._connected() as connection:
            return set(connection.execute("SELECT feed, key FROM event").fetchall())

    def conditions(self) -> list[tuple[str, int, bool]]:
        """Return the key of every condition, how often it was met, and whether it lasts."""
        with self._connected() as connection:
            return connection.execute(
                'SELECT key, count, ended_at IS NULL FROM "condition" ORDER BY key'
            ).fetchall()

    def attempts(self) -> dict[int, int]:
        """Return how many files needed so many attempts."""
        with self._connected() as connection:
            return dict(
                connection.execute(
                    "SELECT attempts, count(*) FROM publication WHERE state = 'judged' GROUP BY attempts ORDER BY 1"
                ).fetchall()
            )

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return the answer to one question in SQL."""
        with self._connected() as connection:
            return connection.execute(question.encode()).fetchall()

    def _one(self, question: str) -> Any:
        return self.ask(question)[0][0]

    @contextmanager
    def _connected(self) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
        try:
            with psycopg.connect(self.url, connect_timeout=5, autocommit=True) as connection:
                yield connection
        except psycopg.Error as error:
            raise InfrastructureError(f"the database does not answer: {type(error).__name__}") from error


def _row(row: tuple[Any, ...]) -> Row:
    return Row(
        ecosystem=row[0],
        name=row[1],
        version=row[2],
        file=row[3],
        state=row[4],
        listed=row[5],
        identity=row[6],
        rules=row[7],
        level=row[8],
        probability=row[9],
        detectors=tuple(row[10] or ()),
        sha256=row[11],
        gaps=row[12],
        publication=row[13],
    )
