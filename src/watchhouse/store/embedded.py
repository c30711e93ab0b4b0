"""
The PostgreSQL server that Watchhouse brings along: one folder, a socket in it, no port.

Any number of processes may use one folder. Each holds a share of `in-use.lock`, which the system takes back from
whoever dies, and the last one that stops its share stops the server.
"""

import os
import secrets
import shutil
import time
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from watchhouse.model.errors import RequestError
from watchhouse.store.database import rendered
from watchhouse.store.embedded_settings import choose_address, write_settings
from watchhouse.store.file_locks import Share, alone, take_share
from watchhouse.store.postgres_programs import (
    ProgramError,
    Programs,
    newest_programs,
    programs_of,
    reachable,
    run_program,
)
from watchhouse.store.postmaster import Postmaster, disown, end_orphans, read_postmaster
from watchhouse.store.server_account import ServerAccount, may_enter, server_account

_NAME = "watchhouse"
"""Of the database and of its one user."""

_SECONDS = 120.0
"""After a power cut the server reads its log again before it answers."""


_SECONDS_FOR_ORPHANS = 30.0

_GRACE = 5.0
"""Seconds in which the orphans of a killed server may end by themselves."""

_SHELL = frozenset('"$`\\\n')
"""Characters that have a meaning within quotes: PostgreSQL's pg_ctl hands the path to a shell."""


class WrongMajorError(RequestError):
    """The data was made by another major version of PostgreSQL than the one that Watchhouse brings now."""


class EmbeddedServer:
    """
    A server whose data lies in `folder`; it outlives this process unless `stop` is called.

    With `any_major`, data of an older major version is served by that version if the wheel still brings it: that
    is enough for a backup.
    """

    def __init__(self, folder: Path, *, any_major: bool = False) -> None:
        self._folder = folder.absolute()
        self._data = self._folder / "data"
        self._any_major = any_major
        self._share: Share | None = None

    def start(self) -> str:
        """
        Start the server unless it runs already, and return the URL of its database.

        Raises WrongMajorError, RequestError if the folder cannot be used, ProgramError if the server does not start.
        """
        account = self._prepare()
        with self._starting():
            programs = reachable(self._programs(), account, self._folder)
            self._share = self._share or take_share(self._folder / "in-use.lock")
            if self._url() is None:
                self._make(programs, account)
                self._serve(programs, account)
            return self._database_url()

    def stop(self) -> None:
        """Give up this object's share, and stop the server if nobody else has one."""
        if self._share is None:
            return
        with self._starting():
            share, self._share = self._share, None
            if share.give_back():
                self._stop_server()

    def running(self) -> bool:
        """Return whether the server answers."""
        return self._url() is not None

    def set_aside(self) -> Path | None:
        """
        Move the data out of the way, so that the next start makes a new, empty database.

        Returns where it lies now, or None if there was none. Raises RequestError if the server runs.
        """
        with self._starting():
            if not self._data.exists():
                return None
            if read_postmaster(self._data) is not None:
                raise RequestError("the database is in use: stop Watchhouse first")
            at = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
            return self._data.rename(self._folder / f"data-{self._major()}-{at}")

    def _prepare(self) -> ServerAccount | None:
        """Make the folder; as root, one that the server's account may enter."""
        if os.name == "posix" and _SHELL & set(str(self._folder)):
            raise RequestError(f"PostgreSQL cannot serve a folder of this name: {self._folder}")
        account = server_account(self._data)
        try:
            if not self._folder.exists():
                self._folder.mkdir(parents=True, mode=0o711 if account else 0o700)
        except OSError as error:
            raise RequestError(f"the folder {self._folder} cannot be made: {error.strerror}") from error
        if account is not None and not may_enter(self._folder, account):
            raise RequestError(
                f"PostgreSQL does not run as root, and the account {account.name} may not enter {self._folder}: "
                "name another data folder, or run Watchhouse as a user without rights"
            )
        return account

    def _starting(self) -> AbstractContextManager[None]:
        return alone(self._folder / "start.lock")

    def _major(self) -> int | None:
        try:
            return int((self._data / "PG_VERSION").read_text())
        except (OSError, ValueError):
            return None

    def _programs(self) -> Programs:
        newest, major = newest_programs(), self._major()
        if major is None or major == newest.major:
            return newest
        older = programs_of(major)
        if self._any_major and older is not None:
            return older
        raise WrongMajorError(
            f"the data in {self._data} was made by PostgreSQL {major}; this Watchhouse brings {newest.major}. "
            "To keep it: watchhouse database backup FILE, then watchhouse database restore FILE"
            + ("" if older else f" (the backup by a Watchhouse that still brings PostgreSQL {major})")
        )

    def _make(self, programs: Programs, account: ServerAccount | None) -> None:
        """Make the data; it gets its name when it is complete, so that a crash leaves nothing half-made."""
        if self._major() is not None:
            return
        if self._data.exists():
            raise RequestError(f"{self._data} exists and is no PostgreSQL data: move it away")
        part, password = self._folder / "data.part", self._folder / "password"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe())
        if account is not None:
            shutil.chown(part, account.user, account.group)
            shutil.chown(password, account.user, account.group)
        run_program(
            programs.path("initdb"), "--pgdata", str(part), "--username", _NAME, "--pwfile", str(password),
            "--auth-local", "trust", "--auth-host", "scram-sha-256", "--encoding", "UTF8", "--locale", "C",
            "--data-checksums", account=account, seconds=_SECONDS,
        )  # fmt: skip
        part.rename(self._data)

    def _serve(self, programs: Programs, account: ServerAccount | None) -> None:
        """Start the server; what a killed one left behind is waited for or cleared away."""
        begun = time.monotonic()
        killed = (self._data / "postmaster.pid").exists()
        address = choose_address(self._data)
        while self._url() is None:
            disown(self._data)
            if read_postmaster(self._data) is None:
                write_settings(self._data, address, account)
            try:
                run_program(
                    programs.path("pg_ctl"), "start", "--wait", "--silent", "--timeout", f"{_SECONDS:.0f}",
                    "--pgdata", str(self._data), "--log", str(self._data / "start.log"),
                    account=account, seconds=_SECONDS * 2,
                )  # fmt: skip
            except ProgramError as error:
                # Orphans of a killed server hold its memory until they notice; somebody may have taken the port.
                passing = killed or not address.socket_folder
                patience = _SECONDS if read_postmaster(self._data) else _SECONDS_FOR_ORPHANS * passing
                if time.monotonic() - begun > patience:
                    raise ProgramError(f"PostgreSQL does not start: {self._last_words() or error}") from error
                if time.monotonic() - begun > _GRACE:
                    end_orphans(self._data)
                time.sleep(0.25)
                address = choose_address(self._data)

    def _last_words(self) -> str:
        """Return the end of what the server wrote last."""
        logs = [self._data / "start.log", *(self._data / "log").glob("*.log")]
        newest = max((log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime, default=None)
        return " / ".join(_text(newest).splitlines()[-3:]) if newest else ""

    def _stop_server(self) -> None:
        if read_postmaster(self._data) is None:
            return
        account = server_account(self._data)
        programs = reachable(programs_of(self._major() or 0) or newest_programs(), account, self._folder)
        run_program(
            programs.path("pg_ctl"), "stop", "--wait", "--silent", "--mode", "fast",
            "--pgdata", str(self._data), account=account, seconds=_SECONDS,
        )  # fmt: skip

    def _database_url(self) -> str:
        url = self._url()
        if url is None:
            raise ProgramError("PostgreSQL ended as soon as it had started")
        with psycopg.connect(rendered(url), autocommit=True) as connection:
            exists = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(exists, (_NAME,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_NAME)))
        return rendered(url.set(database=_NAME))

    def _url(self) -> URL | None:
        """Return the URL of the server's own database if it answers."""
        found = read_postmaster(self._data)
        if found is None:
            return None
        url = _url_of(found, _text(self._folder / "password"))
        try:
            psycopg.connect(rendered(url), connect_timeout=5).close()
        except psycopg.OperationalError:
            return None
        return url


def _url_of(found: Postmaster, password: str) -> URL:
    if found.socket_folder:
        query = {"host": found.socket_folder, "port": str(found.port)}
        return URL.create("postgresql", username=_NAME, database="postgres", query=query)
    return URL.create(
        "postgresql",
        username=_NAME,
        password=password,
        host="127.0.0.1",
        port=found.port,
        database="postgres",
    )


def _text(path: Path) -> str:
    """Return what a file says, or nothing if it cannot be read."""
    try:
        return path.read_bytes()[-4000:].decode(errors="replace")
    except OSError:
        return ""
