"""Shell scripts: pipelines with what flows through them, substitutions, and scripts handed to interpreters."""

import re
from collections.abc import Iterable, Iterator
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
    tainted,
)
from watchhouse.evidence.facts.scripts.reading import STDIN, Reading, Script, decoded_taint
from watchhouse.evidence.facts.scripts.shell_words import Lexer, Operator, Token, Word, ansi
from watchhouse.evidence.facts.values import Sink, Source, Taint, Value
from watchhouse.evidence.knowledge.places import startup_place

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
_DECODING: Final = {
    "base64": from_base64,
    "xxd": from_hex,
    "base32": None,
    "openssl": from_base64,
}


@dataclass(slots=True)
class _Command:
    """One simple command of a pipeline: words, and redirections as (operator, word)."""

    words: list[Word] = field(default_factory=list)
    redirections: list[tuple[Operator, Word | None]] = field(default_factory=list)


@dataclass(slots=True)
class _Pipeline:
    """Commands joined by pipes."""

    commands: list[_Command] = field(default_factory=lambda: [_Command()])
    carried: bool = False
    """Whether it begins with what the group before it printed."""
    opens: bool = False
    """Whether a group begins with it."""


@dataclass(slots=True)
class _Shell:
    """One shell text being read: its variables, and how deep it stands in substitutions."""

    reading: Reading
    lines: list[str]
    variables: dict[str, Value] = field(default_factory=dict)
    files: dict[str, frozenset[Taint]] = field(default_factory=dict)
    """What flowed into files that the script writes."""
    depth: int = 0

    def run(self, text: str, line: int) -> Value:
        """Read `text` and return what it prints last."""
        if self.depth > DEEPEST:
            self.reading.gap("substitutions nested too deep", line)
            return NOTHING
        self.depth += 1
        printed: list[Value] = []
        flowing: Value | None = None
        for pipeline in _pipelines(Lexer(text, self.reading, line).tokens()):
            if pipeline.opens:
                printed.clear()
            flowing = concatenate(printed, "\n") if pipeline.carried else None
            for command in pipeline.commands:
                flowing = self._command(command, flowing)
            printed = [*printed[-_GROUP:], flowing or NOTHING]
        self.depth -= 1
        return flowing or NOTHING

    def _command(self, command: _Command, stdin: Value | None) -> Value:
        """Record one simple command and return what it prints."""
        stdin = self._redirected_input(command, stdin)
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
            arguments = [_unescaped(value) for value in arguments]
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
                self.reading.nested(text, language, line)
        printed = self._printed(program, arguments, stdin, line)
        for option, path in zip(arguments, arguments[1:], strict=False):
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
        if sink is None and (
            fetched or started.text.startswith(("./", "/tmp/", "/var/tmp/", "/dev/shm/", "~/"))
        ):
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
            return _translated(arguments, stdin)
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

    def _redirected_input(self, command: _Command, stdin: Value | None) -> Value | None:
        for operator, word in command.redirections:
            if operator.body is not None:
                stdin = self.value(operator.body)
            elif operator.text == "<<<" and word is not None:
                stdin = self.value(word)
            elif operator.text == "<" and word is not None:
                value = self.value(word)
                stdin = Value(taints=value.taints | place_taints([value]))
                self._device(value, NOTHING, word.line)
        return stdin

    def _redirect(self, command: _Command, printed: Value) -> None:
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
            elif head is not None and head.kind == "text" and _ASSIGNMENT.match(_leading_text(rest[0])):
                self._assign(rest.pop(0))
            elif (literal in _WORDS and not rest[0].quoted) or (
                literal in {"export", "local", "declare", "readonly", "typeset"} and len(rest) > 1
            ):
                rest.pop(0)
            elif literal is not None and literal.rsplit("/", 1)[-1] in _PREFIXES and len(rest) > 1:
                rest = _without_options(rest)
            else:
                break
        return rest

    def _assign(self, word: Word) -> None:
        name, _, first = _leading_text(word).partition("=")
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
                part = part._replace(text=part.text[taken:])
                count -= taken
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
                values.append(_stripped(self.run(part.text, word.line)))
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


def _pipelines(tokens: Iterable[Token]) -> Iterator[_Pipeline]:
    """Yield each pipeline."""
    pipeline = _Pipeline()
    grouped = in_case = False
    waiting: Operator | None = None
    for token in tokens:
        command = pipeline.commands[-1]
        if waiting is not None:
            command.redirections.append((waiting, token if isinstance(token, Word) else None))
            waiting = None
            if isinstance(token, Word):
                continue
        if isinstance(token, Word):
            in_case = in_case or token.literal == "case"
            pipeline.opens = pipeline.opens or (not command.words and token.literal in {"{", "do", "then"})
            command.words.append(token)
        elif token.text in {"|", "|&"}:
            if grouped and _closes(command):
                pipeline.carried = True
                pipeline.commands = [_Command()]
            else:
                pipeline.commands.append(_Command())
        elif token.body is not None or token.text in {"<<", "<<-"}:
            command.redirections.append((token, None))
        elif token.text in _ENDS:
            label = token.text == ")" and in_case and len(pipeline.commands) == 1 and len(command.words) <= 1
            if not label and _does_something(pipeline):
                yield pipeline
            grouped = token.text == ")" or (grouped and token.text == "\n") or token.text in {";", "\n"}
            pipeline = _Pipeline(opens=token.text == "(")
        else:
            waiting = token
            if command.words and command.words[-1].literal in _DESCRIPTORS:
                command.words.pop()
    if _does_something(pipeline):
        yield pipeline


def _closes(command: _Command) -> bool:
    """Return whether nothing stands between the end of a group and the pipe after it."""
    return all(word.literal in {"}", "done", "fi", "esac"} for word in command.words)


def _does_something(pipeline: _Pipeline) -> bool:
    first = pipeline.commands[0]
    return bool(first.words or first.redirections or len(pipeline.commands) > 1)


def _leading_text(word: Word) -> str:
    """Return the text before the first substitution."""
    texts = []
    for part in word.parts:
        if part.kind != "text":
            break
        texts.append(part.text)
    return "".join(texts)


def _without_options(words: list[Word]) -> list[Word]:
    """Take off a wrapper with its options, assignments and numbers."""
    wrapper = words[0].literal
    rest = words[1:]
    while len(rest) > 1:
        literal = rest[0].literal
        if literal is None or not (
            literal.startswith("-") or "=" in literal or literal.rstrip("smhd").isdigit()
        ):
            break
        takes_value = wrapper == "sudo" and literal in {"-u", "-g", "-h", "-p"}
        takes_value = takes_value or (wrapper == "xargs" and literal in {"-I", "-n", "-P", "-d", "-L"})
        rest = rest[2:] if takes_value and len(rest) > 2 else rest[1:]
    return rest


def _unescaped(value: Value) -> Value:
    """Undo the escapes that `printf` and `echo -e` undo."""
    text = value.const
    return derived(ansi(text), value) if isinstance(text, str) and "\\" in text else value


def _stripped(value: Value) -> Value:
    """Return the printed text without the line feeds at its end, as a substitution does."""
    text = value.const
    return (
        Value(const=text.rstrip("\n"), taints=value.taints, name=value.name)
        if isinstance(text, str)
        else value
    )


def _translated(arguments: list[Value], stdin: Value) -> Value:
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
