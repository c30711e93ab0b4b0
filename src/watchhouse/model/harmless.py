"""
Hostile text made harmless for a person's eyes: what does not print as one plain character is shown as an escape.

This is the one place where text from an artifact is made safe for the terminal, logs, Markdown, SARIF and
pages. JSON keeps the exact text, because its own escapes already do this.
"""

import json
import unicodedata
from typing import Any

LINE = 200
"""Characters of one hostile line that a report shows at most."""

_INVISIBLE = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and symbols that print as nothing, and so can hide in a name (Unicode TR 36, 2.10)."""

_MARKS = 2
"""Combining marks that one character may carry; more of them draw over the lines above."""


def harmless(text: str, limit: int = LINE) -> str:
    r"""
    Return `text` on one line, control, bidi and invisible characters as visible escapes, cut to `limit`.

    >>> harmless("a\x1b[31mb\n\u202ec")
    'a\\x1b[31mb\\n\\u202ec'
    >>> harmless("abcdef", 4)
    'abcd… (2 more)'
    """
    shown: list[str] = []
    marks = 0
    for character in text[:limit]:
        marks = marks + 1 if unicodedata.category(character) == "Mn" else 0
        shown.append(character if marks <= _MARKS and _prints(character) else _escape(character))
    rest = len(text) - limit
    return "".join(shown) + (f"… ({rest} more)" if rest > 0 else "")


def json_text(document: object) -> str:
    """
    Return `document` as JSON in plain ASCII that no page takes for markup; a reader gets the exact text back.

    Lone surrogates become visible escapes, because RFC 8259, 8.2, leaves open what they mean.
    """
    text = json.dumps(_exchangeable(document), indent=2)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n"


def _exchangeable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode("utf-8")
        case dict():
            return {key: _exchangeable(part) for key, part in value.items()}
        case list() | tuple():
            return [_exchangeable(part) for part in value]
        case _:
            return value


def _prints(character: str) -> bool:
    if "\x20" <= character <= "\x7e":
        return True
    if character in _INVISIBLE or "\ufe00" <= character <= "\ufe0f":
        return False
    # str.isprintable is false for every control, format, surrogate, unassigned, private and separator character.
    return character.isprintable()


def _escape(character: str) -> str:
    if character < "\x80":
        return character.encode("unicode_escape").decode("ascii")
    number = ord(character)
    return f"\\u{number:04x}" if number < 1 << 16 else f"\\U{number:08x}"
