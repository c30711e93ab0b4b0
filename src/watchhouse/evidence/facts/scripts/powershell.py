"""PowerShell: statements, pipelines and commands with their arguments."""

import re
from dataclasses import replace
from typing import Final

from watchhouse.evidence.facts.scripts import powershell_values as values_of
from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.batch import read_batch
from watchhouse.evidence.facts.scripts.folding import (
    NOTHING,
    concatenate,
    derived,
    known,
    place_taints,
    plain,
    tainted,
    taints_of,
)
from watchhouse.evidence.facts.scripts.powershell_calls import NAME, Calls
from watchhouse.evidence.facts.scripts.powershell_cursor import VARIABLE, WORD, variable_name
from watchhouse.evidence.facts.scripts.powershell_expressions import TYPE, listed
from watchhouse.evidence.facts.scripts.powershell_names import (
    READERS,
    SOURCES,
    SWITCHES,
    cmdlet,
)
from watchhouse.evidence.facts.scripts.reading import STDIN, Reading, Script
from watchhouse.evidence.values import Sink, Source, Value

_KEYWORDS: Final = frozenset(
    """if elseif else while for foreach switch do until try catch finally return throw function filter param begin
    process end in exit break continue trap class enum using data dynamicparam workflow""".split()
)


class _PowerShell(Calls):
    """Reads statements and commands."""

    __slots__ = ()

    def run(self) -> None:
        """Read every statement."""
        while self.position < len(self.text):
            before = self.position
            self.statements("")
            self.position = max(self.position, before + 1)

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
        found = NAME.match(self.text, self.position)
        word = found.group().lower() if found else ""
        if word in _KEYWORDS and found is not None and not self.text.startswith(("-", "."), found.end()):
            self.position = found.end()
            return self._keyword(word)
        return self._pipeline()

    def _keyword(self, word: str) -> Value:
        self._blank()
        if word in {"function", "filter", "class", "enum", "workflow"}:
            name = WORD.match(self.text, self.position)
            self.position = name.end() if name else self.position
        elif word == "catch":
            while found := TYPE.match(self.text, self.position):
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
        if name == "set-variable" and len(arguments) > 1:
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
        raw = self.text[raw_begin : self.position]
        self._inner(called, arguments, keywords, piped=piped, raw=raw, line=line)
        return self._result(called, everything, piped)

    def _inner(
        self,
        name: str,
        arguments: list[Value],
        keywords: list[tuple[str, Value]],
        *,
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

    def _result(self, name: str, values: list[Value], piped: Value | None) -> Value:  # noqa: PLR0911 -- one return for each case
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
                self._continue_list(arguments, keywords, current)
                continue
            if letter in "-\u2013\u2014" and self._peek(2)[1:].isalpha():
                if name:
                    keywords.append((name, Value(const=True)))
                name = self._parameter(keywords)
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

    def _parameter(self, keywords: list[tuple[str, Value]]) -> str:
        """Read `-Name`; return the name if its value is still to come."""
        self.position += 1
        name, colon, rest = self._bare().lower().rstrip(":").partition(":")
        if not (colon and rest) and name not in SWITCHES:
            return name
        keywords.append((name, Value(const=rest or True)))
        return ""

    def _continue_list(
        self, arguments: list[Value], keywords: list[tuple[str, Value]], current: Value | None
    ) -> None:
        """Read the next element of a list, after its comma, and put it with the elements before."""
        self.position += 1
        self._blanks_and_lines()
        more = self._argument(current)
        if arguments:
            arguments[-1] = listed(arguments[-1], more)
        else:
            keywords[-1] = (keywords[-1][0], listed(keywords[-1][1], more))

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

    def _assignment_or_expression(self, piped: Value | None) -> Value:
        """Read `target = pipeline`, `target += pipeline` or an expression."""
        begin = self.position
        while found := TYPE.match(self.text, self.position):
            following = found.end()
            if self.text[following : following + 2] == "::":
                break
            self.position = following
            self._blank()
        target = VARIABLE.match(self.text, self.position)
        if target is not None:
            self.position = target.end()
            self._blank()
            for sign in ("=", "+="):
                if self.text.startswith(sign, self.position) and not self.text.startswith(
                    "==", self.position
                ):
                    self.position += len(sign)
                    return self._assign(variable_name(target), sign)
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


def read_powershell(reading: Reading, script: Script) -> None:
    """Record what a PowerShell script does."""
    head = re.match(
        r"\s*(&\s)?\s*\"?(?:[^\s\"]{0,200}[\\/])?(?:powershell|pwsh)(?:\.exe)?\"?\s",
        script.text,
        re.IGNORECASE,
    )
    if head is not None:
        # a command line that starts PowerShell is read as the command interpreter would take it apart
        read_batch(
            reading, replace(script, text=script.text.replace("& ", "", 1) if head[1] else script.text)
        )
        return
    _PowerShell(reading=reading, text=script.text).run()
