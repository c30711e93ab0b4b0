"""
Lays an archive's members out as inert files, for tools that read folders only.

Names are rewritten to plain ones, nothing may be executed or written to, and everything is gone after use.
"""

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evals.corpus import Sample
from watchhouse.artifacts.open import read_artifact
from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import ArtifactError

DEPTH = 16
NAME = 80


@contextmanager
def laid_out(sample: Sample, *, folder: bool) -> Iterator[tuple[Path, Path]]:
    """
    Yield a path of the archive that ends as its content does, and a folder of its members (empty unless wanted).

    Raises `RuntimeError` if the place for temporary files lies inside a repository: what is laid out is hostile.
    """
    home = Path(tempfile.mkdtemp(prefix="inert-"))
    try:
        if any((parent / ".git").exists() for parent in home.parents):
            raise RuntimeError("the place for temporary files lies inside a repository")
        # hexora tells an archive by its suffix, and a wheel is a zip file.
        archive = home / ("archive" + re.sub(r"\.(whl|egg)$", ".zip", _suffix(sample.file)))
        archive.write_bytes(sample.path.read_bytes())  # a copy: hexora follows no links
        archive.chmod(0o400)
        target = home / "members"
        target.mkdir()
        if folder:
            _lay_out(sample, target)
        yield archive, target
    finally:
        shutil.rmtree(home, ignore_errors=True)


def plain_path(path: str) -> Path:
    """
    Return `path` in plain letters, relative and without any way out.

    >>> plain_path("../a b/..//c:d.py").as_posix()
    '_/a_b/_/c_d.py'
    """
    parts = [re.sub(r"[^A-Za-z0-9._-]", "_", part)[-NAME:] for part in path.split("/") if part]
    return Path(*("_" if part.strip(".") == "" else part for part in parts[-DEPTH:]))


def _suffix(file: str) -> str:
    found = re.search(r"(\.tar)?\.[A-Za-z0-9]+$", file)
    return found[0].lower() if found else ""


def _lay_out(sample: Sample, target: Path) -> None:
    try:
        tree = read_artifact(sample.path.read_bytes(), sample.file, ReadLimits(), time.monotonic)
    except ArtifactError:
        return
    for number, member in enumerate(tree.members):
        place = target / plain_path(member.path)
        if any(parent.is_file() for parent in (place, *place.parents)) or place.is_dir():
            place = target / f"clash-{number}" / place.name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(member.content)
        place.chmod(0o400)
