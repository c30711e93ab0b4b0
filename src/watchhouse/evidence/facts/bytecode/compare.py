"""Whether a compiled module says what the source beside it says: by the names it uses and the addresses it holds."""

import re
from collections.abc import Iterator
from typing import Final

from watchhouse.evidence.facts.bytecode.read import code_of_pyc
from watchhouse.evidence.facts.bytecode.unmarshal import Code
from watchhouse.model.errors import ArtifactError

COMPILED: Final = (".pyc", ".pyo")
MOST_CODES: Final = 5_000
"""Code objects of one module whose names are compared."""
PROBE: Final = 12
"""Characters of a text that are looked for in the source: a longer one may stand there in pieces."""
UNCHECKED: Final = 1
"""PEP 552: flags of a file that Python runs without comparing it to its source."""

_WORDS = re.compile(rb"\w+")
_RUN = re.compile(r"[\w./:-]{12,}")
_IMPLIED: Final = frozenset(
    """AssertionError annotations builtins locals _pytest assertion rewrite _saferepr _format_explanation
    _format_assertmsg _format_boolop _call_reprcompare _call_assertion_pass _should_repr_global_name""".split()
)
"""Names that a compiler adds for an `assert`, and those that pytest does."""


def source_beside(path: str) -> str:
    """
    Return the path at which the source of a compiled module would lie.

    >>> source_beside("a/__pycache__/b.cpython-311.pyc"), source_beside("b.pyc")
    ('a/b.py', 'b.py')
    """
    folder, _, name = path.rpartition("/")
    parent = folder.removesuffix("__pycache__").removesuffix("/")
    source = f"{name.split('.', 1)[0]}.py"
    return f"{parent}/{source}" if parent else source


def runs_unchecked(content: bytes) -> bool:
    """Return whether Python would run a compiled module whatever its source says."""
    return int.from_bytes(content[4:8], "little") == UNCHECKED


def differs(content: bytes, source: bytes) -> bool:
    """
    Return whether a compiled module uses a name, or holds an address or a long text, that is not in its source.

    What cannot be read is taken to differ: whoever reads it further says why.
    """
    try:
        code = code_of_pyc(content)
    except ArtifactError:
        return True
    words = {word.decode("utf-8", "replace") for word in _WORDS.findall(source)}
    text = source.decode("utf-8", "replace")
    return any(_strange(one, words, text) for one in _within(code))


def _strange(code: Code, words: set[str], text: str) -> bool:
    for name in code.names:
        for part in name.split("."):
            implied = part in _IMPLIED or (part.startswith("__") and part.endswith("__"))
            # A private name is spelled `__name`, and stored as `_Class__name`.
            private = "__" + part[1:].partition("__")[2]
            if part.isascii() and part.isidentifier() and not implied and words.isdisjoint({part, private}):
                return True
    return any(_telling(one) and not _stands(one, text) for one in code.constants if isinstance(one, str))


def _telling(constant: str) -> bool:
    return "://" in constant or (len(constant) > 200 and " " not in constant)


def _stands(constant: str, text: str) -> bool:
    run = _RUN.search(constant)
    return run is None or run[0][:PROBE] in text


def _within(code: Code) -> Iterator[Code]:
    """Yield `code` and the code objects within it."""
    waiting, seen = [code], 0
    while waiting and seen < MOST_CODES:
        seen += 1
        one = waiting.pop()
        yield one
        waiting.extend(each for each in one.constants if isinstance(each, Code))
