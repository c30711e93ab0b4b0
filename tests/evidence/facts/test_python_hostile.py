"""No source, however broken or hostile, stops the reading."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_reading import read_source

from watchhouse.model.evidence import GapReason

HOSTILE = {
    "nested parentheses": "(" * 100_000,
    "nested lists": "x = " + "[" * 100_000,
    "nested calls": "f(" * 5_000 + ")" * 5_000,
    "long sum": "x = " + "+".join(["'a'"] * 20_000),
    "deep attribute": "x" + ".a" * 5_000,
    "deep ifs": "\n".join(" " * i + "if x:" for i in range(120)),
    "null bytes": "import os\0\nos.system('x')",
    "utf-16": "import os\nos.system('x')".encode("utf-16"),
    "latin-1": "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
    "unknown codec": b"# coding: no-such-codec\nimport os\n",
    "codec that runs": b"# coding: idna\nimport os\n",
    "endless loop": "while True:\n    x = 1\n",
    "endless counter": "i = 0\nwhile i >= 0:\n    i += 1\n",
    "mutual recursion": "def f(x):\n    return g(x + 'a')\ndef g(x):\n    return f(x + 'b')\nf('a')",
    "growing list": "x = ['a']\nfor i in range(10000):\n    x = x + x\n",
    "self exec": "s = 's = %r; exec(s %% s)'\nexec(s % s)",
    "eval of itself": "x = 'eval(x)'\neval(x)",
    "class of itself": "class A: pass\nclass A(A): pass\nA.x = A\nA().y()",
    "format width": "'{:>99999999999}'.format('x')",
    "percent width": "'%99999999999d' % 1",
    "huge shift": "x = 1 << 10 ** 12",
    "huge power": "x = 10 ** 10 ** 10",
    "huge range": "x = list(range(10 ** 12))",
    "huge bytes": "x = bytes(10 ** 12)",
    "long line": "x = '" + "a" * 3_000_000 + "'",
    "python 2": "print 'x'\nexec 'y'\nexcept_ = 0777\ntry:\n    pass\nexcept Exception, e:\n    raise E, 'x'\n",
    "star everything": "*a, b = *c, = d = *'xyz',",
    "lone surrogate": "x = '\\ud800'\nimport os\nos.system(x)",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_source_is_read_to_an_end(source: str | bytes) -> None:
    """The reading ends, with facts of the member and perhaps gaps."""
    facts = read_source(source)

    assert facts.path == "module.py"


def test_what_does_not_parse_leaves_a_gap_that_names_the_line() -> None:
    """One broken statement hides only itself, and says where it was."""
    facts = read_source("import os\nos.system('before')\nx = = 1\nos.system('after')\n")

    assert [one.text for one in facts.calls if one.name == "os.system"] == ["before", "after"]
    assert [(gap.reason, gap.location.line, gap.hides) for gap in facts.gaps] == [
        (GapReason.UNPARSABLE, 3, True)
    ]


def test_python_2_is_read_like_python_3() -> None:
    """Statements that only Python 2 knows do not hide what stands beside them."""
    facts = read_source(
        "import os\nprint 'x'\nexec \"os.system('inner')\"\ntry:\n    pass\nexcept OSError, e:\n    pass\n"
    )

    assert [one.text for one in facts.calls if one.name == "os.system"] == ["inner"]
    assert facts.gaps == ()


def test_a_budget_that_is_spent_leaves_a_gap_that_hides() -> None:
    """Code too costly to follow is never called clear."""
    source = "x = 0\n" + "".join(
        f"for a{i} in range(30):\n    for b{i} in range(30):\n        for c{i} in range(30):\n            x += 1\n"
        for i in range(12)
    )

    assert [gap.reason for gap in read_source(source).gaps] == [GapReason.COMPLEXITY]


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_read(content: bytes) -> None:
    """No bytes raise."""
    assert read_source(content).path == "module.py"


_PIECES = st.sampled_from(
    """exec eval ( ) [ ] { } , . : = + % * 'a' b'b' "import os" os system getattr __import__ lambda x base64 b64decode
    zlib decompress def class return for in if else while try except with as yield await async global nonlocal import
    from f'{x}' chr ord join [::-1] 1 0 -1 10 None self globals() os.environ requests.post open compile marshal loads
    \n \n\t ; @ := == != not and or is *x **y ... del raise assert match case _""".split(" ")
)


@settings(max_examples=400)
@given(st.lists(_PIECES, max_size=40))
def test_arbitrary_python_like_text_is_read(pieces: list[str]) -> None:
    """No arrangement of Python's words raises."""
    assert read_source(" ".join(pieces)).path == "module.py"


@settings(max_examples=200)
@given(st.lists(st.tuples(_PIECES, _PIECES, _PIECES), max_size=12))
def test_lines_of_calls_are_read(lines: list[tuple[str, str, str]]) -> None:
    """No sequence of assignments and calls raises, and reading twice gives the same."""
    source = "\n".join(f"{a}\nx = {b}({c})" for a, b, c in lines)

    assert read_source(source) == read_source(source)
