"""JavaScript text comes in, tokens go out; one pass, each pattern linear: a line of a megabyte costs a second."""

import re
from typing import Final, NamedTuple

from watchhouse.evidence.facts.scripts.reading import Reading

_TOKEN = re.compile(
    r"(?P<blank>[ \t\r\n\f\v\u00a0\ufeff\u2028\u2029]++)"
    r"|(?P<comment>//[^\n]*+|/\*|<!--[^\n]*+|\#![^\n]*+)"
    r"|(?P<name>(?:[A-Za-z_$\u0080-\U0010ffff]|\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\})"
    r"(?:[\w$\u0080-\U0010ffff]|\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\})*+)"
    r"|(?P<number>0[xX][0-9A-Fa-f_]++n?|0[oObB][0-7_]++n?|(?:\d[\d_]*+\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?n?)"
    r"|(?P<text>\"(?:[^\"\\\n]++|\\(?:\r\n|.|\n))*+\"|'(?:[^'\\\n]++|\\(?:\r\n|.|\n))*+')"
    r"|(?P<template>`)"
    r"|(?P<operator>=>|\.\.\.|\?\.(?!\d)|[{}()\[\];,.:?~]|[-+*/%&|^!=<>]++)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u\{([0-9A-Fa-f]{1,6})\}|u([0-9A-Fa-f]{4})|([0-7]{1,3})|(\r\n|.))", re.DOTALL
)
_LETTERS: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": ""}
_BEFORE_REGEX: Final = frozenset(
    "return typeof case in of delete void throw new else do instanceof yield await".split()
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]++|\\.|\[(?:[^\]\\\n]++|\\.)*+\])++/[A-Za-z]*+")


class JsToken(NamedTuple):
    """One token."""

    kind: str
    """name, number, text, template, operator or regex."""
    text: str
    """As it counts: escapes undone."""
    line: int
    begin: int
    escaped: bool = False
    """Whether it was spelled with escapes of letters that need none."""


def tokens(text: str, reading: Reading) -> list[JsToken]:
    """Return the tokens of `text`; comments are left out."""
    found: list[JsToken] = []
    position, line = 0, 1
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            break
        reading.spend()
        kind, raw, begin = match.lastgroup or "other", match.group(), position
        position = match.end()
        if kind == "comment" and raw == "/*":
            end = text.find("*/", position)
            position = len(text) if end < 0 else end + 2
        elif kind == "template":
            position = _template_end(text, position, reading)
            found.append(JsToken("template", text[begin + 1 : max(position - 1, begin + 1)], line, begin))
        elif kind == "operator" and raw.startswith("/") and _regex_may_follow(found):
            regex = _REGEX.match(text, begin)
            position = regex.end() if regex else begin + 1
            found.append(JsToken("regex" if regex else "operator", text[begin:position], line, begin))
        elif kind == "text":
            inner = raw[1:-1]
            clear = unescape(inner) if "\\" in inner else inner
            found.append(JsToken(kind, clear, line, begin, escaped="\\x" in inner or "\\u" in inner))
        elif kind == "name":
            clear = unescape(raw) if "\\" in raw else raw
            found.append(JsToken(kind, clear, line, begin, escaped=clear != raw))
        elif kind in {"number", "operator"}:
            found.append(JsToken(kind, raw, line, begin))
        if kind not in {"name", "number", "operator"}:
            line += text.count("\n", begin, position)
    return found


def unescape(text: str) -> str:
    r"""
    Undo the escapes of a text.

    >>> unescape(r"\x65\u{76}\u0061l\n")
    'eval\n'
    """

    def one(match: re.Match[str]) -> str:
        digits = match[1] or match[2] or match[3]
        if digits:
            number = int(digits, 16)
            return chr(number) if number < 0x11_0000 else ""
        if match[4]:
            return chr(int(match[4], 8) & 0xFF)
        return _LETTERS.get(match[5], match[5])

    return _ESCAPE.sub(one, text)


def _regex_may_follow(found: list[JsToken]) -> bool:
    """Return whether a slash here begins a regular expression rather than divides."""
    if not found:
        return True
    last = found[-1]
    if last.kind == "operator":
        return last.text not in {")", "]", "}", "++", "--"}
    return last.kind == "name" and last.text in _BEFORE_REGEX


def _template_end(text: str, position: int, reading: Reading) -> int:
    """Return the position after the backtick that closes a template, templates inside `${…}` skipped."""
    depths: list[int] = []
    begin = position
    while position < len(text):
        letter = text[position]
        if letter == "\\":
            position += 1
        elif letter == "`":
            if not depths:
                break
            if depths[-1] == 0:
                depths.pop()
            else:
                depths.append(0)
        elif text.startswith("${", position) and (not depths or depths[-1] == 0):
            depths.append(1)
            position += 1
        elif depths and depths[-1] > 0:
            depths[-1] += (letter == "{") - (letter == "}")
            if depths[-1] == 0:
                depths.pop()
        position += 1
    reading.spend((position - begin) // 32 + 1)
    return position + 1
