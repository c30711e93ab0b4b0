"""`watchhouse known`, and a scan that makes use of what it was told."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from command import run
from packages import HONEST, sdist, wheel

from watchhouse.evidence.likeness.known_files import read_known
from watchhouse.evidence.likeness.releases import read_releases

STARTS = "import subprocess\n\nsubprocess.Popen(['git', 'gc'], creationflags=0x08000000)\n"
"""Earns a reading and a word, and is not suspicious."""


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    wheel(folder, "adder", STARTS)
    return folder


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def test_an_index_of_a_folder_knows_its_modules(shelf: Path, tmp_path: Path) -> None:
    """What is built can be shown, and knows what the archives held; a module without signs needs no entry."""
    wheel(shelf, "plain", HONEST)
    code, said, complaint = run("known", "build", shelf, "-o", tmp_path / "known-files.bin")
    assert (code, complaint) == (0, "")
    assert "1 files of 2 archives" in said
    code, said, _ = run("known", "show", tmp_path / "known-files.bin")
    assert code == 0
    assert "1 files" in said
    assert "2 archives of 2 projects" in said
    assert [
        digest(text) in read_known((tmp_path / "known-files.bin").read_bytes()) for text in (STARTS, HONEST)
    ] == [
        True,
        False,
    ]


def test_what_is_suspicious_by_itself_is_not_taken(shelf: Path, tmp_path: Path) -> None:
    """Nobody can have a thief forgotten by adding it; the others are taken all the same, and the exit code tells."""
    sdist(shelf)
    code, said, complaint = run("known", "build", shelf, "-o", tmp_path / "out.bin")
    assert code == 1
    assert "1 archives" in said
    assert "colours-helper-1.0.tar.gz is" in complaint
    assert "not taken" in complaint


def test_a_list_pins_what_is_taken(shelf: Path, tmp_path: Path) -> None:
    """The same list gives the same bytes, made on its newest day; another file or a missing one is refused."""
    pinned = sha256((shelf / "adder-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    listed = tmp_path / "list.txt"
    listed.write_text(f"# demo\nadder 1.0 adder-1.0-py3-none-any.whl {pinned} 2020-01-31\n")
    wheel(shelf, "plain", STARTS + "#\n")
    outputs = [tmp_path / name for name in ("one.bin", "two.bin")]
    for output in outputs:
        assert run("known", "build", shelf, "-o", output, "--releases", listed)[0] == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    index = read_known(outputs[0].read_bytes())
    assert (str(index.day), len(index)) == ("2020-01-31", 1)
    listed.write_text(listed.read_text().replace(pinned, "0" * 64))
    code, _, complaint = run("known", "build", shelf, "-o", outputs[0], "--releases", listed)
    assert code == 1
    assert "another digest" in complaint
    listed.write_text(listed.read_text().replace("adder-1.0-py3", "gone-1.0-py3"))
    code, _, complaint = run("known", "build", shelf, "-o", outputs[0], "--releases", listed)
    assert code == 2
    assert "in no folder" in complaint


def test_what_was_added_is_known_to_show_and_to_the_next_scan(shelf: Path, tmp_path: Path) -> None:
    """The user's own index stands beside the shipped one, also in the workers, who are told nothing else."""
    data = tmp_path / "data"
    environment = {"WATCHHOUSE_DATA": str(data)}
    target = shelf / "adder-1.0-py3-none-any.whl"
    assert run("known", "show", digest(STARTS), **environment)[0] == 1
    before = scanned(target, **environment)
    assert run("known", "add", target, **environment)[0] == 0
    code, said, _ = run("known", "show", digest(STARTS).upper(), **environment)
    assert (code, str(data) in said) == (0, True)
    (tmp_path / "adder.py").write_text(STARTS)
    assert run("known", "show", tmp_path / "adder.py", **environment)[0] == 0
    assert "adder.py" in before
    assert "adder.py" not in scanned(target, **environment)
    wheel(shelf, "second", STARTS + "# second\n")
    assert run("known", "add", shelf / "second-1.0-py3-none-any.whl", **environment)[0] == 0
    assert len(read_known((data / "known-files.bin").read_bytes())) == 2
    assert [one.project for one in read_releases((data / "known-releases.txt").read_text())] == [
        "adder",
        "second",
    ]


def scanned(target: Path, **environment: str) -> set[str]:
    """Return the paths of which a scan of `target` says anything."""
    _, report, _ = run("scan", target, "--format", "json", **environment)
    artifact = json.loads(report)["artifacts"][0]
    return {one["location"]["path"] for one in (*artifact["reasons"], *artifact["gaps"])}


def test_an_index_that_others_can_write_is_not_used(shelf: Path, tmp_path: Path) -> None:
    """Who may add to the index decides what is not looked at: then nothing is scanned, and the user is told why."""
    data = tmp_path / "data"
    environment = {"WATCHHOUSE_DATA": str(data)}
    target = shelf / "adder-1.0-py3-none-any.whl"
    assert run("known", "add", target, **environment)[0] == 0
    index = data / "known-files.bin"
    assert index.stat().st_mode & 0o022 == 0
    index.chmod(0o666)
    for command in (("scan", target), ("known", "add", target), ("known", "show", digest(STARTS))):
        code, _, complaint = run(*command, **environment)
        assert code == 2
        assert "not used" in complaint
    index.unlink()
    (tmp_path / "elsewhere.bin").write_bytes(b"")
    index.symlink_to(tmp_path / "elsewhere.bin")
    assert run("scan", target, **environment)[0] == 2


def test_what_cannot_be_added_is_told_and_forgets_nothing(shelf: Path, tmp_path: Path) -> None:
    """A folder and a file that is no archive are refused; what is there stays there."""
    environment = {"WATCHHOUSE_DATA": str(tmp_path / "data")}
    assert run("known", "add", shelf / "adder-1.0-py3-none-any.whl", **environment)[0] == 0
    (tmp_path / "broken.whl").write_bytes(b"PK\x03\x04")
    code, _, complaint = run("known", "add", f"{shelf}/", tmp_path / "broken.whl", **environment)
    assert code == 1
    assert len(complaint.splitlines()) == 2
    assert run("known", "show", digest(STARTS), **environment)[0] == 0
    assert run("known", "show", tmp_path / "nothing", **environment)[0] == 2
