"""Hostile scripts: no text makes a reader fail, and every limit leaves a Gap."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.evidence.facts.code import CodeFacts, Zone
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.facts.scripts.reading import MOST_CALLS
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import GapReason, Moment

LANGUAGES = ("shell", "powershell", "batch", "vbscript", "javascript")
PIECES = (
    "curl ", "http://h.example ", "| sh", "$(", ")", "`", '"', "'", "{", "}", "[", "]", "\\", "\n", "&&", ";", "|",
    "<<E\n", "E\n", "iex ", "-join ", "[char]", "$x", "=", "+", "%x%", "^", "%x:~1,2%", "set x=", "for /f %%i in (",
    "if ", '@"\n', '\n"@', "<#", "#>", "eval(", "require('", "=>", "function ", "`${", "/*", "*/", "/", "//", "& ",
    'CreateObject("', "With ", ".Run ", "Chr(", "powershell -enc ", "cmd /c ", "1", "99999999999999999999", "..", ",",
    ":", "\0", "é", "\ud800",
)  # fmt: skip


def read(text: str, language: str) -> CodeFacts:
    """Return the facts of a script."""
    return read_script(MemberPath("x"), text, language, zone=Zone.PACKAGE, moment=Moment.IMPORT)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=60), st.sampled_from(LANGUAGES))
def test_pieces_in_any_order_are_read(pieces: list[str], language: str) -> None:
    """The tokens that matter, in any disorder, give facts of bounded size at the place they stand."""
    facts = read("".join(pieces), language)
    assert len(facts.calls) <= MOST_CALLS
    assert all(call.location.path == "x" and len(call.excerpt) <= 400 for call in facts.calls)


@given(st.text(max_size=400), st.sampled_from([*LANGUAGES, "cobol"]))
def test_any_text_is_read(text: str, language: str) -> None:
    """No text makes a reader fail, nor does a language that nobody reads."""
    assert read(text, language).language == language


@given(st.lists(st.sampled_from(PIECES), max_size=30), st.sampled_from(LANGUAGES))
def test_reading_twice_gives_the_same(pieces: list[str], language: str) -> None:
    """Facts depend on the text alone."""
    text = "".join(pieces)
    assert read(text, language) == read(text, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    [
        "(",
        "[",
        "{",
        "$(",
        '"',
        "'",
        "`",
        "a(",
        "a+",
        "x=>",
        "<(",
        "if ",
        "&",
        "cmd /c ",
        "function(){",
        "@{a=",
    ],
)
def test_long_repetition_is_read_to_an_end(unit: str, language: str) -> None:
    """Twenty thousand characters of anything end within the budget, whatever they nest, with bounded facts."""
    facts = read(unit * (20_000 // len(unit)), language)

    assert len(facts.calls) <= 20_000


def test_depth_is_a_gap() -> None:
    """Brackets beyond the limit are not read, and that is said."""
    for text, language in (
        ("f(" * 5_000, "javascript"),
        ("iex (" * 5_000, "powershell"),
        ("$(ls " * 50, "shell"),
    ):
        assert GapReason.COMPLEXITY in {gap.reason for gap in read(text, language).gaps}


def test_scripts_within_scripts_are_bounded() -> None:
    """A hundred scripts inside each other end in a gap."""
    text = "ls"
    for _ in range(14):
        text = "sh -c '" + text.replace("'", "'\\''") + "'"
    assert [gap.reason for gap in read(text, "shell").gaps] == [GapReason.COMPLEXITY]


def test_length_is_a_gap() -> None:
    """What is beyond the limit of one script is not read, and that is said."""
    assert GapReason.COMPLEXITY in {gap.reason for gap in read("a b\n" * 3_000_000, "shell").gaps}
