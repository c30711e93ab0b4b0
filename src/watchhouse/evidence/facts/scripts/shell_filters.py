"""What filters and modifiers of the shell make of known text."""

import re

from watchhouse.evidence.facts.scripts.folding import (
    derived,
    plain,
    tainted,
)
from watchhouse.evidence.facts.scripts.shell_words import ansi
from watchhouse.evidence.values import Source, Taint, Value


def unescaped(value: Value) -> Value:
    """Undo the escapes that `printf` and `echo -e` undo."""
    text = value.const
    return derived(ansi(text), value) if isinstance(text, str) and "\\" in text else value


def stripped(value: Value) -> Value:
    """Return the printed text without the line feeds at its end, as a substitution does."""
    text = value.const
    return (
        Value(const=text.rstrip("\n"), taints=value.taints, name=value.name)
        if isinstance(text, str)
        else value
    )


def translated(arguments: list[Value], stdin: Value) -> Value:
    """Return what `tr` makes of known text: deletion, or two sets of one length (rot13)."""
    text = plain(stdin)
    words = [plain(value) or "" for value in arguments]
    if text is None or len(words) != 2:
        return tainted(Value(taints=stdin.taints), Source.PROCESS_OUTPUT, "tr")
    first, second = (_set(word) for word in words)
    if words[0] == "-d":
        return derived(text.translate(dict.fromkeys(map(ord, second))), stdin)
    if not first or not second:
        return Value(taints=stdin.taints)
    second = second.ljust(len(first), second[-1])
    clear = text.translate({ord(a): b for a, b in zip(first, second, strict=False)})
    return Value(const=clear, taints=stdin.taints | {Taint(Source.DECODED, "tr")})


def _set(text: str) -> str:
    """Return the letters of a `tr` set, ranges written out."""
    return re.sub(
        r"(.)-(.)",
        lambda m: "".join(map(chr, range(ord(m[1]), min(ord(m[2]), ord(m[1]) + 255) + 1))),
        text[:600],
    )
