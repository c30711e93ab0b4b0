"""VBScript: objects made by name, methods called on them, and text put together from pieces."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.batch import split
from watchhouse.evidence.facts.scripts.folding import (
    HOLE,
    NOTHING,
    concatenate,
    derived,
    environment,
    place_taints,
    plain,
    tainted,
    taints_of,
)
from watchhouse.evidence.facts.scripts.reading import Reading, Script, decoded_taint
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.values import Sink, Source, Value

DEEPEST: Final = 40

_TOKEN = re.compile(
    r"(?P<text>\"(?:[^\"\n]|\"\")*+\"?)|(?P<comment>'[^\n]*|\brem\b[^\n]*)|(?P<number>&h[0-9a-f]{1,16}&?|\d+(?:\.\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*|\[[^\]\n]{1,100}\])|(?P<joined>_[ \t]*\r?\n)|(?P<end>\r?\n|:)|(?P<blank>[ \t\r]+)"
    r"|(?P<operator><>|<=|>=|[-+*/\\^&=<>().,])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_SINKS: Final = {
    "wscript.shell.run": Sink.PROCESS,
    "wscript.shell.exec": Sink.PROCESS,
    "shell.application.shellexecute": Sink.PROCESS,
    "wscript.shell.regwrite": Sink.FILE,
    "wscript.shell.regdelete": Sink.DELETION,
    "adodb.stream.savetofile": Sink.FILE,
    "scripting.filesystemobject.createtextfile": Sink.FILE,
    "scripting.filesystemobject.copyfile": Sink.FILE,
    "scripting.filesystemobject.deletefile": Sink.DELETION,
    "scripting.filesystemobject.deletefolder": Sink.DELETION,
    "execute": Sink.CODE,
    "executeglobal": Sink.CODE,
    "eval": Sink.CODE,
}
_CONSTANTS: Final = {
    "true": True, "false": False, "nothing": None, "null": None, "empty": "", "vbcrlf": "\r\n", "vbcr": "\r",
    "vblf": "\n", "vbnewline": "\r\n", "vbtab": "\t", "vbnullstring": "", "vbhide": 0,
}  # fmt: skip
_HTTP = re.compile(
    r"(?:msxml2\.(?:server)?xmlhttp|microsoft\.xmlhttp|winhttp\.winhttprequest)[\d.]*\.(?:open|send)$"
)
_RESPONSE = re.compile(r"\.response(?:text|body|stream)$")
_KEYWORDS: Final = frozenset(
    """set dim if then else elseif end sub function call for each to in next do while loop until with select case on
    error resume goto exit const public private option explicit redim preserve wend not and or xor mod is new
    class property get let byval byref step randomize""".split()
)


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


@dataclass(slots=True)
class _Vbs:
    """One VBScript text being read."""

    reading: Reading
    tokens: list[_Token]
    lines: list[str]
    position: int = 0
    depth: int = 0
    variables: dict[str, Value] = field(default_factory=dict)
    blocks: list[Value] = field(default_factory=list)
    """Objects of the `With` blocks around this point."""

    def run(self) -> None:
        """Read every statement."""
        while self.position < len(self.tokens):
            self.reading.spend()
            before = self.position
            self._statement()
            if self.position == before:
                self.position += 1

    def _peek(self, ahead: int = 0) -> _Token:
        place = self.position + ahead
        return self.tokens[place] if place < len(self.tokens) else _Token("end", "", 0)

    def _take(self, text: str) -> bool:
        if self._peek().kind in {"operator", "name"} and self._peek().text == text:
            self.position += 1
            return True
        return False

    def _statement(self) -> None:
        token = self._peek()
        if token.kind == "end":
            self.position += 1
            return
        if token.kind == "name" and token.text in _KEYWORDS:
            self._keyword(token.text)
            return
        if token.kind == "name" and self._peek(1).text == "=" and self._peek(1).kind == "operator":
            self.position += 2
            self.variables[token.text] = self._expression()
            return
        target = self._primary(statement=True)
        if self._take("="):
            value = self._expression()
            if target.name.endswith((".responsebody", "]")):
                return
            self._property(target, value, token.line)

    def _keyword(self, word: str) -> None:
        self.position += 1
        if word in {"dim", "redim"}:
            while self._peek().kind != "end":
                self.position += 1
            return
        if word == "with":
            self.blocks.append(self._expression())
        elif word == "end" and self._peek().text == "with":
            self.position += 1
            if self.blocks:
                self.blocks.pop()
        elif word in {"if", "elseif", "while", "until", "case", "select", "to", "step"} and word != "select":
            self._expression()
        elif (
            word in {"sub", "function", "property", "class", "goto", "error"} and self._peek().kind == "name"
        ):
            self.position += 1
            if self._peek().text == "(":
                self._skip_brackets()

    def _skip_brackets(self) -> None:
        depth = 0
        while self.position < len(self.tokens):
            text = self._peek().text if self._peek().kind == "operator" else ""
            depth += (text == "(") - (text == ")")
            self.position += 1
            if depth <= 0:
                return

    def _property(self, target: Value, value: Value, line: int) -> None:
        """Record an assigned property, which may carry code or a command."""
        if "." in target.name and value.text:
            self._record(target.name, [value], line)

    def _expression(self) -> Value:
        """Read operands joined by operators; `&` and `+` put texts together."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.depth -= 1
            self._skip_brackets()
            return NOTHING
        parts, joined = [self._primary()], True
        while (
            self._peek().kind == "operator" and self._peek().text in "&+-*/\\^=<><=>=" and self._peek().text
        ):
            operator = self._peek().text
            self.position += 1
            self.reading.spend()
            joined = joined and operator in {"&", "+"}
            numbers = operator in "+-" and isinstance(parts[-1].const, int)
            right = self._primary()
            if numbers and isinstance(right.const, int) and not isinstance(right.const, bool):
                change = right.const if operator == "+" else -right.const
                parts[-1] = derived(parts[-1].const + change, parts[-1], right)
                joined = joined or operator == "-"
            else:
                parts.append(right)
        self.depth -= 1
        if len(parts) == 1:
            return parts[0]
        if not joined:
            return Value(taints=taints_of(parts))
        whole = concatenate(parts)
        if isinstance(whole.const, str):
            self.reading.note(whole.const, self._peek(-1).line, hidden=True)
        return whole

    def _primary(self, *, statement: bool = False) -> Value:  # noqa: PLR0911 -- one return for each case
        """Read one operand with all that follows it in dots and brackets."""
        token = self._peek()
        self.position += 1
        if token.kind == "text":
            value = Value(const=token.text)
            self.reading.note(token.text, token.line)
            return value
        if token.kind == "number":
            return Value(const=_number(token.text))
        if token.kind == "operator" and token.text == "(":
            value = self._expression()
            self._take(")")
            return self._chain(value, token.line, statement=False)
        if token.kind == "operator" and token.text == "." and self.blocks and self._peek().kind == "name":
            member = self._member(self.blocks[-1], self._peek().text)
            self.position += 1
            return self._chain(member, token.line, statement=statement)
        if token.kind == "operator" and token.text in {"-", "+"}:
            value = self._primary()
            negative = token.text == "-" and isinstance(value.const, int)
            return derived(-value.const, value) if negative else value
        if token.kind != "name":
            if token.kind == "end" or token.text == ")":
                self.position -= 1
            return NOTHING
        if token.text in {"not", "new", "call"}:
            return self._primary(statement=statement)
        if token.text in _CONSTANTS:
            return Value(const=_CONSTANTS[token.text])
        known = self.variables.get(token.text)
        return self._chain(known or Value(name=token.text), token.line, statement=statement)

    def _chain(self, value: Value, line: int, *, statement: bool) -> Value:
        """Read members and calls after a value; at the start of a statement a call needs no brackets."""
        called = False
        while True:
            self.reading.spend()
            token = self._peek()
            if token.kind == "operator" and token.text == "." and self._peek(1).kind == "name":
                self.position += 2
                value = self._member(value, self._peek(-1).text)
                called = False
            elif token.kind == "operator" and token.text == "(":
                self.position += 1
                arguments = self._arguments(")")
                self._take(")")
                value = self._call(value, arguments, line)
                called = True
            else:
                break
        if statement and not called and value.name and not (token.kind == "operator" and token.text == "="):
            return self._call(value, self._arguments(""), line)
        return value

    @staticmethod
    def _member(value: Value, name: str) -> Value:
        whole = f"{value.name or '?'}.{name}"
        found = Value(name=whole, taints=value.taints)
        return tainted(found, Source.REMOTE_CONTENT, "response") if _RESPONSE.search(whole) else found

    def _arguments(self, closing: str) -> list[Value]:
        arguments: list[Value] = []
        while self._peek().kind != "end" and not (closing and self._peek().text == closing):
            before = self.position
            if self._peek().text == ",":
                self.position += 1
                continue
            if self._peek().kind == "name" and self._peek().text in {"then", "else"}:
                break
            arguments.append(self._expression())
            if self.position == before:
                break
        return arguments

    def _call(self, callee: Value, arguments: list[Value], line: int) -> Value:
        """Fold what can be folded, record the rest."""
        folded = _fold(callee.name, arguments)
        if folded is not None:
            if isinstance(folded.const, str) and callee.name not in {"chr", "chrw"}:
                self.reading.unhidden(folded.const, arguments[0], callee.name, line)
            return folded
        name = callee.name
        if name in {"createobject", "wscript.createobject", "getobject"}:
            kind = plain(arguments[0]) if arguments else None
            self._record("createobject", arguments, line)
            return Value(name=(kind or HOLE).lower().rstrip("0123456789.") if kind else "?")
        if name in self.variables or not name:
            return Value(taints=taints_of([callee, *arguments]))
        if name.endswith("expandenvironmentstrings") and arguments:
            return _environment(arguments[0])
        self._record(name, arguments, line)
        taints = taints_of([callee, *arguments])
        if "readall" in name or "opentextfile" in name:
            taints |= place_taints(arguments)
        return Value(name=name, taints=taints)

    def _record(self, name: str, arguments: list[Value], line: int) -> None:
        sink = _SINKS.get(name)
        if _HTTP.search(name):
            sink = Sink.NETWORK
        if sink is Sink.FILE and arguments and any(startup_place(value.text) for value in arguments):
            sink = Sink.STARTUP
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else ""
        self.reading.call(f"vbscript.{name}", arguments, line=line, source=source, sink=sink)
        text = plain(arguments[0]) if arguments else None
        if text is None and arguments:
            text = arguments[0].shown
        if not text:
            return
        if sink is Sink.CODE:
            self.reading.decoded.setdefault(
                text, ("concatenation",) if text not in self.reading.script.text else ()
            )
            self.reading.nested(text, "vbscript", line)
        elif name.endswith((".run", ".exec")):
            self.reading.nested(text, "batch", line)
        elif name.endswith(".shellexecute"):
            words = [Value(const=word) for value in arguments[1:2] for word in split(value.text)]
            programs.read_inner(self.reading, programs.program_of(text), words, line)


def read_vbscript(reading: Reading, script: Script) -> None:
    """Record what a VBScript does."""
    tokens = list(_tokens(script.text, reading))
    _Vbs(reading=reading, tokens=tokens, lines=script.text.split("\n")).run()


def _tokens(text: str, reading: Reading) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        reading.spend()
        kind = found.lastgroup or "other"
        raw = found.group()
        if kind == "text":
            yield _Token(
                kind, raw[1:-1].replace('""', '"') if raw.endswith('"') and len(raw) > 1 else raw[1:], line
            )
        elif kind == "name":
            yield _Token(kind, raw.strip("[]").lower(), line)
        elif kind in {"number", "end", "operator"}:
            yield _Token(kind, raw.lower(), line)
        line += raw.count("\n")


def _number(text: str) -> int | float:
    if text.startswith("&h"):
        return int(text[2:].rstrip("&") or "0", 16)
    return float(text) if "." in text else int(text[:300])


def _environment(value: Value) -> Value:
    name = value.text.strip("%")
    return Value(taints=environment(name, always=True), shown=value.text or HOLE)


def _fold(name: str, arguments: list[Value]) -> Value | None:  # noqa: PLR0911 -- one return for each case
    """Return what a pure function gives for constants, or None."""
    values = [value.const for value in arguments]
    match name, values:
        case (("chr" | "chrw" | "chrb"), [int(number)]) if 0 <= number < 0x11_0000:
            return derived(chr(number), *arguments)
        case "strreverse", [str(text)]:
            return Value(const=text[::-1], taints=decoded_taint(arguments[0], "reversed"))
        case "replace", [str(text), str(old), str(new), *_] if old:
            return derived(text.replace(old, new)[: 1 << 20], *arguments)
        case (("lcase" | "ucase"), [str(text)]):
            return derived(text.lower() if name == "lcase" else text.upper(), *arguments)
        case (("cstr" | "trim" | "cint" | "clng" | "asc"), [str() | int()]):
            return _converted(name, arguments)
        case "mid", [str(text), int(start), *rest] if start > 0:
            length = rest[0] if rest and isinstance(rest[0], int) else len(text)
            return derived(text[start - 1 : start - 1 + max(length, 0)], *arguments)
        case "left", [str(text), int(count)] if count >= 0:
            return derived(text[:count], *arguments)
        case "right", [str(text), int(count)] if count > 0:
            return derived(text[-count:], *arguments)
        case "join", [list(parts), *rest]:
            glue = rest[0] if rest and isinstance(rest[0], str) else " "
            return derived(glue.join(str(part) for part in parts), *arguments)
        case "split", [str(text), str(separator), *_] if separator:
            return derived(text.split(separator)[:10_000], *arguments)
        case "array", [*_] if all(isinstance(each, str | int) for each in values):
            return derived(values, *arguments)
        case _:
            return None


def _converted(name: str, arguments: list[Value]) -> Value | None:
    value = arguments[0].const
    if name in {"cstr", "trim"}:
        return derived(str(value).strip() if name == "trim" else str(value), *arguments)
    if name == "asc":
        return derived(ord(value[0]), *arguments) if isinstance(value, str) and value else None
    digits = str(value)[:300].strip()
    return derived(int(digits), *arguments) if digits.lstrip("-").isdecimal() and digits.isascii() else None
