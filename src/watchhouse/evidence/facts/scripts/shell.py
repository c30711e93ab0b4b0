"""Shell scripts: pipelines with what flows through them, substitutions, and scripts handed to interpreters."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.decoding import as_text, from_base64, from_hex
from watchhouse.evidence.facts.scripts.folding import (
    HOLE,
    NOTHING,
    concatenate,
    derived,
    environment,
    place_taints,
    plain,
)
from watchhouse.evidence.facts.scripts.reading import STDIN, Reading, Script, decoded_taint
from watchhouse.evidence.facts.scripts.shell_filters import stripped, translated, unescaped
from watchhouse.evidence.facts.scripts.shell_pipelines import (
    Command,
    leading_text,
    pipelines,
    without_options,
)
from watchhouse.evidence.facts.scripts.shell_words import Lexer, Word
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.values import Sink, Source, Taint, Value

DEEPEST: Final = 12
"""Substitutions within substitutions."""

_WORDS: Final = frozenset(
    "if then else elif fi do done while until for in case esac function ! { } [[ ]] time select coproc".split()
)
_PREFIXES: Final = frozenset(
    "sudo doas env nohup exec command builtin time setsid stdbuf nice ionice timeout xargs busybox then do".split()
)
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\+?=")
_SUBSTRING = re.compile(r"([A-Za-z_][A-Za-z0-9_]*):(\d{1,6})(?::(\d{1,6}))?")
_DEFAULT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::?[-=])(.*)", re.DOTALL)
_GROUP: Final = 30
"""Pipelines of a group whose output is remembered."""
_DESCRIPTORS: Final = frozenset("0123456789")
_OUTPUTS: Final = frozenset(("-o", "-O", "--output", "--output-document", "-out"))
_ENDS: Final = frozenset((";", "&", "&&", "||", "\n", "(", ")", ";;", ";&", ";;&"))
_WRITABLE: Final = ("./", "/tmp/", "/var/tmp/", "/dev/shm/", "~/")  # noqa: S108 -- where scripts put what they fetch
_DECODING: Final = {
    "base64": from_base64,
    "xxd": from_hex,
    "base32": None,
    "openssl": from_base64,
}


@dataclass(slots=True)
class _Shell:
    """One shell text being read: its variables, and how deep it stands in substitutions."""

    reading: Reading
    lines: list[str]
    variables: dict[str, Value] = field(default_factory=dict)
    files: dict[str, frozenset[Taint]] = field(default_factory=dict)
    """What flowed into files that the script writes."""
    depth: int = 0
    body_line: int = 0
    """Where the present command's here-document begins, 0 if it has none."""

    def run(self, text: str, line: int) -> Value:
        """Read `text` and return what it prints last."""
        if self.depth > DEEPEST:
            self.reading.gap("substitutions nested too deep", line)
            return NOTHING
        self.depth += 1
        printed: list[Value] = []
        flowing: Value | None = None
        for pipeline in pipelines(Lexer(text, self.reading, line).tokens()):
            if pipeline.opens:
                printed.clear()
            flowing = concatenate(printed, "\n") if pipeline.carried else None
            for command in pipeline.commands:
                flowing = self._command(command, flowing)
            printed = [*printed[-_GROUP:], flowing or NOTHING]
        self.depth -= 1
        return flowing or NOTHING

    def _command(self, command: Command, stdin: Value | None) -> Value:
        """Record one simple command and return what it prints."""
        self.body_line = 0
        stdin = self._redirected_input(command, stdin)
        body_line = self.body_line
        words = self._after_prefixes(command.words)
        values = [self.value(word) for word in words]
        if not values:
            self._redirect(command, stdin or NOTHING)
            return stdin or NOTHING
        line = words[0].line
        written = plain(values[0])
        program = programs.program_of(written) if written else ""
        arguments = values[1:]
        if program in {"printf", "echo"} and (
            program == "printf" or any(v.text.startswith("-") for v in arguments[:1])
        ):
            arguments = [unescaped(value) for value in arguments]
        arguments = [self._from_file(value) for value in arguments]
        if program == "tar" or programs.SINKS.get(program) is Sink.NETWORK:
            arguments = programs.sent(program, arguments)
        self._record(program, self._from_file(values[0]), arguments, stdin, line)
        if program in {"eval", "source", "."} or (program == "exec" and arguments):
            self._evaluate(program, arguments, line)
        else:
            programs.read_inner(self.reading, program, arguments, line)
        if stdin is not None and self._runs_stdin(program, arguments):
            language = programs.INTERPRETERS[program][0]
            text = plain(stdin)
            if text is None and stdin.shown.strip("{} \n"):
                text = stdin.shown
            if text is not None:
                self.reading.nested(text, language, body_line or line)
        printed = self._printed(program, arguments, stdin, line)
        for option, path in itertools.pairwise(arguments):
            if option.text in _OUTPUTS:
                self._write(path, printed.taints)
        self._redirect(command, printed)
        return printed

    def _from_file(self, value: Value) -> Value:
        """Return a path with what the script had written there."""
        flowed = self.files.get(value.text)
        return Value(const=value.const, taints=value.taints | flowed, shown=value.shown) if flowed else value

    def _write(self, path: Value, written: frozenset[Taint]) -> None:
        if written and path.text and len(self.files) < _GROUP * 10:
            self.files[path.text] = self.files.get(path.text, frozenset()) | written

    def _record(
        self, program: str, started: Value, arguments: list[Value], stdin: Value | None, line: int
    ) -> None:
        sink = programs.sink_of(program, arguments)
        fetched = started.has(Source.REMOTE_CONTENT, Source.DECODED)
        if sink is None and (fetched or started.text.startswith(_WRITABLE)):
            sink = Sink.CODE if fetched else Sink.PROCESS
        if stdin is not None and self._runs_stdin(program, arguments):
            sink = Sink.CODE
        self.reading.call(
            f"shell.{program or '?'}",
            arguments,
            line=line,
            source=self.lines[line - 1] if 0 < line <= len(self.lines) else "",
            keywords=[
                *([(STDIN, stdin)] if stdin is not None else []),
                *([("program", started)] if fetched else []),
            ],
            sink=sink,
        )

    @staticmethod
    def _runs_stdin(program: str, arguments: list[Value]) -> bool:
        if program not in programs.INTERPRETERS:
            return False
        files = [value for value in arguments if not value.text.startswith("-")]
        return not files or any(value.text in {"-", "-s", "/dev/stdin"} for value in arguments)

    def _evaluate(self, program: str, arguments: list[Value], line: int) -> None:
        """`eval` and `source`: text that becomes part of this script."""
        if program != "eval":
            return
        text = plain(concatenate(arguments, " "))
        if text:
            self.reading.nested(text, "shell", line)

    def _printed(self, program: str, arguments: list[Value], stdin: Value | None, line: int) -> Value:
        if program in _DECODING or program in {"rev", "tr", "cat", "gunzip", "zcat"}:
            return self._filtered(program, arguments, stdin, line)
        return programs.output_of(program, arguments, stdin)

    def _filtered(self, program: str, arguments: list[Value], stdin: Value | None, line: int) -> Value:
        """Undo the encoding that a filter undoes, where its input is known."""
        text = plain(stdin) if stdin is not None else None
        if stdin is None or program == "cat":
            if stdin is not None and not arguments:
                return stdin
            return programs.output_of(program, arguments, stdin)
        if program == "tr":
            return translated(arguments, stdin)
        if program == "rev":
            clear: str | None = "\n".join(one[::-1] for one in text.split("\n")) if text is not None else None
        else:
            reverses = programs.decodes(arguments) or any(
                "r" in v.text for v in arguments if program == "xxd"
            )
            decode = _DECODING.get(program)
            if not reverses:
                return programs.output_of(program, arguments, stdin)
            content = decode(text) if decode and text is not None else None
            clear = as_text(content) if content is not None else None
        taints = decoded_taint(stdin, program)
        if clear is None:
            return Value(taints=taints)
        self.reading.unhidden(clear, stdin, program, line)
        return Value(const=clear, taints=taints)

    def _redirected_input(self, command: Command, stdin: Value | None) -> Value | None:
        for operator, word in command.redirections:
            if operator.body is not None:
                stdin = self.value(operator.body)
                self.body_line = operator.body.line
            elif operator.text == "<<<" and word is not None:
                stdin = self.value(word)
            elif operator.text == "<" and word is not None:
                value = self.value(word)
                stdin = Value(taints=value.taints | place_taints([value]))
                self._device(value, NOTHING, word.line)
        return stdin

    def _redirect(self, command: Command, printed: Value) -> None:
        """Record what is written to files and devices."""
        for operator, word in command.redirections:
            if word is None or not operator.text.startswith((">", "&>", "<>")):
                continue
            value = self.value(word)
            if self._device(value, printed, word.line) or value.text in {
                "/dev/null",
                "&1",
                "&2",
                "1",
                "2",
                "",
            }:
                continue
            place = startup_place(value.text)
            self._write(value, printed.taints)
            self.reading.call(
                "shell.redirect",
                [value, printed],
                line=word.line,
                source=self.lines[word.line - 1] if 0 < word.line <= len(self.lines) else "",
                sink=Sink.STARTUP if place else Sink.FILE,
            )

    def _device(self, value: Value, printed: Value, line: int) -> bool:
        """Record bash's network devices, which are files only by name."""
        if not value.text.startswith(("/dev/tcp/", "/dev/udp/")):
            return False
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        self.reading.call("shell.redirect", [value, printed], line=line, source=source, sink=Sink.NETWORK)
        return True

    def _after_prefixes(self, words: list[Word]) -> list[Word]:
        """Return the words from the program on, assignments made and wrappers such as sudo taken off."""
        rest = list(words)
        while rest:
            literal = rest[0].literal
            head = rest[0].parts[0] if rest[0].parts else None
            if literal in {"for", "select"} and not rest[0].quoted:
                if len(rest) > 3 and rest[1].literal:
                    self.variables[rest[1].literal] = self.value(rest[3])
                return []
            if literal == "case":
                ends = [place for place, word in enumerate(rest) if word.literal == "in"]
                rest = rest[ends[0] + 1 :] if ends else []
            elif head is not None and head.kind == "text" and _ASSIGNMENT.match(leading_text(rest[0])):
                self._assign(rest.pop(0))
            elif (literal in _WORDS and not rest[0].quoted) or (
                literal in {"export", "local", "declare", "readonly", "typeset"} and len(rest) > 1
            ):
                rest.pop(0)
            elif literal is not None and literal.rsplit("/", 1)[-1] in _PREFIXES and len(rest) > 1:
                rest = without_options(rest)
            else:
                break
        return rest

    def _assign(self, word: Word) -> None:
        name = leading_text(word).partition("=")[0]
        appended = name.endswith("+")
        name = name.rstrip("+")
        skipped = len(name) + 1 + appended
        value = self._skip(word, skipped)
        if appended and name in self.variables:
            value = concatenate([self.variables[name], value])
        self.variables[name] = value

    def _skip(self, word: Word, count: int) -> Value:
        """Return the value of a word without its first `count` characters."""
        parts = []
        for part in word.parts:
            if count and part.kind == "text":
                taken = min(count, len(part.text))
                parts.append(part._replace(text=part.text[taken:]))
                count -= taken
            else:
                parts.append(part)
        return self.value(word._replace(parts=tuple(parts)))

    def value(self, word: Word) -> Value:
        """Return the value of a word, its substitutions made."""
        values = []
        for part in word.parts:
            if part.kind == "text":
                values.append(Value(const=part.text))
            elif part.kind == "variable":
                values.append(self._variable(part.text))
            else:
                values.append(stripped(self.run(part.text, word.line)))
        return values[0] if len(values) == 1 else concatenate(values)

    def _variable(self, text: str) -> Value:
        """Return the value of `$text`, with the modifiers that hiding scripts use."""
        cut = _SUBSTRING.fullmatch(text)
        if cut:
            whole = plain(self._variable(cut[1]))
            if whole is not None:
                end = int(cut[2]) + int(cut[3]) if cut[3] else None
                return derived(whole[int(cut[2]) : end], self._variable(cut[1]))
            return NOTHING
        default = _DEFAULT.fullmatch(text)
        if default and default[1] not in self.variables:
            return Value(const=default[2]) if "$" not in default[2] and "`" not in default[2] else NOTHING
        name = re.split(r"[^A-Za-z0-9_]", text.lstrip("!#"), maxsplit=1)[0]
        if name in self.variables:
            return self.variables[name]
        if name == "IFS":
            return Value(const=" ")
        shown = "~" if name == "HOME" else HOLE
        return Value(taints=environment(name, always=False), shown=shown)


def read_shell(reading: Reading, script: Script) -> None:
    """Record what a shell script does."""
    _Shell(reading=reading, lines=script.text.split("\n")).run(script.text, 1)
