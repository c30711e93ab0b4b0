"""Which statements keep PostgreSQL busy: what its backends do is looked at many times a second."""

import threading
from collections import Counter
from contextlib import suppress
from typing import Self

import psycopg

_EVERY = 0.02
_ACTIVE = """
    SELECT application_name = 'watchhouse-engine' OR query LIKE '%procrastinate%' OR query LIKE '%pg_try_advisory%'
           OR (query LIKE '%deferred_at%' AND query NOT LIKE '%verdict%' AND query NOT LIKE '%attempts + 1%')
    FROM pg_stat_activity
    WHERE state = 'active' AND datname = current_database() AND pid <> pg_backend_pid()
"""
"""A statement is the engine's if it speaks to its tables, or finds and marks what it is given."""


class SqlShare:
    """Looks for the length of a block; reading itself costs the server a little."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sql share", daemon=True)
        self._counts: Counter[bool] = Counter()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def shares(self) -> dict[str, float]:
        """Return the engine's share of the active statements, and how many were seen."""
        total = self._counts.total()
        return {"engine": round(self._counts[True] / total, 4) if total else 0.0, "seen": total}

    def _run(self) -> None:
        with suppress(psycopg.Error), psycopg.connect(self._url, autocommit=True) as connection:
            while not self._stop.wait(_EVERY):
                self._counts.update(row[0] for row in connection.execute(_ACTIVE))
