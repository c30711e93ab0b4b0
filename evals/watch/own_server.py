"""An ordinary PostgreSQL server on the network, as an operator runs one; its programs are those of the wheel."""

import os
import secrets
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from evals.watch.network import Machine
from watchhouse.store.postgres_programs import Programs, newest_programs, reachable, run_program
from watchhouse.store.postmaster import disown
from watchhouse.store.server_account import server_account

_PORT = 5432


@dataclass(slots=True)
class OwnServer:
    """One server on one machine; started again as a service manager would."""

    folder: Path
    machine: Machine
    neighbours: str
    """Addresses that may connect."""
    starts: int = 0
    _programs: Programs | None = None
    _password: str = field(default_factory=secrets.token_hex)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def data(self) -> Path:
        """Where its data lies."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Of the database."""
        return f"postgresql://operator:{self._password}@{self.machine.address}:{_PORT}/postgres"

    def make(self) -> None:
        """Make its data."""
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o711)
        account = server_account(self.data)
        self._programs = reachable(newest_programs(), account, self.folder)
        password = self.folder / "password"
        password.write_text(self._password)
        self.data.mkdir(mode=0o700)
        if account is not None:
            os.chown(self.data, account.user, account.group)
            os.chown(password, account.user, account.group)
        run_program(
            self._programs.path("initdb"), "--pgdata", str(self.data), "--username", "operator",
            "--pwfile", str(password), "--auth", "scram-sha-256", "--encoding", "UTF8", account=account,
        )  # fmt: skip
        with (self.data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {self.neighbours} scram-sha-256\n")

    def start(self) -> None:
        """Start it."""
        assert self._programs is not None  # noqa: S101 - made before
        self.starts += 1
        disown(self.data)
        account = server_account(self.data)
        become = () if account is None else ("--setuid", str(account.user), "--setgid", str(account.group))
        settings = {
            "listen_addresses": self.machine.address,
            "port": str(_PORT),
            "unix_socket_directories": "",
        }
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, no shell
                [
                    *self.machine.prefix,
                    *become,
                    str(self._programs.path("postgres")),
                    *("-D", str(self.data)),
                    *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
            )

    def tend(self) -> bool:
        """Start it again if it ended; return whether it had."""
        if self._process is None or self._process.poll() is None:
            return False
        self.start()
        return True

    def wait(self, patience: float = 60.0) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + patience
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.Error:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)
                self.tend()
            else:
                return

    def stop(self) -> None:
        """End it at once, as its own `fast` shutdown does."""
        if self._process is not None:
            self._process.send_signal(2)
            try:
                self._process.wait(30.0)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
