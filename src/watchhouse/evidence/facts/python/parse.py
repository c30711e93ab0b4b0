"""Bytes of a Python file come in; a syntax tree goes out, also where the file is old, broken or oddly encoded."""

import ast
import codecs
import itertools
import re
import warnings
from dataclasses import dataclass

from watchhouse.model.evidence import Gap, GapReason, Location

MAX_SOURCE = 8 << 20
"""Characters of one source text that are parsed; CPython itself needs about 100 bytes of memory for each."""

_CODING = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""PEP 263: the declaration, in the first or second line."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_PARAMETERS = r"\[[^\[\]()]{0,400}(?:\[[^\[\]]{0,200}\][^\[\]()]{0,200}){0,8}\]"
"""The type parameters of PEP 695, brackets nested once."""

_OTHER_PYTHONS = (
    (re.compile(r"^([ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+)" + _PARAMETERS, re.MULTILINE), r"\1"),
    (re.compile(r"^([ \t]*)type[ \t]+(\w+)(?:" + _PARAMETERS + r")?[ \t]*=", re.MULTILINE), r"\1\2 ="),
    (re.compile(r"^(\s*)print[ \t]+(?![=(.])(.+?);?[ \t]*$", re.MULTILINE), r"\1print(\2)"),
    (re.compile(r"^(\s*)print[ \t]*$", re.MULTILINE), r"\1print()"),
    (re.compile(r"^(\s*)exec[ \t]+(?![=(.])(.+?)[ \t]*$", re.MULTILINE), r"\1exec(\2)"),
    (re.compile(r"^(\s*except[ \t]+[^,:\n]{1,80}),[ \t]*(\w+)[ \t]*:", re.MULTILINE), r"\1 as \2:"),
    (re.compile(r"^(\s*raise[ \t]+[\w.]{1,80}),[ \t]*(.+)$", re.MULTILINE), r"\1(\2)"),
    (re.compile(r"\b0([0-7]{2,})\b"), r"0o\1"),
    (re.compile(r"\bur(['\"])"), r"r\1"),
)
"""Statements of Python 2, and of Pythons newer than the one that runs, rewritten so that line numbers hold."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A syntax tree and the text it came from."""

    tree: ast.Module
    lines: tuple[str, ...]
    gaps: tuple[Gap, ...] = ()


def decode_source(content: bytes) -> str:
    r"""
    Return the text of a source file as Python would read it, and never fail.

    >>> decode_source(b"# -*- coding: latin-1 -*-\nx = '\xe9'").splitlines()[1]
    "x = 'é'"
    >>> decode_source("x = 1".encode("utf-16"))
    'x = 1'
    """
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    if content[:200].count(b"\0") > len(content[:200]) // 3:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    for line in content[:1024].split(b"\n")[:2]:
        if found := _CODING.match(line):
            try:
                return content.decode(found[1].decode("ascii"))
            except (LookupError, UnicodeError, ValueError, TypeError, AssertionError):
                break  # an unknown or non-text codec: Python would refuse the file, so read what is there
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def parse_text(text: str) -> ast.Module | None:
    """Return the syntax tree of `text`, or None if CPython's parser refuses it."""
    if len(text) > MAX_SOURCE:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text.replace("\0", ""))
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None


def parse_excerpt(path: str, part: bytes, whole: bytes) -> Parsed:
    """Return the syntax tree of `part`, or of `whole` where the part was cut out of the middle of a statement."""
    text = decode_source(part)
    tree = parse_text(text)
    return parse_member(path, whole) if tree is None else Parsed(tree, tuple(text.splitlines()))


def parse_member(path: str, content: bytes) -> Parsed:
    """Return the syntax tree of a source file; what could not be parsed is left out and leaves a Gap."""
    text = decode_source(content)
    tree = parse_text(text)
    lines = tuple(text.splitlines())
    if tree is not None:
        return Parsed(tree, lines)
    rewritten = text[:MAX_SOURCE]
    for pattern, replacement in _OTHER_PYTHONS:
        rewritten = pattern.sub(replacement, rewritten)
    tree = parse_text(rewritten.expandtabs(8))
    if tree is not None:
        return Parsed(tree, lines)
    return _parse_pieces(path, rewritten, lines)


def _parse_pieces(path: str, text: str, lines: tuple[str, ...]) -> Parsed:
    """Parse each top-level statement by itself, so that one bad line hides only itself."""
    body: list[ast.stmt] = []
    lost = 0
    for first, piece in _pieces(text):
        tree = parse_text(piece)
        if tree is None:
            lost = lost or first + 1
            continue
        body.extend(ast.increment_lineno(statement, first) for statement in tree.body)
    gap = Gap(
        reason=GapReason.UNPARSABLE,
        location=Location(path=path, line=lost),
        detail="a statement that no Python parses" if body else "no Python",
        hides=bool(body),
    )
    return Parsed(ast.Module(body=body, type_ignores=[]), lines, (gap,) if lost else ())


def _pieces(text: str) -> list[tuple[int, str]]:
    """Split `text` before each line that starts a top-level statement; at most 5,000 pieces."""
    starts: list[int] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if (
            line[:1]
            and line[0] not in " \t#)]}"
            and not line.startswith(("else", "elif", "except", "finally"))
        ):
            starts.append(number)
    starts = starts[:5_000]
    bounds = [*starts, len(lines)]
    return [(begin, "\n".join(lines[begin:end])) for begin, end in itertools.pairwise(bounds)]
