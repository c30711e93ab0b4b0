"""Which statements of a large file are kept for a parse."""

import ast
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.evidence.facts.excerpt import SMALL, WHOLE, excerpt
from watchhouse.evidence.facts.hints import Hint

Maker = Callable[..., bytes]

MARK = b"exec(payload)"
FILLER = b"    value = value + 1  # nothing of interest\n" * 20
DEEP = b"        value = value + 1  # nothing of interest\n" * 20


def scan(content: bytes) -> frozenset[str]:
    """See something wherever the mark stands."""
    return frozenset({Hint.EXEC, Hint.DECODE}) if MARK in content else frozenset()


def kept(content: bytes) -> bytes:
    """Return the excerpt, which has the lines of `content` at their own numbers or none in their place."""
    shown = excerpt(content, scan)
    lines = content.split(b"\n")
    assert len(shown.split(b"\n")) == len(lines)
    assert all(mine in (b"", line) for mine, line in zip(shown.split(b"\n"), lines, strict=True))
    ast.parse(shown)
    return shown


def function(number: int, *, marked: bool, decorated: bool) -> bytes:
    head = b"@register\n" if decorated else b""
    last = b"    " + MARK + b" # %d\n" % number if marked else b""
    return head + b"def function%d(value):\n" % number + FILLER + last


def method(number: int, *, marked: bool, decorated: bool) -> bytes:
    head = b"    @property\n" if decorated else b""
    last = b"        " + MARK + b" # %d\n" % number if marked else b""
    return head + b"    def method%d(self, value):\n" % number + DEEP + last


def branch(number: int, *, marked: bool, decorated: bool) -> bytes:
    word = b"elif value == %d:\n" % number if decorated else b""
    last = b"    " + MARK + b" # %d\n" % number if marked else b""
    return b"if value:\n" + FILLER + (word + FILLER if word else b"") + b"else:\n    pass\n" + last


def text(number: int, *, marked: bool, decorated: bool) -> bytes:
    inside = MARK if marked else b"nothing"
    quote = b"'''" if decorated else b'"""'
    return (
        b"TEXT%d = (\n" % number
        + quote
        + b"\n    "
        + inside
        + b" # %d\n" % number
        + FILLER
        + quote
        + b"\n)\n"
    )


def a_class(number: int, *, marked: bool, decorated: bool) -> bytes:
    methods = [method(one, marked=marked and one == 15, decorated=decorated) for one in range(30)]
    return b"class Thing%d:\n" % number + b"".join(methods)


statements = st.lists(
    st.tuples(st.sampled_from([function, branch, text, a_class]), st.booleans(), st.booleans()), max_size=8
)


@pytest.mark.parametrize("content", [b"", b"x = 1\n" * (WHOLE // 6), b"not python at all"])
def test_a_small_file_is_kept_whole(content: bytes) -> None:
    """Up to a size nothing is cut, parsable or not."""
    assert excerpt(content, scan) == content


def test_a_file_of_wide_characters_is_kept_whole() -> None:
    """In UTF-16 no line begins where bytes say so."""
    content = ("x = 1\n" * WHOLE).encode("utf-16")
    assert excerpt(content, scan) == content


@settings(max_examples=60)
@given(statements)
def test_what_is_marked_is_kept_at_its_line_and_parses(chosen: list[tuple[Maker, bool, bool]]) -> None:
    """Whatever stands around it, nothing that the first pass sees is lost, and what is kept is Python."""
    pieces = [
        make(number, marked=marked, decorated=decorated)
        for number, (make, marked, decorated) in enumerate(chosen)
    ]
    content = b"import os\n" + b"".join(pieces) + function(99, marked=False, decorated=False) * 20
    shown = kept(content)
    assert shown.count(MARK) == content.count(MARK)
    assert shown.startswith(b"import os\n")


def test_long_statements_without_a_mark_are_left_out() -> None:
    """Only a tenth of a large file is parsed where little of it says anything."""
    pieces = [function(number, marked=number == 7, decorated=False) for number in range(100)]
    shown = kept(b"".join(pieces))
    assert b"def function7(" in shown
    assert b"def function8(" not in shown


def test_short_statements_are_kept_whatever_they_say() -> None:
    """Imports and constants give names to what is kept."""
    constants = [b"NAME%d = %d\n" % (number, number) for number in range(3_000)]
    assert kept(b"".join(constants)) == b"".join(constants)


def test_a_large_class_keeps_its_head_and_its_marked_methods() -> None:
    """A class is cut into methods, each with its decorators, so that one does not bring along hundreds."""
    methods = [method(one, marked=one == 3, decorated=True) for one in range(60)]
    shown = kept(b"class Thing(Base):\n" + b"".join(methods))
    assert b"class Thing(Base):" in shown
    assert b"    @property\n    def method3(" in shown
    assert b"def method4(" not in shown
    assert shown.count(b"@property") == 1


def test_a_function_keeps_all_its_decorators() -> None:
    """Decorators without what they decorate would be no Python, and the whole file would be parsed."""
    head = b"@register(\n    MARK\n)\n@other\n"
    pieces = [head + function(number, marked=number == 5, decorated=True) for number in range(60)]
    shown = kept(b"".join(pieces))
    assert shown.count(b"@other\n@register\ndef function5(") == 1
    assert shown.count(b"@other") == 1


def test_a_statement_up_to_the_limit_is_kept() -> None:
    """The limit is where it says it is."""
    short = b"a = '" + b"x" * (SMALL - 7) + b"'\n"
    long = b"b = '" + b"x" * (SMALL - 6) + b"'\n"
    padding = function(1, marked=False, decorated=False) * 30
    shown = kept(short + long + padding)
    assert short in shown
    assert b"b = " not in shown


@given(st.binary(max_size=200), st.integers(100, 400))
def test_any_bytes_keep_their_lines(unit: bytes, times: int) -> None:
    """What is no Python at all is cut at line ends only."""
    content = unit * times
    shown = excerpt(content, scan)
    assert shown.count(b"\n") == content.count(b"\n")
    assert len(shown) <= len(content)
