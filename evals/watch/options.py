"""The options that every proof of the watch has, and how each ends: what came of it is said and kept."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.watch.findings import RESULTS, keep, say


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add what says where things are kept."""
    parser.add_argument("--folder", type=Path, help="keep everything here  [default: a temporary folder]")
    parser.add_argument("--cache", type=Path, help="keep the generated files here")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--dry", action="store_true", help="write no results")


@contextmanager
def folder_of(asked: argparse.Namespace) -> Iterator[Path]:
    """Yield the folder that was asked for, or a temporary one."""
    with tempfile.TemporaryDirectory(prefix="watchhouse-") as temporary:
        Path(temporary).chmod(0o711)  # the account that the database runs as goes through it
        yield asked.folder or Path(temporary)


def finish(name: str, found: dict[str, Any], asked: argparse.Namespace) -> None:
    """Say what was found, keep it unless told not to, and exit: 0 if it is good."""
    for key, value in found.items():
        say(f"{key}: {value}")
    if not asked.dry:
        keep(name, found, asked.results)
    sys.exit(0 if found["good"] else 1)
