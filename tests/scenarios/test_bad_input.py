"""Hostile files through the real command: each ends with a verdict that says what could not be seen."""

import json
import random
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from archives import (
    ZipEntry,
    compressed_zeros,
    many_members,
    raw_zip,
    tar_file,
    tar_header,
    targz,
)
from command import Ended, run
from json_shapes import faults
from packages import THIEF

from watchhouse.cli.json_report import schema
from watchhouse.model.evidence import GapReason

GIGABYTE = 1 << 30
CODE = b"import os\nos.getcwd()\n"
SETUP = tar_file(b"p-1.0/setup.py", b"from setuptools import setup\nsetup()\n")
NOISE = random.Random(1).randbytes(2 << 20)  # noqa: S311 - not a secret


def setup(content: bytes) -> bytes:
    """Return an sdist with this setup.py."""
    return targz(tar_file(b"p-1.0/setup.py", content))


def line_of_a_gigabyte() -> bytes:
    """Return an sdist whose setup.py is one line that compresses just not well enough for a bomb."""
    return compressed_zeros(GIGABYTE, tar_header(b"p-1.0/setup.py", GIGABYTE + len(NOISE)) + NOISE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One hostile file, and what is to be said of it."""

    file: str
    content: bytes
    reason: GapReason
    path: str


CASES = {
    "gzip bomb": lambda: Case(
        file="bomb.tar.gz",
        content=compressed_zeros(GIGABYTE, tar_header(b"p-1.0/setup.py", GIGABYTE)),
        reason=GapReason.RATIO,
        path="",
    ),
    "a line of a gigabyte": lambda: Case(
        file="line.tar.gz",
        content=line_of_a_gigabyte(),
        reason=GapReason.MEMBER_TOO_LARGE,
        path="p-1.0/setup.py",
    ),
    "truncated gzip": lambda: Case(
        file="cut.tar.gz",
        content=targz(SETUP, tar_file(b"p-1.0/a.py", NOISE[:100_000]))[:-400],
        reason=GapReason.CORRUPT,
        path="",
    ),
    "traversal": lambda: Case(
        file="traversal.tar.gz",
        content=targz(SETUP, tar_file(b"../../a.py", CODE)),
        reason=GapReason.UNSAFE_PATH,
        path="../../a.py",
    ),
    "symbolic link out": lambda: Case(
        file="link.tar.gz",
        content=targz(SETUP, tar_file(b"p-1.0/a.py", kind=b"2", target=b"../../../etc/passwd")),
        reason=GapReason.LINK,
        path="p-1.0/a.py",
    ),
    "device node": lambda: Case(
        file="device.tar.gz",
        content=targz(SETUP, tar_file(b"p-1.0/a.py", kind=b"3")),
        reason=GapReason.SPECIAL_FILE,
        path="p-1.0/a.py",
    ),
    "member named NUL": lambda: Case(
        file="nul.zip",
        content=raw_zip(ZipEntry(name=b"p/a.py", content=CODE), ZipEntry(name=b"\0", content=CODE)),
        reason=GapReason.AMBIGUOUS,
        path="\\x00",
    ),
    "very many members": lambda: Case(
        file="many.tar.gz", content=many_members(300_000), reason=GapReason.TOO_MANY_MEMBERS, path=""
    ),
    "brackets 100,000 deep": lambda: Case(
        file="deep.tar.gz",
        content=setup(CODE + b"(" * 100_000),
        reason=GapReason.UNPARSABLE,
        path="p-1.0/setup.py",
    ),
    "operators 100,000 deep": lambda: Case(
        file="operators.tar.gz",
        content=setup(CODE + b"x = " + b"not " * 100_000 + b"1\n"),
        reason=GapReason.UNPARSABLE,
        path="p-1.0/setup.py",
    ),
    "two members of one name": lambda: Case(
        file="twice.tar.gz",
        content=targz(SETUP, tar_file(b"p-1.0/setup.py", CODE)),
        reason=GapReason.DUPLICATE,
        path="p-1.0/setup.py",
    ),
    "two headers that differ": lambda: Case(
        file="differ-1.0-py3-none-any.whl",
        content=raw_zip(ZipEntry(name=b"p/a.py", content=CODE, local_name=b"p/b.py")),
        reason=GapReason.AMBIGUOUS,
        path="p/a.py",
    ),
}


def judged(ended: Ended) -> dict[str, Any]:
    """Return the verdict on the one artifact that a scan was about; it complained of nothing."""
    _, output, complaint = ended
    assert complaint == ""
    document = json.loads(output)
    assert list(faults(document, schema(), schema())) == []
    assert document["unjudged"] == []
    (artifact,) = document["artifacts"]
    return dict(artifact)


def scan(folder: Path, file: str, content: bytes) -> Ended:
    """Scan a file of this content."""
    (folder / file).write_bytes(content)
    return run("scan", folder / file, "--format", "json")


@pytest.mark.parametrize("name", CASES)
def test_what_could_not_be_seen_is_said_and_never_clear(tmp_path: Path, name: str) -> None:
    """The verdict names the gap and where it is, the level is not `clear`, and the exit code says so."""
    case = CASES[name]()
    ended = scan(tmp_path, case.file, case.content)
    artifact = judged(ended)
    told = {(gap["reason"], gap["location"]["path"], gap["hides"]) for gap in artifact["gaps"]}
    assert (case.reason.value, case.path, True) in told
    assert artifact["level"] != "clear"
    assert ended[0] == 3


@pytest.mark.parametrize(
    "content",
    [
        THIEF.encode("utf-16"),
        b"# \xe9\n" + THIEF.encode(),
        b"# -*- coding: latin-1 -*-\n# \xe9\n" + THIEF.encode(),
        THIEF.encode("utf-8-sig"),
        THIEF.encode() + b"\0",
        THIEF.replace("\n", "\r").encode(),
    ],
    ids=[
        "UTF-16",
        "undeclared latin-1",
        "latin-1",
        "UTF-8 with a mark",
        "NUL at the end",
        "carriage returns",
    ],
)
def test_an_encoding_hides_nothing(tmp_path: Path, content: bytes) -> None:
    """What a thief does is seen whatever its text is written in."""
    ended = scan(tmp_path, "p-1.0.tar.gz", setup(content))
    artifact = judged(ended)
    assert (ended[0], artifact["level"]) == (1, "malicious")
    assert "setup.py" in {reason["location"]["path"].rpartition("/")[2] for reason in artifact["reasons"]}


def test_of_two_members_of_one_name_the_second_is_judged_too(tmp_path: Path) -> None:
    """An installer unpacks both, so that the last one stays."""
    content = targz(SETUP, tar_file(b"p-1.0/setup.py", THIEF.encode()))
    assert judged(scan(tmp_path, "p-1.0.tar.gz", content))["level"] == "malicious"


@pytest.mark.parametrize("content", [b"", b"\0" * 512, b"\x1f\x8b", b"PK\x03\x04", NOISE[:4_000]])
@pytest.mark.parametrize("file", ["p-1.0.tar.gz", "p-1.0-py3-none-any.whl"])
def test_what_is_no_archive_is_not_clear(tmp_path: Path, file: str, content: bytes) -> None:
    """A file that does not hold what its name says was not read."""
    assert judged(scan(tmp_path, file, content))["level"] != "clear"


def test_a_package_of_an_index_that_nobody_runs_is_one_line(tmp_path: Path) -> None:
    """The port is closed: the line names the package and the place, and the exit code says it was not judged."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"
    (tmp_path / "requirements.txt").write_text("no-such-package==1.0\n", "utf-8")
    code, output, complaint = run(
        "scan", "--no-cache", "--index-url", f"http://{place}/", tmp_path / "requirements.txt"
    )
    (line,) = (line for line in output.splitlines() if "failed" in line)
    assert (code, complaint) == (3, "")
    assert "no-such-package" in line
    assert place in line


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("uv.lock", b"\xff\xfe\0garbage"),
        ("poetry.lock", b"[[package"),
        ("pylock.toml", b"x = " + b"[" * 100_000),
        ("package-lock.json", b'{"a":' * 100_000),
        ("Pipfile.lock", b""),
        ("requirements.txt", b"\x80\x81"),
    ],
)
def test_a_lock_file_that_cannot_be_read_is_one_line(tmp_path: Path, file: str, content: bytes) -> None:
    """The line names the file and what is wrong with it; nothing was examined."""
    code, output, complaint = scan(tmp_path, file, content)
    assert (code, output) == (2, "")
    assert complaint.startswith("watchhouse: ")
    assert complaint.count("\n") == 1
    assert file in complaint
