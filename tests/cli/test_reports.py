"""What a scan prints, in all four formats: the whole of it, and that nothing hostile acts in it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hostile_reports import CONTROLS, HOSTILE, hostile_report, plain_report, rendered
from json_shapes import faults

from watchhouse.cli import json_report
from watchhouse.cli.exit_code import exit_code
from watchhouse.cli.report import Report
from watchhouse.model.verdict import Level

GOLDEN = Path(__file__).parent / "golden"
FORMATS = ("report.txt", "report.json", "report.sarif", "report.md")


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_golden_one(name: str) -> None:
    """The whole output is fixed; `python tests/cli/hostile_reports.py` writes it anew."""
    assert rendered(plain_report())[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_comes_out(name: str, verbose: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Whatever an artifact says, no control, bidi or invisible character and no surrogate is printed."""
    text = rendered(hostile_report(verbose=verbose))[name]
    assert not set(text) & set(CONTROLS)
    assert "alert(1)" in text


def test_the_terminal_shows_markup_as_text() -> None:
    """What rich would take for markup is printed as it stands."""
    assert "[red]x[/red]" in rendered(hostile_report(verbose=False))["report.txt"]


@pytest.mark.parametrize("name", ["report.json", "report.sarif"])
def test_a_page_can_hold_the_json(name: str) -> None:
    """JSON and SARIF hold no tag, and no character that is not ASCII."""
    text = rendered(hostile_report(verbose=True))[name]
    assert text.isascii()
    assert "<" not in text


def test_json_gives_the_exact_text_back() -> None:
    """Nothing is lost but the lone surrogate, whose meaning JSON leaves open."""
    document = json.loads(json_report.render(hostile_report(verbose=False)))
    decoded = document["artifacts"][0]["reasons"][0]["decoded"]
    assert decoded == HOSTILE.replace("\ud800", "\\ud800")


@pytest.mark.parametrize("report", [plain_report(), hostile_report(verbose=True), Report(outcomes=())])
def test_json_is_as_its_schema_says(report: Report) -> None:
    """Every key is described, none is missing, and every value has its type."""
    schema = json_report.schema()
    assert list(faults(json.loads(json_report.render(report)), schema, schema)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"artifacts": [{}]},
        {"schema_version": "2.0"},
        {"extra": 1},
        {"summary": None},
        {"tool": {"name": "x"}},
    ],
)
def test_the_schema_refuses_what_is_not_a_report(change: dict[str, Any]) -> None:
    """The check of the schema can fail."""
    schema = json_report.schema()
    document = json.loads(json_report.render(plain_report()))
    assert list(faults({**document, **change}, schema, schema))


def test_markdown_keeps_hostile_text_in_code() -> None:
    """Outside code spans and code blocks there is no tag, no link, no mention and no heading of theirs."""
    text = rendered(hostile_report(verbose=True))["report.md"]
    blocks_gone = re.sub(r"(?ms)^ *(`{3,})\n.*?^ *\1$", "", text)
    words = re.sub(r"(?s)(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", blocks_gone)
    assert "<script" not in words.replace("\\<", "")
    assert "@everyone" not in words.replace("\\@", "")
    assert "](http" not in words.replace("\\]", "")
    assert [line for line in words.splitlines() if re.match(r"\s*(# |- item)", line)] == []


def test_sarif_messages_hold_no_link() -> None:
    """A viewer that follows SARIF 3.11.6 sees text where the artifact wrote a link."""
    document = json.loads(rendered(hostile_report(verbose=True))["report.sarif"])
    messages = [result["message"]["text"] for result in document["runs"][0]["results"]]
    notes = document["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    messages += [note["message"]["text"] for note in notes]
    assert messages
    assert [text for text in messages if re.search(r"(?<!\\)[\[\]]", text)] == []


def test_sarif_places_stay_inside_the_artifact() -> None:
    """No location is absolute or climbs out."""
    document = json.loads(rendered(hostile_report(verbose=True))["report.sarif"])
    places = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for result in document["runs"][0]["results"]
    ]
    assert all(re.fullmatch(r"[A-Za-z0-9_.~%/-]+", place) for place in places)
    assert not [place for place in places if place.startswith("/") or ".." in place.split("/")]


def test_sarif_results_name_rules_that_are_there() -> None:
    """Each result's index leads to the rule of its id."""
    run = json.loads((GOLDEN / "report.sarif").read_text("utf-8"))["runs"][0]
    indexed = [result for result in run["results"] if "ruleIndex" in result]
    assert len(indexed) >= 5
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in indexed)


@pytest.mark.parametrize(
    ("kept", "fail_on", "code"),
    [
        ((0,), Level.NOTABLE, 0),
        ((0, 1), Level.MALICIOUS, 1),
        ((0, 3), Level.SUSPICIOUS, 1),
        ((0, 3), Level.MALICIOUS, 0),
        ((0, 2), Level.SUSPICIOUS, 3),
        ((0, 2), Level.NOTABLE, 1),
        ((0, 4), Level.SUSPICIOUS, 3),
        ((1, 4), Level.SUSPICIOUS, 1),
        ((0, 5), Level.SUSPICIOUS, 0),
        ((), Level.SUSPICIOUS, 0),
    ],
)
def test_the_exit_code_says_what_was_found(kept: tuple[int, ...], fail_on: Level, code: int) -> None:
    """What was found counts more than what could not be read, and that more than nothing."""
    outcomes = plain_report().outcomes
    assert exit_code(Report(outcomes=tuple(outcomes[place] for place in kept)), fail_on) == code
