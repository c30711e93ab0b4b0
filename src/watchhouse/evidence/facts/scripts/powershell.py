"""PowerShell: commands, .NET calls and the expressions that put their arguments together."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts import powershell_values as values_of
from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.decoding import inflate
from watchhouse.evidence.facts.scripts.folding import (
    HOLE,
    NOTHING,
    concatenate,
    derived,
    environment,
    known,
    place_taints,
    plain,
    tainted,
    taints_of,
)
from watchhouse.evidence.facts.scripts.powershell_names import (
    CMDLET_SINKS,
    METHODS,
    PROPERTIES,
    READERS,
    SOURCES,
    SWITCHES,
    cmdlet,
    type_name,
)
from watchhouse.evidence.facts.scripts.reading import STDIN, Reading, Script, decoded_taint
from watchhouse.evidence.facts.values import Sink, Source, Value
from watchhouse.evidence.knowledge.places import startup_place

MOST_PARTS: Final = 1_000
"""Elements of a list of which not all are known."""
DEEPEST: Final = 60
"""Brackets within brackets."""

_BLANK = re.compile(r"(?:[ \t\r]+|`\r?\n|#[^\n]*|<#)+")
_NUMBER = re.compile(r"0x[0-9a-f]{1,16}|\d{1,300}(?:\.\d{1,300})?(?:[kmgtp]b)?", re.IGNORECASE)
_VARIABLE = re.compile(r"\$(?:\{([^}\n]{1,200})\}|((?:[A-Za-z_]\w*:)?\w+)|([$?^_]))")
_TYPE = re.compile(r"\[\s*([A-Za-z_][\w.`+]*(?:\[[\w.,\s]*\])?)\s*\]")
_OPERATOR = re.compile(
    r"-(?:[ic]?(?:join|split|replace|match|notmatch|like|notlike|eq|ne|gt|ge|lt|le|contains|notcontains|in|notin)"
    r"|f|as|is|isnot|and|or|xor|band|bor|bxor|shl|shr)\b|\.\.|[-+*/%,]|=",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\s|;(){}&,\"'$`@]+|@")
_NAME = re.compile(r"[A-Za-z_]\w*")
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
_KEYWORDS: Final = frozenset(
    """if elseif else while for foreach switch do until try catch finally return throw function filter param begin
    process end in exit break continue trap class enum using data dynamicparam workflow""".split()
)


@dataclass(slots=True)
class _PowerShell:
    """One PowerShell text being read from left to right."""

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

    # --- reading ----------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Read every statement."""
        while self.position < len(self.text):
            before = self.position
            self.statements("")
            self.position = max(self.position, before + 1)

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

    # --- statements -------------------------------------------------------------------------------------------

    def statements(self, closing: str) -> Value:
        """Read statements up to `closing`, and return the value of the last."""
        value = NOTHING
        while self.position < len(self.text):
            self._blank()
            letter = self._peek()
            if letter and letter == closing:
                self.position += 1
                break
            if letter in {"\n", ";", ")", "}", ""}:
                self.position += 1
                continue
            before = self.position
            found = self._statement()
            value = found if known(found) or found.taints or found.name else value
            if self.position == before:
                self.position += 1
        return value

    def _statement(self) -> Value:
        found = _NAME.match(self.text, self.position)
        word = found.group().lower() if found else ""
        if word in _KEYWORDS and found is not None and not self.text.startswith(("-", "."), found.end()):
            self.position = found.end()
            return self._keyword(word)
        return self._pipeline()

    def _keyword(self, word: str) -> Value:
        self._blank()
        if word in {"function", "filter", "class", "enum", "workflow"}:
            name = _WORD.match(self.text, self.position)
            self.position = name.end() if name else self.position
        elif word == "catch":
            while found := _TYPE.match(self.text, self.position):
                self.position = found.end()
                self._blank()
        if word in {"return", "throw", "exit"}:
            return self._pipeline() if self._peek() not in {"\n", ";", "}", ""} else NOTHING
        self._blanks_and_lines()
        if self._peek() == "(":
            self.position += 1
            self._descend(lambda: self.statements(")"))
            self._blanks_and_lines()
        if self._peek() == "{":
            self.position += 1
            return self._descend(lambda: self.statements("}"))
        return NOTHING

    def _pipeline(self) -> Value:
        """Read commands and expressions joined by pipes; what one gives flows into the next."""
        value: Value | None = None
        while True:
            self._blanks_and_lines() if value is not None else self._blank()
            value = self._element(value)
            self._blank()
            if self._peek() == "|" and self._peek(2) != "||":
                self.position += 1
                continue
            if self._peek(2) in {"&&", "||"}:
                self.position += 2
                value = None
                continue
            if self._peek() == "&" and self._peek(2) != "&&":
                self.position += 1
            return value

    def _element(self, piped: Value | None) -> Value:
        letter = self._peek()
        if letter in {"&", "."} and not self._peek(2)[1:].isdigit():
            self.position += 1
            return self._invocation(piped)
        if letter in "$'\"[(@{0123456789+-!," or not letter:
            return self._assignment_or_expression(piped)
        return self._command(piped)

    def _invocation(self, piped: Value | None) -> Value:
        """`& command` and `. command`: the name may be computed."""
        self._blank()
        begin = self.position
        if self._peek() == "{":
            self.position += 1
            return self._descend(lambda: self.statements("}"))
        target = self._primary() if self._peek() in {"$", "'", '"', "("} else Value(const=self._bare())
        name = plain(target)
        if name is None:
            self.reading.call(
                "powershell.&",
                [target],
                line=self._here(),
                source=self._source(begin),
                sink=Sink.CODE if target.has(Source.REMOTE_CONTENT, Source.DECODED) else None,
            )
            self._arguments()
            return Value(taints=target.taints)
        return self._call_command(name, begin, piped, hidden=name not in self.text[begin : self.position])

    def _command(self, piped: Value | None) -> Value:
        begin = self.position
        name = self._bare()
        if not name:
            self.position += 1
            return NOTHING
        self._blank()
        if self._peek() == "=" and self._peek(2) != "==":
            self.position += 1
            return self._pipeline()
        return self._call_command(name, begin, piped, hidden="`" in self.text[begin : self.position])

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
            elif found := _WORD.match(self.text, self.position):
                pieces.append(found.group())
                self.position = found.end()
            else:
                break
        return "".join(pieces)

    def _call_command(self, word: str, begin: int, piped: Value | None, *, hidden: bool) -> Value:
        """Read a command's arguments and record it."""
        line = self._here()
        name = cmdlet(self.aliases.get(word.lower(), word))
        program = programs.program_of(word) if "-" not in name else name
        raw_begin = self.position
        arguments, keywords = self._arguments(piped if name in {"foreach-object", "where-object"} else None)
        if piped is not None:
            keywords.append((STDIN, piped))
        arguments = [self._from_file(value) for value in arguments]
        keywords = [(key, self._from_file(value)) for key, value in keywords]
        everything = [*arguments, *(value for _, value in keywords)]
        if hidden:
            self.reading.note(word, line, hidden=True)
        if name == "new-object":
            return self._new_object(arguments, keywords, line, begin)
        if name in {"set-alias", "new-alias"} and len(arguments) > 1:
            self.aliases[arguments[0].text.lower()] = arguments[1].text
        if name in {"set-variable"} and len(arguments) > 1:
            self.variables[arguments[0].text.lower()] = arguments[1]
        if name == "get-variable" and arguments:
            return self.variables.get(arguments[0].text.lower(), NOTHING)
        called = name if "-" in name else program
        sink = self._sink(called, everything)
        if sink is Sink.PROCESS and any(value.has(Source.REMOTE_CONTENT) for value in everything):
            sink = Sink.CODE
        for key, value in keywords:
            if key in {"outfile", "o", "destination"} and sink is Sink.NETWORK:
                address = next((each.text for each in everything if "://" in each.text), "")
                self._written(value, address)
        self.reading.call(
            f"powershell.{called}",
            arguments,
            line=line,
            source=self._source(begin),
            keywords=keywords,
            sink=sink,
        )
        self._inner(called, arguments, keywords, piped, self.text[raw_begin : self.position], line)
        return self._result(called, everything, piped)

    @staticmethod
    def _sink(name: str, values: list[Value]) -> Sink | None:
        sink = CMDLET_SINKS.get(name) or programs.sink_of(name, values)
        if sink is Sink.FILE and any(startup_place(value.text) for value in values):
            return Sink.STARTUP
        return sink

    def _inner(
        self,
        name: str,
        arguments: list[Value],
        keywords: list[tuple[str, Value]],
        piped: Value | None,
        raw: str,
        line: int,
    ) -> None:
        """Read the script that a command is given."""
        if name == "invoke-expression":
            for value in (*arguments, *(value for _, value in keywords)):
                self._run_text(value, line)
        elif name == "start-process":
            named = dict(keywords)
            target = arguments[0] if arguments else named.get("filepath", named.get("file", NOTHING))
            given = [*arguments[1:], *(v for k, v in keywords if k.startswith("arg"))]
            words = [Value(const=each) for v in given for each in (plain(v) or v.shown).split()]
            programs.read_inner(self.reading, programs.program_of(target.text), words, line)
        elif name in {"powershell", "cmd", "mshta"}:
            words = [Value(const=each) for each in raw.split()]
            programs.read_inner(self.reading, name, words if arguments or keywords else [], line)
        else:
            programs.read_inner(self.reading, name, arguments, line)
        if name in {"powershell", "cmd"} and piped is not None:
            self._run_text(piped, line)

    def _run_text(self, value: Value, line: int) -> None:
        text = plain(value)
        if text is None:
            text = value.shown.replace(HOLE, "$_unknown") if value.shown.strip("{} ") else None
        if text:
            if text not in self.reading.decoded and text not in self.text[: 1 << 17]:
                self.reading.decoded[text] = ("concatenation",)
            self.reading.nested(text, "powershell", line)

    def _result(self, name: str, values: list[Value], piped: Value | None) -> Value:
        """Return what a command gives."""
        taints = taints_of(values)
        if name in {"write-output", "foreach-object", "where-object", "select-object", "out-string"}:
            if name == "foreach-object" and values and (known(values[0]) or values[0].taints):
                return values[0]
            return piped if piped is not None and name != "write-output" else concatenate(values, " ")
        if name in {"get-childitem", "get-item", "get-content"} and any(
            value.text.lower().startswith("env:") for value in values
        ):
            return tainted(Value(taints=taints), Source.ENVIRONMENT, "all variables")
        if name in SOURCES:
            address = next((value.text for value in values if "://" in value.text), name)
            return tainted(Value(taints=taints, name=f"{name}()"), SOURCES[name], address)
        if name in READERS:
            return Value(taints=taints | place_taints(values), name=f"{name}()")
        if "-" not in name:
            return programs.output_of(name, values, None)
        return Value(taints=taints, name=f"{name}()")

    def _new_object(
        self, arguments: list[Value], keywords: list[tuple[str, Value]], line: int, begin: int
    ) -> Value:
        named = dict(keywords)
        kind = (
            arguments[0]
            if arguments
            else named.get("typename", named.get("comobject", named.get("com", NOTHING)))
        )
        rest = [*arguments[1:], *(value for key, value in keywords if key.startswith("arg"))]
        rest = [
            each for value in rest for each in (value.target if isinstance(value.target, tuple) else (value,))
        ]
        self.reading.call(
            "powershell.new-object", [kind, *rest], line=line, source=self._source(begin), keywords=keywords
        )
        return self._constructed(kind.text, rest)

    def _constructed(self, kind: str, arguments: list[Value]) -> Value:
        """Return an object; streams keep what they were made of."""
        name = type_name(kind)
        taints = taints_of(arguments)
        if name in {"gzipstream", "deflatestream"} and arguments:
            content = arguments[0].const
            clear = inflate(content) if isinstance(content, bytes) else None
            taints = decoded_taint(arguments[0], "gzip" if name == "gzipstream" else "deflate")
            if clear is not None:
                return Value(const=clear, name=name, taints=taints)
        if name in {"memorystream", "streamreader", "binaryreader", "bufferedstream"} and arguments:
            return Value(const=arguments[0].const, name=name, taints=taints)
        if name == "string" and len(arguments) == 1:
            return values_of.joined(arguments[0])
        return Value(name=name, taints=taints)

    def _arguments(self, current: Value | None = None) -> tuple[list[Value], list[tuple[str, Value]]]:
        """Read arguments up to the end of the command: positional ones, and `-Name value` pairs."""
        arguments: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        name = ""
        while self.position < len(self.text):
            self._blank()
            letter = self._peek()
            if letter in {"\n", ";", "|", ")", "}", "", "&"}:
                break
            before = self.position
            if letter == "," and (arguments or keywords):
                self.position += 1
                self._blanks_and_lines()
                more = self._argument(current)
                place = keywords if not name and keywords and not arguments else None
                last = keywords[-1][1] if place else (arguments[-1] if arguments else NOTHING)
                joined = _listed(last, more)
                if place:
                    keywords[-1] = (keywords[-1][0], joined)
                elif arguments:
                    arguments[-1] = joined
                continue
            if letter in "-\u2013\u2014" and self._peek(2)[1:].isalpha():
                if name:
                    keywords.append((name, Value(const=True)))
                self.position += 1
                name = self._bare().lower().rstrip(":")
                name, colon, rest = name.partition(":")
                if (colon and rest) or name in SWITCHES:
                    keywords.append((name, Value(const=rest or True)))
                    name = ""
                continue
            if letter in "><" or (letter in "123456*" and self._peek(2)[1:] == ">"):
                self._redirection()
                continue
            value = self._argument(current)
            if name:
                keywords.append((name, value))
                name = ""
            else:
                arguments.append(value)
            if self.position == before:
                self.position += 1
        if name:
            keywords.append((name, Value(const=True)))
        return arguments, keywords

    def _redirection(self) -> None:
        begin = self.position
        while self._peek() and self._peek() in "123456*><&":
            self.position += 1
        self._blank()
        target = self._argument(None)
        if target.text not in {"$null", "", "1", "nul"} and known(target):
            self.reading.call(
                "powershell.redirect", [target], line=self._here(), source=self._source(begin), sink=Sink.FILE
            )

    def _argument(self, current: Value | None) -> Value:
        """Read one argument: an expression in brackets, a text, a block, or a bare word with variables in it."""
        letter = self._peek()
        if letter == "{":
            self.position += 1
            return self._block(current)
        if letter in "('\"@[" or letter == "$":
            value = self._primary()
            if self._peek() and not self._peek().isspace() and self._peek() not in "|;)},&(":
                return concatenate([value, self._argument(None)])
            return value
        pieces = [Value(const=self._bare())]
        if self._peek() == "$":
            pieces.append(self._argument(None))
        return concatenate(pieces) if len(pieces) > 1 else pieces[0]

    def _block(self, current: Value | None) -> Value:
        """Read a block, once for each element where what flows into it is a known list."""
        if current is None:
            return self._descend(lambda: self.statements("}"))
        begin, outer = self.position, self.variables.get("_")
        elements = current.const if isinstance(current.const, list) and current.const else None
        results: list[Value] = []
        for element in elements or [None]:
            self.position = begin
            self.variables["_"] = current if elements is None else derived(element, current)
            results.append(self._descend(lambda: self.statements("}")))
        self.variables["_"] = outer or NOTHING
        if elements is None or not all(known(result) for result in results):
            return Value(taints=taints_of(results), name=results[-1].name)
        return derived([result.const for result in results], *results)

    # --- expressions ------------------------------------------------------------------------------------------

    def _assignment_or_expression(self, piped: Value | None) -> Value:
        """Read `target = pipeline`, `target += pipeline` or an expression."""
        begin = self.position
        while found := _TYPE.match(self.text, self.position):
            following = found.end()
            if self.text[following : following + 2] == "::":
                break
            self.position = following
            self._blank()
        target = _VARIABLE.match(self.text, self.position)
        if target is not None:
            self.position = target.end()
            self._blank()
            for sign in ("=", "+="):
                if self.text.startswith(sign, self.position) and not self.text.startswith(
                    "==", self.position
                ):
                    self.position += len(sign)
                    return self._assign(_variable_name(target), sign)
        self.position = begin
        value = self._expression()
        self._blank()
        if self._peek() == "=":
            self.position += 1
            self._blanks_and_lines()
            return self._pipeline()
        if piped is not None and value.name and not known(value):
            return Value(taints=value.taints | piped.taints, name=value.name)
        return value

    def _assign(self, name: str, sign: str) -> Value:
        self._blanks_and_lines()
        value = self._statement()
        if sign == "+=" and name in self.variables:
            value = values_of.add(self.variables[name], value)
        if len(self.variables) < 20_000:
            self.variables[name] = value
        return NOTHING

    def _expression(self) -> Value:
        """Read operands joined by operators, from left to right as PowerShell does for equals."""
        value = self._unary()
        while True:
            self._blank()
            found = _OPERATOR.match(self.text, self.position)
            if found is None or found.group() == "=":
                return value
            self.reading.spend()
            operator = found.group().lower()
            self.position = found.end()
            self._blanks_and_lines()
            right = self._unary()
            if operator.startswith("-") and len(operator) > 1:
                right = self._list_after(right)
            value = self._combine(operator, value, right)

    def _list_after(self, first: Value) -> Value:
        """Read the rest of a list: commas bind tighter than named operators."""
        self._blank()
        while self._peek() == ",":
            self.position += 1
            self._blanks_and_lines()
            first = _listed(first, self._unary())
            self._blank()
        return first

    def _combine(self, operator: str, left: Value, right: Value) -> Value:
        name = operator.lstrip("-").removeprefix(
            "i" if operator not in {"-is", "-in", "-isnot", "-ireplace"} else ""
        )
        match name.removeprefix("c") if name in {"creplace", "csplit", "cjoin"} else name:
            case "+":
                value = values_of.add(left, right)
            case "join":
                value = values_of.joined(left, plain(right) or "")
            case "replace" | "ireplace":
                value = values_of.replaced(left, _elements(right))
            case "split":
                value = values_of.split(left, right)
            case "f":
                value = values_of.formatted(left, right)
            case "..":
                return values_of.spread(left, right)
            case ",":
                return _listed(left, right)
            case "bxor" if isinstance(left.const, int) and isinstance(right.const, int):
                return derived(left.const ^ right.const, left, right)
            case "as":
                return left
            case _:
                return Value(taints=taints_of((left, right)))
        if isinstance(value.const, str) and len(value.const) > len(plain(left) or "") // 2:
            self.reading.note(value.const, self._here(), hidden=True)
        return value

    def _unary(self) -> Value:
        self._blank()
        for sign in ("-join", "-split"):
            if self._peek(len(sign)).lower() == sign:
                self.position += len(sign)
                self._blank()
                inner = self._list_after(self._unary())
                return (
                    values_of.joined(inner) if sign == "-join" else values_of.split(inner, Value(const=" "))
                )
        if self._peek(4).lower() == "-not":
            self.position += 4
            return Value(taints=self._unary().taints)
        if self._peek() in {"!", "+", ","}:
            self.position += 1
            return self._unary()
        if self._peek() == "-" and not self._peek(2)[1:].isalpha():
            self.position += 1
            inner = self._unary()
            return derived(-inner.const, inner) if isinstance(inner.const, int) else inner
        kind = _TYPE.match(self.text, self.position)
        if kind and self.text[kind.end() : kind.end() + 2] != "::":
            self.position = kind.end()
            self._blank()
            if self._peek() in {"", "\n", ";", ")", "]", ",", "|"}:
                return Value(name=type_name(kind[1]))
            return self._descend(lambda: values_of.cast(_cast_name(kind[1]), self._unary()))
        return self._primary()

    def _primary(self) -> Value:
        """Read one operand with the members, calls and indexes after it."""
        begin = self.position
        letter = self._peek()
        found = _VARIABLE.match(self.text, self.position) if letter == "$" else None
        kind = _TYPE.match(self.text, self.position) if letter == "[" else None
        number = _NUMBER.match(self.text, self.position)
        if (letter in "'\"" and letter) or self._peek(2) in {"@'", '@"'}:
            value = self._string()
        elif self._peek(2) in {"$(", "@("}:
            self.position += 2
            value = self._descend(lambda: self.statements(")"))
        elif self._peek(2) == "@{":
            self.position += 2
            value = self._descend(self._table)
        elif letter == "(":
            self.position += 1
            value = self._descend(lambda: self.statements(")"))
        elif letter == "{":
            self.position += 1
            value = self._descend(lambda: self.statements("}"))
        elif found:
            self.position = found.end()
            value = self._variable(_variable_name(found))
        elif kind:
            self.position = kind.end()
            value = Value(name=type_name(kind[1]))
        elif number:
            self.position = number.end()
            value = _numeric(number.group())
        elif letter and letter not in "|;)}]\n,=":
            word = self._bare()
            value = Value(const=word)
            self.position = max(self.position, begin + 1)
        else:
            return NOTHING
        return self._postfix(value, begin)

    def _table(self) -> Value:
        """Read `@{name = value; …}`; its values' taints are what counts."""
        taints = frozenset(self.statements("}").taints)
        return Value(taints=taints, name="hashtable")

    def _postfix(self, value: Value, begin: int) -> Value:
        while True:
            self.reading.spend()
            two = self._peek(2)
            if two == "::" or (
                two[:1] == "." and (two[1:].isalpha() or two[1:] in {"'", '"', "$", "_", "("})
            ):
                self.position += 2 if two == "::" else 1
                value = self._member(value, begin)
            elif self._peek() == "[":
                self.position += 1
                at = self._descend(self._index)
                value = values_of.index(value, at)
            else:
                return value

    def _index(self) -> Value:
        value = self._expression()
        self._blank()
        if self._peek() == "]":
            self.position += 1
        return value

    def _member(self, owner: Value, begin: int) -> Value:
        """Read a member's name, which may be computed, and its call if brackets follow."""
        letter = self._peek()
        if letter in {"'", '"', "$", "("}:
            dynamic = self._descend(self._simple)
            raw = plain(dynamic) or "?"
        else:
            found = _NAME.match(self.text, self.position)
            raw = found.group() if found else "?"
            self.position = found.end() if found else self.position + 1
        name = raw.replace("`", "").lower()
        whole = f"{owner.name or '?'}.{name}"
        if self._peek() == "(":
            self.position += 1
            arguments = self._call_arguments()
            return self._call(owner, name, whole, arguments, begin)
        if whole in PROPERTIES:
            return tainted(Value(name=whole), PROPERTIES[whole], name)
        if name == "length" and isinstance(owner.const, str | list):
            return derived(len(owner.const), owner)
        if name in {"content", "text", "result", "rawcontent", "value", "responsetext"}:
            return Value(const=owner.const, name=whole, taints=owner.taints)
        return Value(name=whole, taints=owner.taints)

    def _simple(self) -> Value:
        """Read a member's computed name."""
        if self._peek() == "(":
            self.position += 1
            return self.statements(")")
        if self._peek() == "$":
            found = _VARIABLE.match(self.text, self.position)
            self.position = found.end() if found else self.position + 1
            return self._variable(_variable_name(found)) if found else NOTHING
        return self._string()

    def _call_arguments(self) -> list[Value]:
        """Read the arguments of a method call."""
        arguments: list[Value] = []
        while self.position < len(self.text):
            self._blanks_and_lines()
            if self._peek() == ")":
                self.position += 1
                break
            before = self.position
            if self._peek() == ",":
                self.position += 1
                continue
            arguments.append(self._descend(self._one_argument))
            if self.position == before:
                self.position += 1
        return arguments

    def _one_argument(self) -> Value:
        """Read an expression in which a comma ends the argument."""
        value = self._unary()
        while True:
            self._blank()
            found = _OPERATOR.match(self.text, self.position)
            if found is None or found.group() in {",", "="}:
                return value
            self.position = found.end()
            self._blanks_and_lines()
            value = self._combine(found.group().lower(), value, self._unary())

    def _call(self, owner: Value, name: str, whole: str, arguments: list[Value], begin: int) -> Value:
        """Fold a call of a pure method, or record it."""
        line = self._here()
        made = values_of.static(whole, arguments)
        if made is not None:
            value, step = made
            if isinstance(value.const, str):
                self.reading.unhidden(value.const, arguments[0], step or "text", line)
                if not step:
                    self.reading.decoded[value.const] = _steps(value)
            if step == "base64":
                self._record(whole, arguments, owner, line, begin)
            return value
        folded = values_of.method(owner, name, arguments)
        if folded is not None:
            if isinstance(folded.const, str) and isinstance(owner.const, str):
                self.reading.decoded[folded.const] = self.reading.decoded.get(owner.const, ("concatenation",))
            return folded
        if name in {"readtoend", "toarray", "getbuffer"} and isinstance(owner.const, bytes):
            text = owner.const.decode("utf-8", "replace") if name == "readtoend" else None
            if text is not None:
                self.reading.unhidden(text, NOTHING, "stream", line)
                self.reading.decoded[text] = _steps(owner)
                return Value(const=text, taints=owner.taints)
            return Value(const=owner.const, taints=owner.taints)
        if name == "new":
            self._record(f"{owner.name}.new", arguments, owner, line, begin)
            return self._constructed(owner.name, arguments)
        self._record(whole, arguments, owner, line, begin)
        if whole.endswith(".invoke") or whole in {
            "scriptblock.create",
            "executioncontext.invokecommand.newscriptblock",
        }:
            for value in arguments[:1]:
                self._run_text(value, line)
        return self._given(whole, arguments, owner)

    def _given(self, whole: str, arguments: list[Value], owner: Value) -> Value:
        """Return what a recorded method gives."""
        taints = taints_of([owner, *arguments])
        if whole == "environment.getenvironmentvariable" and arguments:
            return Value(taints=environment(arguments[0].text or "?", always=True), name=whole)
        if whole in SOURCES:
            address = next((value.text for value in arguments if "://" in value.text), whole)
            return tainted(Value(taints=taints, name=f"{whole}()"), SOURCES[whole], address)
        if whole in READERS:
            return Value(taints=taints | place_taints(arguments), name=f"{whole}()")
        return Value(taints=taints, name=owner.name if whole.endswith(".create") else f"{whole}()")

    def _record(self, whole: str, arguments: list[Value], owner: Value, line: int, begin: int) -> None:
        sent = arguments
        if "upload" in whole:
            sent = [
                Value(const=v.const, taints=v.taints | place_taints([v]), shown=v.shown) for v in arguments
            ]
        sink = self._sink(whole, [*arguments, owner])
        if sink is None and not owner.name:
            sink = METHODS.get(whole.partition(".")[2])
        if "download" in whole and len(arguments) > 1:
            self._written(arguments[1], arguments[0].text)
        self.reading.call(
            f"powershell.{whole}", sent, line=line, source=self._source(begin), sink=sink, receiver=owner
        )

    def _written(self, path: Value, address: str) -> None:
        """Remember what was fetched into a file."""
        if path.text and len(self.fetched) < 1_000:
            self.fetched[path.text.lower()] = address

    def _from_file(self, value: Value) -> Value:
        """Return a path with what was fetched into it."""
        address = self.fetched.get(value.text.lower()) if value.text else None
        return value if address is None else tainted(value, Source.REMOTE_CONTENT, address)

    def _variable(self, name: str) -> Value:
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
            found = _VARIABLE.match(inner, position) if letter == "$" else None
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
                    parts.append(self._variable(_variable_name(found)))
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
        nested = _PowerShell(
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


_AUTOMATIC: Final = {
    "pshome": "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
    "shellid": "Microsoft.PowerShell",
    "verbosepreference": "SilentlyContinue",
    "ofs": " ",
}
"""Variables whose letters hiding scripts pick: `$PSHome[4]+$PSHome[30]+'x'` is iex."""


def read_powershell(reading: Reading, script: Script) -> None:
    """Record what a PowerShell script does."""
    head = re.match(
        r"\s*&?\s*\"?(?:[^\s\"]{0,200}[\\/])?(?:powershell|pwsh)(?:\.exe)?\"?\s", script.text, re.IGNORECASE
    )
    if head is not None:
        # a command line that starts PowerShell is read as the command interpreter would take it apart
        reading.nested(script.text.strip().removeprefix("& "), "batch", 1)
        return
    _PowerShell(reading=reading, text=script.text).run()


def _variable_name(found: re.Match[str]) -> str:
    return (found[1] or found[2] or found[3] or "").lower()


def _cast_name(raw: str) -> str:
    return type_name(raw)


def _numeric(text: str) -> Value:
    lowered = text.lower()
    if lowered.startswith("0x"):
        return Value(const=int(lowered, 16))
    if lowered.endswith("b"):
        lowered = lowered[:-2]
    return Value(const=float(lowered) if "." in lowered else int(lowered))


def _elements(value: Value) -> list[Value]:
    if isinstance(value.const, list):
        return [Value(const=each, taints=value.taints) for each in value.const[:100]]
    return [value]


def _listed(first: Value, second: Value) -> Value:
    """Return a list of `first`, itself perhaps a list, and one more."""
    if not known(first) or not known(second):
        parts = (*(first.target if isinstance(first.target, tuple) else (first,)), second)
        shown = concatenate([first, second], ",").shown
        return Value(taints=taints_of(parts), shown=shown, target=parts[:MOST_PARTS])
    before = first.const if isinstance(first.const, list) else [first.const]
    return derived([*before, second.const], first, second)


def _steps(value: Value) -> tuple[str, ...]:
    detail = next((taint.detail for taint in value.taints if taint.source is Source.DECODED), "")
    return tuple(detail.split(" > ")) if detail else ("concatenation",)
