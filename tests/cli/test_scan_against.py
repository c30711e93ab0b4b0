"""`watchhouse scan --against`, as a user starts it, on real archives."""

import json
import sys
from pathlib import Path

import pytest
from command import run
from json_shapes import faults
from local_index import LocalIndex
from releases import NETWORK, PLAIN, SENDS_AT_IMPORT, wheel

from watchhouse.cli.json_report import schema

NEW_FILE = "garden-1.1-py3-none-any.whl"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "garden-1.0-py3-none-any.whl"
    path.write_bytes(wheel({"garden/a.py": PLAIN}))
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / NEW_FILE
    path.write_bytes(wheel({"garden/a.py": SENDS_AT_IMPORT}, "1.1"))
    return path


def reasons(output: str) -> set[str]:
    document = json.loads(output)
    assert list(faults(document, schema(), schema())) == []
    return {reason["claim"] for artifact in document["artifacts"] for reason in artifact["reasons"]}


def test_a_file_is_compared_with_a_file(old: Path, new: Path) -> None:
    """What is new stands among the reasons, with since when."""
    code, output, complaint = run("scan", "--format", "json", "--against", old, new)
    assert (code, complaint) == (1, "")
    assert "sends environment variables to another host at import, new since 1.0" in reasons(output)


@pytest.mark.parametrize("form", ["terminal", "sarif", "markdown"])
def test_every_format_tells_what_is_new(old: Path, new: Path, form: str) -> None:
    """As any other reason."""
    output = run("scan", "--verbose", "--format", form, "--against", old, new)[1]
    assert "new since 1" in " ".join(output.replace("\\", "").split())


def test_sarif_knows_the_rules_of_comparison(old: Path, new: Path) -> None:
    """Each result points at its rule."""
    log = json.loads(run("scan", "--format", "sarif", "--against", old, new)[1])["runs"][0]
    ids = [rule["id"] for rule in log["tool"]["driver"]["rules"]]
    found = [result for result in log["results"] if result["ruleId"] == "delta-capability"]
    assert found
    assert {ids[result["ruleIndex"]] for result in found} == {"delta-capability"}


def test_an_honest_release_stays_clear(old: Path, tmp_path: Path) -> None:
    """A new feature is no reason to hold a release."""
    later = tmp_path / "garden-1.2-py3-none-any.whl"
    later.write_bytes(wheel({"garden/a.py": NETWORK}, "1.2"))
    code, output, _ = run("scan", "--against", old, later)
    assert code == 0
    assert "1 clear" in output


def test_a_file_that_cannot_be_opened_is_told_and_costs_the_comparison_only(old: Path, new: Path) -> None:
    """The target is judged as it is."""
    alone = reasons(run("scan", "--format", "json", new)[1])
    old.write_bytes(b"PK\x03\x04")
    assert reasons(run("scan", "--format", "json", "--against", old, new)[1]) == alone
    assert "Not compared: the earlier release could not be" in run("scan", "--against", old, new)[1]
    assert (
        "Not compared with an earlier release"
        in run("scan", "--format", "markdown", "--against", old, new)[1]
    )


def test_the_previous_release_comes_from_the_index(index: LocalIndex, old: Path, new: Path) -> None:
    """For a project of the index, and for a file that lies here before it is published."""
    index.add("garden", old.name, old.read_bytes())
    index.add("garden", NEW_FILE, new.read_bytes())
    asked = ("scan", "--format", "json", "--no-cache", "--index-url", index.simple, "--against")
    for against in ("previous", "1.0"):
        for target in ("garden", new):
            assert "sends environment variables to another host at import, new since 1.0" in reasons(
                run(*asked, against, target)[1]
            )


def test_a_first_release_has_nothing_to_be_compared_with(index: LocalIndex, old: Path) -> None:
    """It is judged, and said so on the line below."""
    index.add("garden", old.name, old.read_bytes())
    code, output, _ = run(
        "scan", "--no-cache", "--index-url", index.simple, "--against", "previous", "garden"
    )
    assert code == 0
    assert "Not compared: no release older than 1.0" in output


@pytest.mark.parametrize(
    ("against", "complaint"),
    [
        ("no-such-file.whl", "no file 'no-such-file.whl' to compare with"),
        (sys.executable, "compares one target"),
    ],
)
def test_misuse_is_one_clear_line(old: Path, new: Path, against: str, complaint: str) -> None:
    """Before anything is examined."""
    code, output, line = run("scan", "--against", against, old, new)
    assert (code, output) == (2, "")
    assert complaint in line
    assert line.count("\n") == 1
