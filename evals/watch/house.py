"""One `watchhouse up` on a folder of its own: started, killed, started again, stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from evals.watch.look import Look
from evals.watch.processes import Family, Known
from watchhouse.model.errors import InfrastructureError
from watchhouse.store.postmaster import read_postmaster

PATIENCE = 120.0
"""Seconds in which it must stand, on a machine that has much else to do."""


@dataclass(slots=True)
class House:
    """`watchhouse up`, and everything that belongs to it."""

    folder: Path
    options: tuple[str, ...]
    jobs: int = 2
    starts: int = 0
    family: Family = field(init=False)
    _process: "subprocess.Popen[bytes] | None" = None
    _log: IO[bytes] | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.family = Family(data=self.data / "database" / "data")

    @property
    def data(self) -> Path:
        """The folder that it is given as --data."""
        return self.folder / "data"

    def start(self) -> None:
        """Start it; what an earlier one left behind may still be ending."""
        self.starts += 1
        if self._log is None:
            self._log = (self.folder / "up.log").open("ab")
        command = (
            *(sys.executable, "-m", "watchhouse", "up", "--no-demo", "--data", str(self.data)),
            *("--listen", f"127.0.0.1:{_free_port()}", "--jobs", str(self.jobs), *self.options),
        )
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT, env=quiet()
        )

    def living(self) -> Mapping[Known, str]:
        """Return every process that lives now, by role."""
        return self.family.look(*([self._process.pid] if self._process is not None else []))

    def tend(self) -> bool:
        """Start it again if it ended; return whether it had."""
        if self._process is None or self._process.poll() is None:
            return False
        self.start()
        return True

    def look(self) -> Look:
        """Return a way to look into its database; raises InfrastructureError while that does not answer."""
        found = read_postmaster(self.data / "database" / "data")
        if found is None:
            raise InfrastructureError("there is no server")
        return Look(f"postgresql://watchhouse@/watchhouse?host={found.socket_folder}&port={found.port}")

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        if self._process is None:
            return 0
        self.living()
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(PATIENCE)
        self._let_go()
        return code

    def kill(self) -> None:
        """End whatever is left of it."""
        for known in self.living():
            known.kill()
        if self._process is not None:
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None

    def verify_audit_log(self) -> str:
        """Return what `watchhouse audit-log verify` says."""
        done = subprocess.run(  # noqa: S603 - our own command
            (sys.executable, "-m", "watchhouse", "audit-log", "verify", "--data", str(self.data)),
            capture_output=True,
            text=True,
            env=quiet(),
            check=False,
            timeout=PATIENCE,
        )
        return done.stdout.strip() or done.stderr.strip()

    def nobody_left(self, patience: float = 20.0) -> list[str]:
        """Return the roles of processes that are still there after some seconds."""
        deadline = time.monotonic() + patience
        while self.family.left() and time.monotonic() < deadline:
            time.sleep(0.2)
        return self.family.left()


def wait_for_feeds(house: House, count: int) -> None:
    """Wait until each feed has its first cursor: what is published from then on must be found."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if house.look().feeds() >= count:
                return
        except InfrastructureError:
            pass
        time.sleep(0.2)
    raise TimeoutError("the watch does not begin")


def quiet() -> dict[str, str]:
    """Return an environment in which nothing of the user's reaches what is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WATCHHOUSE_")}
    return {**kept, "PYTHONUNBUFFERED": "1", "TERM": "dumb"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
