"""`python -m watchhouse.testing`: it serves, says where, and refuses nonsense."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from made_worlds import JSON, ask

_COMMAND = (
    sys.executable,
    "-m",
    "watchhouse.testing",
    "--projects",
    "40",
    "--bursts",
    "0",
    "--largest",
    "20000",
)


@contextmanager
def serving(*options: str) -> Iterator[dict[str, str]]:
    """Yield what the command prints at its start, by label, while it runs."""
    with subprocess.Popen((*_COMMAND, *options), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own words
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(8)]
        try:
            yield dict(re.split(r"  +", line.strip(), maxsplit=1) for line in lines[1:])
        finally:
            process.terminate()


def test_it_says_what_to_open_and_answers_there() -> None:
    """Every address that it prints is one."""
    with serving("--speed", "100000") as said:
        urls = [text for text in said.values() if text.startswith("http")]
        assert len(urls) == 6
        assert {ask(url).status_code for url in urls} == {200}
        assert ask(said["Python index"], headers=JSON).json()["projects"]


def test_what_is_prepared_lies_in_the_cache(tmp_path: Path) -> None:
    """And faults of the command line are on."""
    with serving("--prepare", "--cache", str(tmp_path), "--fault", "error,path=/simple/") as said:
        assert len([path for path in tmp_path.rglob("*") if path.is_file()]) > 40
        assert ask(said["Python index"]).status_code == 500


@pytest.mark.parametrize(
    "options", [("--mix", "cargo=1"), ("--fault", "fire"), ("--speed", "0"), ("--what",)]
)
def test_nonsense_is_refused_in_one_line(options: tuple[str, ...]) -> None:
    """With exit code 2."""
    done = subprocess.run((*_COMMAND, *options), capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own words
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
