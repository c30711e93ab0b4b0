"""The real command, started as a user starts it."""

import os
import subprocess
import sys
from pathlib import Path

Ended = tuple[int, str, str]
"""Exit code, standard output, standard error."""


def start(*command: str | Path, **environment: str) -> "subprocess.Popen[str]":
    """Start Python with `command`; a warning is an error there, too."""
    return subprocess.Popen(  # noqa: S603 - the command under test
        [sys.executable, *map(str, command)],
        env={**os.environ, "PYTHONWARNINGS": "error", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str | Path, **environment: str) -> Ended:
    """Run `watchhouse` to its end."""
    with start("-m", "watchhouse", *arguments, **environment) as running:
        output, complaint = running.communicate(timeout=60)
    return running.returncode, output, complaint
