"""Where the reading of a PowerShell text stands, its variables, and its texts with what they hold."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts.folding import (
    HOLE,
    NOTHING,
    concatenate,
    environment,
    plain,
    tainted,
)
from watchhouse.evidence.facts.scripts.reading import Reading
from watchhouse.evidence.values import Source, Value

DEEPEST: Final = 60
"""Brackets within brackets."""

_BLANK = re.compile(r"(?:[ \t\r]+|`\r?\n|#[^\n]*|<#)+")

VARIABLE = re.compile(r"\$(?:\{([^}\n]{1,200})\}|((?:[A-Za-z_]\w*:)?\w+)|([$?^_]))")

WORD = re.compile(r"[^\s|;(){}&,\"'$`@]+|@")

_ESCAPES: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "0": "\0",
    "b": "\b",
    "a": "\a",
    "f": "\f",
    "v": "\v",
    "e": "\x1b",
}

_AUTOMATIC: Final = {
    "pshome": "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
    "shellid": "Microsoft.PowerShell",
    "verbosepreference": "SilentlyContinue",
    "ofs": " ",
}
"""Variables whose letters hiding scripts pick: `$PSHome[4]+$PSHome[30]+'x'` is iex."""


@dataclass(slots=True)
class Cursor(ABC):
    """One PowerShell text being read from left to right: where it stands, and what is known so far."""

    reading: Reading
    text: str
    position: int = 0
    depth: int = 0
    counted: int = 0
    line: int = 1
    variables: dict[str, Value] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    fetched: dict[str, str] = field(default_factory=dict)
    """Address by the file that something was fetched into."""

    def _peek(self, length: int = 1) -> str:
        return self.text[self.position : self.position + length]

    def _here(self) -> int:
        if self.position > self.counted:
            self.line += self.text.count("\n", self.counted, self.position)
            self.counted = self.position
        return self.line

    def _blank(self) -> None:
        """Skip blanks, comments and continued line ends."""
        while True:
            self.reading.spend()
            found = _BLANK.match(self.text, self.position)
            if found is None:
                return
            self.position = found.end()
            if self.text.endswith("<#", found.start(), found.end()):
                end = self.text.find("#>", self.position)
                self.position = len(self.text) if end < 0 else end + 2

    def _blanks_and_lines(self) -> None:
        self._blank()
        while self._peek() == "\n":
            self.position += 1
            self._blank()

    def _source(self, begin: int) -> str:
        """Return the statement's text from `begin`."""
        first = self.text.rfind("\n", max(0, begin - 400), begin) + 1 or max(0, begin - 400)
        end = self.text.find("\n", self.position)
        end = len(self.text) if end < 0 else end
        return self.text[max(first, 0) : min(end, begin + 20_000)]

    def _descend(self, step: Callable[[], Value]) -> Value:
        """Read something inside brackets."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.reading.gap("expressions nested too deep", self._here())
            self.position = len(self.text)
            self.depth -= 1
            return NOTHING
        value = step()
        self.depth -= 1
        return value

    @abstractmethod
    def statements(self, closing: str) -> Value:
        """Read statements up to `closing`, and return the value of the last."""

    def _run_text(self, value: Value, line: int) -> None:
        text = plain(value)
        if text is None:
            text = value.shown.replace(HOLE, "$_unknown") if value.shown.strip("{} ") else None
        if text:
            if text not in self.reading.decoded and text not in self.text[: 1 << 17]:
                self.reading.decoded[text] = ("concatenation",)
            self.reading.nested(text, "powershell", line)

    def _written(self, path: Value, address: str) -> None:
        """Remember what was fetched into a file."""
        if path.text and len(self.fetched) < 1_000:
            self.fetched[path.text.lower()] = address

    def _from_file(self, value: Value) -> Value:
        """Return a path with what was fetched into it."""
        address = self.fetched.get(value.text.lower()) if value.text else None
        return value if address is None else tainted(value, Source.REMOTE_CONTENT, address)

    def _bare(self) -> str:
        """Read a bare word, its backticks and quotes taken out."""
        pieces: list[str] = []
        while self.position < len(self.text):
            self.reading.spend()
            letter = self._peek()
            if letter == "`" and self._peek(2) != "`\n":
                pieces.append(self._peek(2)[1:])
                self.position += 2
            elif letter in "'\"" and pieces:
                pieces.append(plain(self._string()) or "")
            elif found := WORD.match(self.text, self.position):
                pieces.append(found.group())
                self.position = found.end()
            else:
                break
        return "".join(pieces)

    def _variable(self, name: str) -> Value:  # noqa: PLR0911 -- one return for each case
        """Return a variable's value: the script's own, the environment's, or one of PowerShell's."""
        scope, colon, rest = name.partition(":")
        if colon and scope == "env":
            shown = f"%{rest.upper()}%"
            if rest == "comspec":
                return Value(const="C:\\Windows\\system32\\cmd.exe")
            return Value(taints=environment(rest, always=True), shown=shown, name=f"env:{rest}")
        plain_name = rest if colon else name
        if plain_name in self.variables:
            return self.variables[plain_name]
        constant = _AUTOMATIC.get(plain_name)
        if constant is not None:
            return Value(const=constant)
        if plain_name in {"true", "false"}:
            return Value(const=plain_name == "true")
        if plain_name == "null":
            return Value(const="")
        return Value(name="" if plain_name != "executioncontext" else plain_name, shown=HOLE)

    def _string(self) -> Value:
        """Read a text in quotes or a here-text; variables in double quotes are put in."""
        here = self._peek() == "@"
        quote = self._peek(2)[-1] if here else self._peek()
        line = self._here()
        if here:
            begin = self.text.find("\n", self.position) + 1 or len(self.text)
            end = self.text.find("\n" + quote + "@", begin - 1)
            end = len(self.text) if end < 0 else end
            inner = self.text[begin:end]
            self.position = min(end + 3, len(self.text))
        else:
            inner = self._quoted(quote)
        if quote == "'":
            value = Value(const=inner.replace("''", "'") if not here else inner)
        else:
            value = self._interpolated(inner)
        if isinstance(value.const, str):
            self.reading.note(
                value.const, line, hidden="`" in inner and quote == '"' and value.const != inner
            )
        return value

    def _quoted(self, quote: str) -> str:
        """Read up to the closing quote; a doubled quote, an escape or `$(…)` does not close."""
        begin = self.position + 1
        position = begin
        while position < len(self.text):
            letter = self.text[position]
            if letter == "`" and quote == '"':
                position += 2
                continue
            if letter == quote:
                if self.text[position + 1 : position + 2] != quote:
                    break
                position += 1
            elif quote == '"' and self.text.startswith("$(", position):
                position = self._closing(position + 2)
            position += 1
        self.reading.spend((position - begin) // 32 + 1)
        self.position = min(position + 1, len(self.text))
        return self.text[begin:position]

    def _closing(self, position: int) -> int:
        """Return where `$(` closes."""
        depth = 1
        while position < len(self.text):
            letter = self.text[position]
            depth += (letter == "(") - (letter == ")")
            if depth == 0:
                return position
            position += 1
        return len(self.text)

    def _interpolated(self, inner: str) -> Value:
        if "$" not in inner and "`" not in inner and '""' not in inner:
            return Value(const=inner)
        parts: list[Value] = []
        plainly: list[str] = []
        position = 0
        while position < len(inner):
            self.reading.spend()
            letter = inner[position]
            found = VARIABLE.match(inner, position) if letter == "$" else None
            if letter == "`":
                following = inner[position + 1 : position + 2]
                plainly.append(_ESCAPES.get(following, following))
                position += 2
            elif inner.startswith('""', position):
                plainly.append('"')
                position += 2
            elif inner.startswith("$(", position) or found:
                parts.append(Value(const="".join(plainly)))
                plainly = []
                if found:
                    parts.append(self._variable(variable_name(found)))
                    position = found.end()
                else:
                    value, position = self._substituted(inner, position)
                    parts.append(value)
            else:
                plainly.append(letter)
                position += 1
        return concatenate([*parts, Value(const="".join(plainly))])

    def _substituted(self, inner: str, position: int) -> tuple[Value, int]:
        """Read `$(…)` inside a text."""
        nested = type(self)(
            reading=self.reading,
            text=inner[position + 2 :],
            depth=self.depth + 1,
            line=self._here(),
            variables=self.variables,
            aliases=self.aliases,
            fetched=self.fetched,
        )
        if nested.depth > DEEPEST:
            self.reading.gap("expressions nested too deep", self._here())
            return NOTHING, len(inner)
        value = nested.statements(")")
        return value, position + 2 + nested.position


def variable_name(found: re.Match[str]) -> str:
    """Return the name in a match of VARIABLE, which knows no case."""
    return (found[1] or found[2] or found[3] or "").lower()
