"""The lines of a requirements file: continuations joined, comments gone, options apart; as pip reads them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from watchhouse.ecosystems.manifests.document import SHOWN
from watchhouse.model.errors import RequestError

CHARACTERS = 16 << 20
"""A requirements file with every hash of a thousand packages has about two megabytes."""
LINE_CHARACTERS = 128 << 10
"""One line with its continuations: a thousand wheels have a hundred kilobytes of hashes. Splitting costs the square."""

_VALUED = {
    "-r": "requirement",
    "-c": "constraint",
    "-e": "editable",
    "-i": "index-url",
    "-f": "find-links",
    "-C": "config-settings",
}
_WITH_VALUE = frozenset(
    {
        *_VALUED.values(),
        "pypi-url",
        "extra-index-url",
        "no-binary",
        "only-binary",
        "trusted-host",
        "use-feature",
        "hash",
        "global-option",
        "config-setting",
        "build-constraint",
        "exclude-newer",
    }
)
_ALONE = frozenset({"no-index", "prefer-binary", "require-hashes", "pre"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One logical line: a requirement, options, or a requirement with options."""

    origin: str
    requirement: str
    options: tuple[tuple[str, str], ...]
    """(long name, value) in order; the value is empty for an option that takes none."""


def lines(text: str, document: str) -> Iterator[Line]:
    """Yield each logical line of `text`; raises RequestError where an option is not known."""
    if len(text) > CHARACTERS:
        raise RequestError(f"{document}: longer than {CHARACTERS} characters")
    for number, content in _joined(text):
        if len(content) > LINE_CHARACTERS:
            raise RequestError(f"{document}:{number}: a line longer than {LINE_CHARACTERS} characters")
        bare = _without_comment(content).strip()
        if bare:
            yield _line(bare, f"{document}:{number}")


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number of the first line, text) with continued lines as one; a comment is never continued."""
    first, parts = 1, list[str]()
    for number, raw in enumerate(text.splitlines(), start=1):
        if not parts:
            first = number
        comment = raw.lstrip().startswith("#") or " #" in raw or "\t#" in raw
        if raw.endswith("\\") and not comment:
            parts.append(raw[:-1])
            continue
        # pip puts a blank before a comment line that ends a continuation, so that it is seen as one.
        parts.append(f" {raw}" if comment else raw)
        yield first, "".join(parts)
        parts = []
    if parts:
        yield first, "".join(parts)


def _without_comment(line: str) -> str:
    found = re.search(r"(?:^|\s)#", line)
    return line if found is None else line[: found.start()]


def _line(text: str, origin: str) -> Line:
    """Split where the first word with a hyphen in front stands: options follow the requirement (pip)."""
    words = text.split(" ")
    place = next((at for at, word in enumerate(words) if word.startswith("-")), len(words))
    try:
        arguments = shlex.split(" ".join(words[place:]))
    except ValueError as error:
        raise RequestError(f"{origin}: {error}") from error
    return Line(
        origin=origin,
        requirement=" ".join(words[:place]).strip(),
        options=tuple(_options(arguments, origin)),
    )


def _options(arguments: list[str], origin: str) -> Iterator[tuple[str, str]]:
    waiting = iter(arguments)
    for word in waiting:
        name, stated, value = _option(word)
        if name in _WITH_VALUE and not stated:
            value = next(waiting, "")
        elif name not in _WITH_VALUE and (name not in _ALONE or stated):
            raise RequestError(f"{origin}: pip knows no option {word[:SHOWN]!r} here")
        yield name, value


def _option(word: str) -> tuple[str, bool, str]:
    """Return (long name, whether a value stands in the same word, that value)."""
    if word.startswith("--"):
        name, equals, value = word[2:].partition("=")
        return name, bool(equals), value
    return _VALUED.get(word[:2], word), len(word) > len("-r"), word[2:]
