"""JavaScript of Node.js, browsers and Windows Script Host: statements, declarations, imports and functions."""

import re
from typing import Final

from watchhouse.evidence.facts.scripts import javascript_values as values_of
from watchhouse.evidence.facts.scripts.decoding import as_text, from_base64
from watchhouse.evidence.facts.scripts.folding import NOTHING
from watchhouse.evidence.facts.scripts.javascript_expressions import DEEPEST, ENDS, Expressions
from watchhouse.evidence.facts.scripts.javascript_tokens import JsToken, tokens
from watchhouse.evidence.facts.scripts.reading import Reading, Script
from watchhouse.evidence.values import Value
from watchhouse.model.evidence import GapReason

OBFUSCATED: Final = 4
"""Different names like `_0x1a2b` that only javascript-obfuscator gives."""
SHORTEST: Final = 6
"""Characters of a recovered text: shorter ones come out of any letters."""
MOST_NAMES: Final = 20_000

_ENCODED = re.compile(r"[A-Za-z0-9+/]{8,4000}={0,2}")
_OBFUSCATED = re.compile(r"_0x[0-9a-f]{3,8}")

_STATEMENTS: Final = frozenset(
    """if else for while do switch case default return throw try catch finally break continue debugger with export
    static get set public private readonly declare namespace interface enum abstract""".split()
)

_DECLARE: Final = frozenset("const let var".split())


class _JavaScript(Expressions):
    """Reads statements, declarations and functions."""

    __slots__ = ()

    def run(self) -> None:
        """Read everything."""
        self._items("")

    def _items(self, closing: str) -> list[Value]:
        """Read statements, elements or arguments up to `closing`."""
        found: list[Value] = []
        while self.position < len(self.tokens):
            self.reading.spend()
            if closing and self._is(closing):
                self.position += 1
                break
            if self._is(",", ";", ":", ")", "]", "}", "=>", "?"):
                self.position += 1
                continue
            before = self.position
            found.append(self._item())
            if self.position == before:
                self.position += 1
        return found

    def _item(self) -> Value:
        token = self._peek()
        if token.kind == "name":
            if token.text in _DECLARE and self._peek(1).kind in {"name", "operator"}:
                self.position += 1
                return self._declaration()
            if token.text == "import" and not self._is("(", ".", ahead=1):
                return self._import()
            if token.text in _STATEMENTS and not self._is(".", "=", ",", ahead=1):
                self.position += 1
                return NOTHING
        return self.expression()

    def _declaration(self) -> Value:
        """Read `const name = value` or `const {a, b: c} = value`."""
        if self._is("{", "["):
            pattern = self._pattern()
            if self._take("="):
                value = self.expression()
                for key, name in pattern:
                    self._bind(name, self._member(value, key) if key else Value(taints=value.taints))
                return value
            return NOTHING
        name = self._peek().text
        self.position += 1
        if self._is("="):
            self.position += 1
            value = self.expression()
            self._bind(name, value)
            return value
        return NOTHING

    def _pattern(self) -> list[tuple[str, str]]:
        """Read a destructuring pattern as (property, variable); properties of lists have no name."""
        listed = self._is("[")
        depth, key = 0, ""
        found: list[tuple[str, str]] = []
        while self.position < len(self.tokens):
            self.reading.spend()
            token = self._peek()
            self.position += 1
            if token.kind == "operator" and token.text in "{[":
                depth += 1
            elif token.kind == "operator" and token.text in "}]":
                depth -= 1
                if depth == 0:
                    break
            elif token.kind == "name":
                if self._is(":"):
                    key = token.text
                    self.position += 1
                    continue
                found.append(("" if listed else key or token.text, token.text))
                key = ""
        return found

    def _import(self) -> Value:
        """Read `import x, {y as z} from 'module'`."""
        self.position += 1
        names: list[tuple[str, str]] = []
        for _ in range(400):
            token = self._peek()
            self.position += 1
            if token.kind == "text":
                self.reading.imports.add(values_of.canonical(token.text)[:200])
                for imported, local in names:
                    module = values_of.canonical(token.text)
                    self._bind(local, Value(name=f"{module}.{imported}" if imported else module))
                break
            if token.kind == "end" or (token.kind == "operator" and token.text in {";", "(", "="}):
                break
            if token.kind == "name" and token.text not in {"from", "as", "type"}:
                inside = (self.tokens[self.position - 2].text in {"{", ","} and names != []) or (
                    self.tokens[self.position - 2].text == "{"
                )
                local = self._peek(1).text if self._peek().text == "as" else token.text
                names.append((token.text if inside and token.text != "default" else "", local))
                if self._peek().text == "as":
                    self.position += 2
            elif token.text == "*" and self._peek().text == "as":
                names.append(("", self._peek(1).text))
                self.position += 2
        return NOTHING

    def _function(self) -> Value:
        """Read a function or class; its body is read where it stands."""
        token = self._peek()
        self.position += 1
        if token.text == "async":
            return self._operand()
        self._take("*")
        name = ""
        if self._peek().kind == "name" and self._peek().text != "extends":
            name = self._peek().text
            self.position += 1
        if self._peek().text == "extends":
            self.position += 1
            self._operand()
        if self._take("("):
            self._parameters()
        self._body(name)
        value = Value(name=name)
        return self._postfix(value, token) if self._is("(") and self._is("(") else value

    def _parameters(self) -> None:
        """Read the parameters of a function."""
        depth = 1
        while self.position < len(self.tokens) and depth:
            self.reading.spend()
            token = self._peek()
            self.position += 1
            if token.kind == "operator":
                depth += (token.text in {"(", "{", "["}) - (token.text in {")", "}", "]"})
            elif token.kind == "name":
                self._receive(token.text)

    def _body(self, name: str = "") -> None:
        self.functions.append(name or "<function>")
        if self._take("{"):
            if len(self.functions) <= DEEPEST:
                self._items("}")
            else:
                self._flat()
        elif not self._is(*ENDS):
            self.expression()
        self.functions.pop()


def _recover(found: list[JsToken], reading: Reading) -> None:
    """Note what the texts of an obfuscated script say in base64, also with javascript-obfuscator's alphabet."""
    for token in found:
        if token.kind != "text" or not _ENCODED.fullmatch(token.text):
            continue
        for spelled in (token.text, token.text.swapcase()):
            clear = as_text(from_base64(spelled) or b"")
            if clear and len(clear) >= SHORTEST and clear.isascii() and clear.isprintable():
                reading.note(clear, token.line, hidden=True)


def read_javascript(reading: Reading, script: Script) -> None:
    """Record what a JavaScript does."""
    found = tokens(script.text, reading)
    disguised = {token.text for token in found if token.kind == "name" and _OBFUSCATED.fullmatch(token.text)}
    if len(disguised) >= OBFUSCATED:
        reading.gap("obfuscated: names as javascript-obfuscator gives them", 1, GapReason.OPAQUE)
        _recover(found, reading)
    _JavaScript(reading=reading, text=script.text, tokens=found).run()
