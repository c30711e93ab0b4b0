"""`watchhouse watch` and `watchhouse worker` by themselves, on a database of one's own, each kept running."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from evals.watch.house import PATIENCE, quiet
from evals.watch.processes import Family, Known


@dataclass(slots=True)
class Part:
    """One command, started again when it ends; `prefix` starts it elsewhere, as in a network namespace."""

    name: str
    arguments: tuple[str, ...]
    url: str
    data: Path
    family: Family
    prefix: tuple[str, ...] = ()
    starts: int = 0
    _process: "subprocess.Popen[bytes] | None" = field(default=None)
    _log: IO[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        self.starts += 1
        if self._log is None:
            self.data.mkdir(parents=True, exist_ok=True)
            self._log = (self.data / f"{self.name}.log").open("ab")
        command = [
            *self.prefix,
            sys.executable,
            "-m",
            "watchhouse",
            *self.arguments,
            "--data",
            str(self.data),
        ]
        environment = {**quiet(), "WATCHHOUSE_DATABASE_URL": self.url}
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT, env=environment
        )

    def tend(self) -> bool:
        """Start it again if it ended; return whether it had."""
        if self._process is None or self._process.poll() is None:
            return False
        self.start()
        return True

    def living(self) -> Mapping[Known, str]:
        """Return its processes."""
        return self.family.look(*([self._process.pid] if self._process is not None else []))

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
        """End it and whatever came from it."""
        if self._process is not None:
            for known in self.living():
                known.kill()
            self._process.kill()
            self._process.wait()
        self._let_go()

    def _let_go(self) -> None:
        self._process = None
        if self._log is not None:
            self._log.close()
            self._log = None


def living(parts: Sequence[Part]) -> Mapping[Known, str]:
    """Return the processes of all of them."""
    return {known: role for part in parts for known, role in part.living().items()}
