"""A role that one process in the world has at a time, for as long as its connection to the database lives."""

import hashlib
from types import TracebackType
from typing import Self

import psycopg

from watchhouse.store.database import StoreUnreachableError

_CONNECT = 10


class OnlyOne:
    """The role called `name`; whoever has it loses it when its process or its connection dies."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        digest = hashlib.blake2b(f"watchhouse {name}".encode("utf-8", "backslashreplace"), digest_size=8)
        self._key = int.from_bytes(digest.digest(), "big", signed=True)
        self._connection: psycopg.Connection | None = None
        self._mine = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._let_go()

    def mine(self) -> bool:
        """Take the role if nobody has it; return whether it is ours. Raises StoreUnreachableError."""
        try:
            if self._connection is None:
                self._connection = psycopg.connect(
                    self._url,
                    autocommit=True,
                    connect_timeout=_CONNECT,
                    keepalives_idle=10,
                    keepalives_interval=5,
                    keepalives_count=3,
                )
            # A lock that is ours already would be taken twice: then this only asks whether the connection lives.
            question = "SELECT true" if self._mine else "SELECT pg_try_advisory_lock(%s)"
            row = self._connection.execute(question, () if self._mine else (self._key,)).fetchone()
        except psycopg.Error as error:
            self._let_go()
            raise StoreUnreachableError("the database cannot be reached") from error
        self._mine = row == (True,)
        return self._mine

    def _let_go(self) -> None:
        connection, self._connection, self._mine = self._connection, None, False
        if connection is not None:
            connection.close()
