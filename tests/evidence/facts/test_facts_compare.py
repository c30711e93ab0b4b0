"""A compiled module is held against the source beside it."""

import importlib.util
import marshal
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trees import called, code_of

from watchhouse.evidence.facts.bytecode.compare import differs, runs_unchecked

SOURCE = "class Bed:\n    def __init__(self):\n        self.__wet = 'a' 'b'\n        assert self.__wet\n"


def compiled(source: str, flags: int = 0) -> bytes:
    """Return `source` as this Python would compile it."""
    header = importlib.util.MAGIC_NUMBER + flags.to_bytes(4, "little") + bytes(8)
    return header + marshal.dumps(compile(source, "bed.py", "exec"))


@pytest.mark.parametrize("module", [string.__file__, importlib.util.__file__])
def test_a_module_is_like_its_source(module: str) -> None:
    """Also one of the standard library."""
    text = Path(module).read_text(encoding="utf-8")
    assert not differs(compiled(text), text.encode())


def test_what_a_compiler_adds_is_no_difference() -> None:
    """Private names, joined texts, the error of an assertion."""
    assert not differs(compiled(SOURCE), SOURCE.encode())


@pytest.mark.parametrize(
    "more", ["import os\n", "len('http://192.0.2.1/inert')\n", f"len('{'Zm9v' * 60}')\n"]
)
def test_a_name_an_address_and_a_long_text_are_differences(more: str) -> None:
    """Which the source does not have."""
    assert differs(compiled(SOURCE + more), SOURCE.encode())


def test_what_is_no_compiled_module_differs() -> None:
    """It is read further, which says why."""
    assert differs(b"\r\n\r\n", b"")


def test_unchecked_modules_are_told_apart() -> None:
    """By the flags of PEP 552."""
    assert [runs_unchecked(compiled(SOURCE, flags)) for flags in (0, 1, 3)] == [False, True, False]


def test_only_a_module_that_differs_is_read() -> None:
    """In the folder in which Python looks for it."""
    acting = compiled(SOURCE + "import os\nos.system('echo inert')\n")
    path = "garden/__pycache__/bed.cpython-311.pyc"
    assert called(code_of({"garden/bed.py": SOURCE, path: acting})[path]) >= {"os.system"}
    assert path not in code_of({"garden/bed.py": SOURCE, path: compiled(SOURCE)})


@given(st.binary(max_size=200))
def test_no_bytes_break_the_comparison(content: bytes) -> None:
    """They differ or not."""
    assert differs(importlib.util.MAGIC_NUMBER + bytes(12) + content, b"x") in {True, False}
