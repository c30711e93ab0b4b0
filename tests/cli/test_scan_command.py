"""The command itself, as a user starts it."""

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run, start
from json_shapes import faults
from packages import sdist, wheel

from watchhouse import __version__
from watchhouse.cli.json_report import schema


def test_an_honest_wheel_is_clear(tmp_path: Path) -> None:
    """One line for the artifact, one for the sum, and exit code 0."""
    code, output, complaint = run("scan", wheel(tmp_path))
    assert (code, complaint) == (0, "")
    assert "adder-1.0-py3-none-any.whl" in output
    assert "1 target: 1 clear" in output


def test_a_thief_is_named_with_its_line(tmp_path: Path) -> None:
    """The report says what, when, where and what the hidden text says; the exit code is 1."""
    code, output, complaint = run("scan", sdist(tmp_path))
    assert (code, complaint) == (1, "")
    for words in ("MALICIOUS", "at install", "setup.py:6", "discord.com.example", "Do not install"):
        assert words in output


def test_a_report_in_a_pipe_has_no_colours(tmp_path: Path) -> None:
    """What goes into a file or a pipe has no escape sequences."""
    assert "\x1b" not in run("scan", sdist(tmp_path))[1]


def test_a_folder_can_be_scanned(tmp_path: Path) -> None:
    """A folder is judged from its files."""
    (tmp_path / "setup.py").write_text("from setuptools import setup\n\nsetup()\n")
    assert run("scan", tmp_path)[0] == 0


def test_several_targets_are_reported_as_asked(tmp_path: Path) -> None:
    """JSON keeps the order of the command line, and is as its schema says."""
    targets = [wheel(tmp_path, f"adder{number}") for number in range(4)]
    targets.insert(2, sdist(tmp_path))
    code, output, _ = run("scan", "--format", "json", "--jobs", "2", *targets)
    document = json.loads(output)
    assert list(faults(document, schema(), schema())) == []
    assert [artifact["file"] for artifact in document["artifacts"]] == [target.name for target in targets]
    assert code == 1


@pytest.mark.parametrize("form", ["sarif", "markdown"])
def test_other_formats_are_written(tmp_path: Path, form: str) -> None:
    """Each format names the artifact and its worst line."""
    code, output, _ = run("scan", "--format", form, sdist(tmp_path))
    assert code == 1
    assert "colours-helper-1.0.tar.gz" in output
    assert "setup.py" in output


def test_the_level_that_fails_can_be_chosen(tmp_path: Path) -> None:
    """What is below the level does not fail the command."""
    assert run("scan", "--fail-on", "malicious", wheel(tmp_path))[0] == 0


def test_a_report_can_go_to_a_file(tmp_path: Path) -> None:
    """The file holds the whole report, standard output nothing, and nothing else is left in the folder."""
    output = tmp_path / "out" / "report.json"
    output.parent.mkdir()
    code, printed, _ = run("scan", "--format", "json", "--output", output, wheel(tmp_path))
    assert (code, printed) == (0, "")
    assert json.loads(output.read_text("utf-8"))["summary"]["clear"] == 1
    assert list(output.parent.iterdir()) == [output]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["scan"], "name at least one target"),
        (["scan", ""], "empty"),
        (["scan", "no-such-file.whl"], "no-such-file.whl"),
        (["scan", "requirments.txt"], "requirments.txt"),
        (["scan", "--python", ".", "x"], "--environment"),
        (["scan", "./no-such-folder/"], "no-such-folder"),
        (["scan", "--format", "xml", "x"], "xml"),
        (["scan", "--frobnicate"], "--frobnicate"),
        (["scan", "--jobs", "none", "x"], "none"),
        (["scan", "--output", "/no/such/folder/report", "x"], "cannot write"),
        (["scan", "--index-url", "nonsense", "x"], "nonsense"),
        (["guard"], "guard"),
        (["rules", "no-such-rule"], "no-such-rule"),
    ],
)
def test_misuse_is_one_clear_line(arguments: list[str], complaint: str) -> None:
    """A command that makes no sense says why on one line, on stderr, with exit code 2."""
    code, output, line = run(*arguments)
    assert (code, output) == (2, "")
    assert line.startswith("watchhouse: ")
    assert line.count("\n") == 1
    assert complaint in line


def test_an_index_that_cannot_be_reached_is_a_failed_target(tmp_path: Path) -> None:
    """What could not be fetched was not judged: exit code 3, and the rest is judged all the same."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    index = f"http://127.0.0.1:{port}/"
    code, output, complaint = run("scan", "--no-cache", "--index-url", index, "adder", wheel(tmp_path))
    assert (code, complaint) == (3, "")
    assert "failed adder" in output
    assert "1 clear" in output


@pytest.fixture
def silent_index() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        yield server


def test_an_interrupt_stops_at_once(silent_index: socket.socket) -> None:
    """Ctrl-C while an index keeps silent: one word, exit code 130, no traceback."""
    # A shell that starts the tests in the background has them, and what they start, ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    index = f"http://127.0.0.1:{silent_index.getsockname()[1]}/"
    with start("-m", "watchhouse", "scan", "--no-cache", "--index-url", index, "adder") as running:
        connection, _ = silent_index.accept()
        running.send_signal(signal.SIGINT)
        _, complaint = running.communicate(timeout=20)
        connection.close()
    assert (running.returncode, complaint) == (130, "watchhouse: interrupted\n")


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    """`watchhouse scan … | head -0` ends quietly."""
    with start("-m", "watchhouse", "scan", wheel(tmp_path)) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        assert running.stderr.read() == ""
    assert running.returncode == 141


def test_the_version_is_told_without_loading_the_rest() -> None:
    """`--version` answers at once, because nothing is imported that it does not need."""
    with start("-X", "importtime", "-m", "watchhouse", "--version") as running:
        output, times = running.communicate()
    assert output == f"watchhouse, version {__version__}\n"
    imported = {line.rpartition("|")[2].strip() for line in times.splitlines()}
    assert "click" in imported
    assert not imported & {
        "rich",
        "httpx",
        "hyperscan",
        "watchhouse.cli.scan",
        "watchhouse.bootstrap",
        "asyncio",
    }


def test_the_parent_loads_no_detector() -> None:
    """The process that holds the network does not load what opens hostile bytes."""
    probe = "import sys, watchhouse.bootstrap.scanning, watchhouse.cli.terminal; print(*sorted(sys.modules))"
    with start("-c", probe) as running:
        loaded = running.communicate()[0].split()
    assert "watchhouse.pipeline.workers" in loaded
    assert not [name for name in loaded if name.startswith("watchhouse.evidence.detectors")]
    assert not {"hyperscan", "lief", "xdis"} & set(loaded)
