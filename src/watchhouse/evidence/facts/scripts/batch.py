"""Batch files: carets, variables with substrings, and the commands that each line starts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.folding import NOTHING, concatenate, environment
from watchhouse.evidence.facts.scripts.reading import STDIN, Reading, Script
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.values import Sink, Value

LONGEST_LINE: Final = 64 << 10
"""Characters of one expanded line; cmd.exe itself stops at 8,191."""
MOST_EXPANSIONS: Final = 20_000

_VARIABLE = re.compile(
    r"%([A-Za-z_#$@][^%:=\r\n]{0,100}?)(?::([^%\r\n]{1,100}))?%|!([A-Za-z_][^!:=\r\n]{0,100}?)(?::([^!\r\n]{1,100}))?!"
)
_CUT = re.compile(r"~(-?\d{1,5})(?:,(-?\d{1,5}))?")
_LABEL = re.compile(r"\s*(?:::|rem\b)", re.IGNORECASE)
_SET = re.compile(r"set\s+(?:/p\s+)?\"?([^=\"\s][^=\"]{0,100})=(.*)", re.IGNORECASE | re.DOTALL)
_FOR = re.compile(r"for\s+(?:/[a-z]\s+)?(?:\"[^\"]{0,200}\"\s+)?%%?\S{1,3}\s+in\s*\(", re.IGNORECASE)
_IF = re.compile(
    r"if\s+(?:/i\s+)?(?:not\s+)?(?:exist\s+(?:\"[^\"]{0,300}\"|\S{1,300})|defined\s+\S{1,100}|errorlevel\s+\d{1,5}"
    r"|(?:\"[^\"]{0,300}\"|[^\s=\"]{1,300})\s{0,5}(?:==|equ|neq|lss|leq|gtr|geq)\s{0,5}(?:\"[^\"]{0,300}\"|\S{1,300}))\s*",
    re.IGNORECASE,
)
_RAW: Final = frozenset(("cmd", "powershell", "mshta"))
"""Programs that read their command line with its quotes."""
_ECHOES: Final = frozenset(("echo.", "echo:", "echo(", "echo/"))
_WRAPPERS: Final = frozenset(("call", "@call", "start", "else", "do"))
_REDIRECT = re.compile(r"([0-9]?)(>>?|<)&?\s*(\"[^\"]{0,300}\"|[^\s&|<>()]{1,300})")


@dataclass(slots=True)
class _Batch:
    """One batch text being read."""

    reading: Reading
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, text: str) -> None:
        """Read every line."""
        number = 0
        lines = text.replace("\r\n", "\n").split("\n")
        while number < len(lines):
            first, line = number, lines[number]
            while line.endswith("^") and number + 1 < len(lines):
                number += 1
                line = line[:-1] + lines[number]
            number += 1
            self.reading.spend(1 + len(line) // 8)
            if not _LABEL.match(line):
                self._line(line.strip(), first + 1)

    def _line(self, line: str, number: int) -> None:
        expanded = self._expand(line)
        for command, piped in _commands(expanded):
            self._command(
                command, number, line, piped=piped, hidden=expanded != line and "^" in line + expanded
            )

    def _expand(self, line: str) -> str:
        """Return `line` with its variables replaced, as cmd does before it looks at anything else."""
        if "%" not in line and "!" not in line:
            return line
        pieces: list[str] = []
        end = size = 0
        for found in _VARIABLE.finditer(line):
            self.reading.spend()
            name, change = (found[1], found[2]) if found[1] else (found[3], found[4])
            value = self._value(name, change)
            pieces += [line[end : found.start()], found.group() if value is None else value]
            size += len(pieces[-1])
            end = found.end()
            if size > LONGEST_LINE:
                self.reading.gap("a line expands to more than is read")
                break
        return "".join((*pieces, line[end:]))

    def _value(self, name: str, change: str | None) -> str | None:
        value = self.variables.get(name.lower())
        if value is None or not change:
            return value
        cut = _CUT.fullmatch(change)
        if cut:
            rest = value[int(cut[1]) :]
            return rest if cut[2] is None else rest[: int(cut[2])]
        old, equals, new = change.partition("=")
        return value.replace(old, new)[:LONGEST_LINE] if equals and old and old != "*" else value

    def _command(self, command: str, number: int, source: str, *, piped: bool, hidden: bool) -> None:
        """Record one command, conditions and loops around it taken off."""
        text = command.strip().lstrip("@(").strip()
        for _ in range(10):
            condition = _IF.match(text)
            loop = None if condition else _FOR.match(text)
            if condition:
                text = text[condition.end() :].lstrip("@( ")
            elif loop:
                text = self._loop(text, loop.end(), number)
            else:
                break
        assigned = _SET.match(text)
        if assigned:
            self._assign(assigned[1].strip().lower(), assigned[2].strip().rstrip('"'))
            return
        text, written = _redirections(text)
        words = split(text)
        if words and words[0][:5].lower() in _ECHOES:
            words = ["echo", words[0][5:], *words[1:]]
        while words and words[0].lower() in _WRAPPERS and len(words) > 1:
            words = _started(words)
        if not words or words[0].startswith(":"):
            return
        if hidden:
            self.reading.note(text, number, hidden=True)
        self._record(words, text, number, source, written, piped=piped)

    def _assign(self, name: str, value: str) -> None:
        if len(self.variables) < MOST_EXPANSIONS:
            self.variables[name] = value[:LONGEST_LINE]

    def _loop(self, text: str, begin: int, number: int) -> str:
        """Read the command of `for /f … in ('command')`, and return what the loop does."""
        end = text.find(")", begin)
        end = len(text) if end < 0 else end
        inner = text[begin:end].strip()
        if inner[:1] in {"'", "`"}:
            self._line(inner.strip("'`"), number)
        rest = text[end + 1 :].strip()
        return rest[2:].strip().lstrip("@(") if rest.lower().startswith("do") else rest

    def _record(
        self, words: list[str], text: str, number: int, source: str, written: list[str], *, piped: bool
    ) -> None:
        program = programs.program_of(words[0])
        arguments = [_value(word) for word in words[1:]]
        if programs.SINKS.get(program) is Sink.NETWORK:
            arguments = programs.sent(program, arguments)
        keywords = [(STDIN, NOTHING)] if piped else []
        sink = programs.sink_of(program, arguments)
        if program == "certutil" and any(
            value.text.lower() in {"-urlcache", "/urlcache"} for value in arguments
        ):
            sink = Sink.NETWORK
        if program in {"del", "erase", "rd", "rmdir"}:
            sink = Sink.DELETION
        self.reading.call(
            f"batch.{program or '?'}", arguments, line=number, source=source, keywords=keywords, sink=sink
        )
        if program in _RAW:
            arguments = [_value(word) for word in split(text, keep=True)[1:]]
        programs.read_inner(self.reading, program, arguments, number)
        for path in written:
            place = startup_place(path)
            values = [_value(path), concatenate(arguments, " ")]
            sink = Sink.STARTUP if place else Sink.FILE
            self.reading.call("batch.redirect", values, line=number, source=source, sink=sink)


def read_batch(reading: Reading, script: Script) -> None:
    """Record what a batch file does."""
    _Batch(reading=reading).run(script.text)


def split(text: str, *, keep: bool = False) -> list[str]:
    r"""
    Return the words of a command, quotes taken off unless they are to be kept.

    >>> split('reg add "HKCU\\A B" /v x')
    ['reg', 'add', 'HKCU\\A B', '/v', 'x']
    """
    words: list[str] = []
    word: list[str] = []
    quoted = begun = False
    for letter in text:
        if letter == '"':
            quoted = not quoted
            begun = True
            if keep:
                word.append(letter)
        elif letter in " \t,;=" and not quoted and not (letter in ",;=" and words):
            if word or begun:
                words.append("".join(word))
            word, begun = [], False
        else:
            word.append(letter)
    if word or begun:
        words.append("".join(word))
    return words


def _commands(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the commands of an expanded line, carets undone, and whether each is piped into."""
    command: list[str] = []
    quoted = piped = False
    brackets = position = 0
    while position < len(line):
        letter = line[position]
        position += 1
        quoted ^= letter == '"'
        if letter == "^" and not quoted:
            command.append(line[position : position + 1])
            position += 1
            continue
        if letter == "(" and not quoted and (opener := _opens(command)) is not None:
            brackets += 1
            if opener:
                yield opener, piped
            command = []
            continue
        joint = letter in "&|\n" or (letter == ")" and brackets > 0)
        if not joint or quoted or (letter == "&" and command and command[-1] == ">"):
            command.append(letter)
            continue
        brackets -= letter == ")"
        if "".join(command).strip():
            yield "".join(command), piped
        command = []
        double = line[position - 1 : position + 1] in {"&&", "||"}
        piped = letter == "|" and not double
        position += double
    if "".join(command).strip():
        yield "".join(command), piped


def _opens(command: list[str]) -> str | None:
    """Return what stands before a bracket that opens a block, or None if the bracket is just a letter."""
    begin = "".join(command[:20]).lstrip(" @\t").lower()
    end = "".join(command[-4:]).rstrip(" \t").lower()
    if begin and not begin.startswith("if ") and not end.endswith("do") and begin.strip() != "else":
        return None
    return "".join(command).strip(" @\t")


def _redirections(text: str) -> tuple[str, list[str]]:
    """Return a command without its redirections, and the files it writes."""
    if ">" not in text and "<" not in text:
        return text, []
    spared = text.count('"') % 2 == 0
    written: list[str] = []

    def take(found: re.Match[str]) -> str:
        inside = spared and text[: found.start()].count('"') % 2 == 1
        if inside:
            return found.group()
        path = found[3].strip('"')
        if found[2] != "<" and path.lower() not in {"nul", "1", "2", "con"}:
            written.append(path)
        return " "

    return (_REDIRECT.sub(take, text), written) if len(text) <= LONGEST_LINE else (text, [])


def _started(words: list[str]) -> list[str]:
    """Return the words after `start` or `call`, title and options taken off."""
    rest = words[1:]
    while len(rest) > 1 and (rest[0].startswith("/") or not rest[0]):
        rest = rest[1:]
    return rest


def _value(word: str) -> Value:
    """Return a word as a value; variables that the script does not set are the environment's."""
    names = [found[1] or found[3] for found in _VARIABLE.finditer(word[:4_000])]
    if not names:
        return Value(const=word)
    taints = frozenset().union(*(environment(name, always=True) for name in names))
    return Value(const=word, taints=taints)
