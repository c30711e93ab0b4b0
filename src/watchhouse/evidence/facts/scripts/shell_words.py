"""POSIX shell text comes in, words, operators and here-documents go out; one pass, no backtracking."""

import codecs
import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from watchhouse.evidence.facts.scripts.reading import Reading

_PLAIN = re.compile(r"[^\s'\"\\$`|&;()<>#{}]+|[{}#]")
_IN_DOUBLE = re.compile(r"[^\"\\$`]+")
_OPERATOR = re.compile(r"&&|\|\||;;&?|;&|\|&|<<<|<<-|<<|>>|>\||<>|[<>]&|&>>?|[|&;()<>]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]")
_ANSI = re.compile(r"\\(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|[0-7]{1,3}|c.|.)", re.DOTALL)
_BLANK: Final = " \t\r"


class Part(NamedTuple):
    """One piece of a word."""

    kind: str
    """text, variable (with its modifier in braces), or command."""
    text: str


class Word(NamedTuple):
    """One word."""

    parts: tuple[Part, ...]
    line: int
    quoted: bool

    @property
    def literal(self) -> str | None:
        """The word if it is plain text."""
        return (
            "".join(part.text for part in self.parts)
            if all(part.kind == "text" for part in self.parts)
            else None
        )


class Operator(NamedTuple):
    """One operator or line end; for a here-document with its text."""

    text: str
    line: int
    body: Word | None = None


Token: TypeAlias = Word | Operator


class Lexer:
    """Reads one text from left to right."""

    def __init__(self, text: str, reading: Reading, line: int) -> None:
        """Start at the beginning of `text`, which stands on `line`."""
        self.text = text
        self.reading = reading
        self.position = 0
        self.line = line
        self.counted = 0
        self.heredocs: list[tuple[list[Token], int, str, bool]] = []

    def tokens(self) -> Iterator[Token]:
        """Yield all tokens; here-documents come with the operator that asks for them."""
        found: list[Token] = []
        while self.position < len(self.text):
            self.reading.spend()
            letter = self.text[self.position]
            if letter in _BLANK:
                self.position += 1
            elif letter == "\n":
                found.append(Operator("\n", self._line()))
                self.position += 1
                self._read_heredocs()
            elif letter == "#":
                self.position = self._find("\n")
            elif self.text.startswith("\\\n", self.position):
                self.position += 2
            elif self.text.startswith(("<(", ">("), self.position):
                line = self._line()
                found.append(Word((self._expansion(),), line, quoted=True))
            elif operator := self._operator(found):
                found.append(operator)
            else:
                found.append(self._word())
        self._read_heredocs()
        yield from found

    def _line(self) -> int:
        self.line += self.text.count("\n", self.counted, self.position)
        self.counted = max(self.counted, self.position)
        return self.line

    def _find(self, needle: str, start: int | None = None) -> int:
        found = self.text.find(needle, self.position if start is None else start)
        return len(self.text) if found < 0 else found

    def _operator(self, found: list[Token]) -> Operator | None:
        match = _OPERATOR.match(self.text, self.position)
        if match is None:
            return None
        operator = Operator(match.group(), self._line())
        self.position = match.end()
        if operator.text in {"<<", "<<-"}:
            while self.position < len(self.text) and self.text[self.position] in _BLANK:
                self.position += 1
            delimiter = self._word()
            ending = "".join(part.text for part in delimiter.parts)
            self.heredocs.append((found, len(found), ending, delimiter.quoted))
        return operator

    def _read_heredocs(self) -> None:
        """Read the bodies that start on this line and put them with their operators."""
        for tokens, place, ending, quoted in self.heredocs:
            line = self._line()
            lines: list[str] = []
            while self.position < len(self.text):
                self.reading.spend()
                end = self._find("\n")
                one = self.text[self.position : end]
                self.position = min(end + 1, len(self.text))
                if one.strip("\t") == ending or one.rstrip() == ending:
                    break
                lines.append(one)
            body = "\n".join(lines)
            parts = (Part("text", body),) if quoted else _expand(body, self.reading)
            operator = tokens[place]
            tokens[place] = Operator(
                operator.text if isinstance(operator, Operator) else "<<", line, Word(parts, line, quoted)
            )
        self.heredocs.clear()

    def _word(self) -> Word:
        parts: list[Part] = []
        line, quoted = self._line(), False
        begun = self.position
        while self.position < len(self.text):
            self.reading.spend()
            letter = self.text[self.position]
            if letter == "'":
                end = self._find("'", self.position + 1)
                parts.append(Part("text", self.text[self.position + 1 : end]))
                self.position, quoted = end + 1, True
            elif letter == '"':
                self.position += 1
                parts.extend(self._double())
                quoted = True
            elif letter == "\\":
                if self.text[self.position + 1 : self.position + 2] != "\n":
                    parts.append(Part("text", self.text[self.position + 1 : self.position + 2]))
                self.position += 2
            elif letter in "$`":
                parts.append(self._expansion())
            elif match := _PLAIN.match(self.text, self.position):
                parts.append(Part("text", match.group()))
                self.position = match.end()
            else:
                break
        if self.position == begun:
            self.position += 1  # a letter that nothing knows would stop the reading for ever
        return Word(tuple(parts), line, quoted)

    def _double(self) -> list[Part]:
        parts: list[Part] = []
        while self.position < len(self.text):
            self.reading.spend()
            letter = self.text[self.position]
            if letter == '"':
                self.position += 1
                return parts
            if letter == "\\":
                escaped = self.text[self.position + 1 : self.position + 2]
                parts.append(
                    Part("text", escaped if escaped in '"\\$`' else "" if escaped == "\n" else "\\" + escaped)
                )
                self.position += 2
            elif letter in "$`":
                parts.append(self._expansion())
            elif match := _IN_DOUBLE.match(self.text, self.position):
                parts.append(Part("text", match.group()))
                self.position = match.end()
        return parts

    def _expansion(self) -> Part:
        """Read what starts with a dollar sign or a backtick."""
        if self.text[self.position] == "`":
            end = self.position + 1
            while end < len(self.text) and self.text[end] != "`":
                end += 2 if self.text[end] == "\\" else 1
            inner = self.text[self.position + 1 : end]
            self.position = end + 1
            return Part("command", re.sub(r"\\([`$\\])", r"\1", inner))
        following = self.text[self.position + 1 : self.position + 3]
        if following.startswith("'"):
            return self._ansi()
        if following == "((":
            end = self._find("))", self.position)
            self.position = end + 2
            return Part("variable", "((")
        if following.startswith("("):  # also `<(…)`, whose first letter stands where the dollar sign would
            end = self._closing(self.position + 2, "(", ")")
            inner = self.text[self.position + 2 : end]
            self.position = end + 1
            return Part("command", inner)
        if following.startswith("{"):
            end = self._closing(self.position + 2, "{", "}")
            inner = self.text[self.position + 2 : end]
            self.position = end + 1
            return Part("variable", inner)
        match = _NAME.match(self.text, self.position + 1)
        self.position = match.end() if match else self.position + 1
        return Part("variable", match.group()) if match else Part("text", "$")

    def _ansi(self) -> Part:
        """Read `$'…'`, in which escapes stand for bytes."""
        end = self.position + 2
        while end < len(self.text) and self.text[end] != "'":
            end += 2 if self.text[end] == "\\" else 1
        inner = self.text[self.position + 2 : end]
        self.position = end + 1
        return Part("text", ansi(inner))

    def _closing(self, start: int, opening: str, closing: str) -> int:
        """Return where the bracket opened before `start` closes, quotes skipped."""
        depth, position = 1, start
        while position < len(self.text):
            letter = self.text[position]
            if letter == "\\":
                position += 1
            elif letter == "'":
                position = self._find("'", position + 1)
            elif letter == '"':
                position += 1
                while position < len(self.text) and self.text[position] != '"':
                    position += 2 if self.text[position] == "\\" else 1
            else:
                depth += (letter == opening) - (letter == closing)
                if depth == 0:
                    break
            position += 1
        self.reading.spend((position - start) // 16 + 1)
        return min(position, len(self.text))


def ansi(text: str) -> str:
    r"""
    Undo the escapes of `$'…'` and `printf`.

    >>> ansi(r"\x63ur\154")
    'curl'
    """

    def one(match: re.Match[str]) -> str:
        try:
            return codecs.decode(match.group(), "unicode_escape")
        except (UnicodeDecodeError, ValueError):
            return match.group()[1:]

    return _ANSI.sub(one, text) if "\\" in text else text


def _expand(body: str, reading: Reading) -> tuple[Part, ...]:
    """Return the parts of a here-document whose delimiter is not quoted."""
    lexer = Lexer(body.replace('"', '\\"'), reading, 0)
    return tuple(lexer._double())  # noqa: SLF001 -- the same class
