"""JavaScript expressions: operators, members, templates and literals, folded where that is cheap."""

import re
from abc import abstractmethod
from typing import Final

from watchhouse.evidence.facts.scripts import javascript_values as values_of
from watchhouse.evidence.facts.scripts.folding import (
    NOTHING,
    concatenate,
    derived,
    known,
    taints_of,
)
from watchhouse.evidence.facts.scripts.javascript_calls import Calls
from watchhouse.evidence.facts.scripts.javascript_tokens import JsToken, tokens, unescape
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.values import Source, Taint, Value

DEEPEST: Final = 70
"""Brackets and functions within each other; what is deeper is read as if it stood beside."""

_SPLICE = re.compile(r"\$\{")

_UNARY: Final = frozenset("typeof void delete await yield".split())

_ASSIGN: Final = frozenset(("=", "+=", "||=", "&&=", "??="))

ENDS: Final = frozenset((",", ";", ")", "]", "}", ":"))
MOST_MAPPED: Final = 20_000
"""Elements of a list to which a function is applied one by one."""
_ADDRESS_KEYS: Final = frozenset(("host", "hostname", "path", "port"))
LONGEST_ADDRESS: Final = 400
LONGEST_NAME: Final = 15
"""Tokens of a dotted name."""


class Expressions(Calls):
    """Reads expressions."""

    __slots__ = ()

    @abstractmethod
    def _items(self, closing: str) -> list[Value]:
        """Read statements, elements or arguments up to `closing`."""

    def expression(self) -> Value:
        """Read operands joined by operators, up to a comma, a closing bracket or the end of the statement."""
        self.depth += 1
        begin = self.position
        value = self._operand() if self.depth <= DEEPEST else self._flat()
        end = self.position
        while self.depth <= DEEPEST:
            self.reading.spend()
            token = self._peek()
            if token.kind != "operator" or token.text in ENDS or token.text in {"{", "!", "~", "...", "("}:
                break
            self.position += 1
            if token.text == "=>":
                for parameter in value.target if isinstance(value.target, tuple) else (value,):
                    self._receive(parameter.name)
                self._body()
                value = NOTHING
            elif token.text == "?":
                chosen = self.expression()
                self._take(":")
                value = _either(chosen, self.expression())
            elif token.text in {"++", "--"}:
                continue
            elif token.text in _ASSIGN:
                value = self._assigned(self._written(begin, end) or value.name, token.text)
            elif token.text == "+":
                value = self._sum(value, self._operand(), token.line)
            else:
                value = _calculated(token.text, value, self._operand())
        self.depth -= 1
        return value

    def _flat(self) -> Value:
        """Beyond the depth limit: say so, and leave the tokens to whoever reads on."""
        if not any(gap.detail == "nested too deep" for gap in self.reading.gaps):
            self.reading.gap("nested too deep", self._peek().line)
        self.position += 1
        return NOTHING

    def _written(self, begin: int, end: int) -> str:
        """Return the dotted name that stands between two tokens, or nothing if something else does."""
        texts = [token.text for token in self.tokens[begin:end]] if end - begin <= LONGEST_NAME else []
        dotted = all(text == "." for text in texts[1::2])
        return (
            "".join(texts)
            if dotted and all(token.kind == "name" for token in self.tokens[begin:end:2])
            else ""
        )

    def _assigned(self, name: str, sign: str) -> Value:
        line = self._peek(-1).line
        value = self.expression()
        if sign == "+=" and name in self.names:
            value = concatenate([self.names[name], value])
        if name and "()" not in name:
            self._bind(name, value)
        if name.endswith((".onload", ".href", ".innerHTML", ".src")) and value.text:
            self.reading.note(value.text, line)
        return value

    def _sum(self, left: Value, right: Value, line: int) -> Value:
        if isinstance(left.const, int) and isinstance(right.const, int):
            return derived(left.const + right.const, left, right)
        value = concatenate([left, right])
        if isinstance(value.const, str):
            self.reading.decoded.setdefault(value.const, ("concatenation",))
            if not self._is("+"):
                self.reading.note(value.const, line, hidden=True)
        return value

    def _operand(self) -> Value:
        """Read one operand with prefixes before and members, calls and indexes after it."""
        self.reading.spend()
        token = self._peek()
        if token.kind == "operator" and token.text in {"!", "~", "-", "+", "++", "--", "...", "!!"}:
            self.position += 1
            inner = self._operand()
            if token.text == "-" and isinstance(inner.const, int):
                return derived(-inner.const, inner)
            return inner if token.text in {"...", "+"} else Value(taints=inner.taints)
        if token.kind == "name" and token.text in _UNARY and not self._is(".", "=", ahead=1):
            self.position += 1
            return self._operand()
        if token.kind == "name" and token.text in {"function", "class", "async"}:
            return self._function()
        if token.kind == "name" and token.text == "new":
            self.position += 1
            return self._postfix(self._new(), token)
        return self._postfix(self._primary(), token)

    def _primary(self) -> Value:  # noqa: PLR0911 -- one return for each case
        token = self._peek()
        self.position += 1
        match token.kind:
            case "text":
                self.reading.note(token.text, token.line, hidden=token.escaped)
                if token.escaped:
                    self.reading.decoded.setdefault(token.text, ("escapes",))
                return Value(const=token.text)
            case "template":
                return self._template(token)
            case "number":
                return Value(const=_numeric(token.text))
            case "regex":
                return Value(name="RegExp()")
            case "name":
                return self._named(token.text)
            case "operator" if token.text == "(":
                return self._bracket()
            case "operator" if token.text == "[":
                found = self._items("]")
                if all(known(each) for each in found):
                    return derived([each.const for each in found], *found)
                return Value(
                    taints=taints_of(found), shown=concatenate(found, " ").shown, target=tuple(found[:1_000])
                )
            case "operator" if token.text == "{":
                begin = self.position
                taints = taints_of(self._items("}"))
                return Value(taints=taints, name="{}", shown=_address(self.tokens[begin : self.position]))
            case _:
                if token.kind == "operator" and token.text in ENDS:
                    self.position -= 1
                return NOTHING

    def _named(self, name: str) -> Value:
        if name in self.names:
            return self.names[name]
        if name in {"true", "false"}:
            return Value(const=name == "true")
        return Value(name=name)

    def _bracket(self) -> Value:
        """Read `( … )`: the parameters of an arrow function, or an expression of which the last part counts."""
        found = self._items(")")
        if self._is("=>"):
            return Value(target=tuple(found))
        return found[-1] if found else NOTHING

    def _receive(self, parameter: str) -> None:
        """Bind a parameter to what the call around its function hands over, or to the secret it is named after."""
        taints = self.flow
        if is_secret_name(parameter):
            taints |= {Taint(Source.SECRET_ARGUMENT, parameter[:200])}
        if self.promised.name in self.reading.imports and parameter:
            self._bind(parameter, self.promised)
        elif taints and parameter:
            self._bind(parameter, Value(name=parameter, taints=taints))

    def _template(self, token: JsToken) -> Value:
        """Read a template; what stands in `${…}` is read like other code."""
        pieces = _SPLICE.split(token.text)
        if len(pieces) == 1:
            text = unescape(token.text) if "\\" in token.text else token.text
            self.reading.note(text, token.line)
            return Value(const=text)
        values = [Value(const=unescape(pieces[0]))]
        for piece in pieces[1:]:
            end = _closing_brace(piece)
            inner = type(self)(
                reading=self.reading,
                text=piece[:end],
                tokens=tokens(piece[:end], self.reading),
                depth=self.depth + 1,
                names=self.names,
                functions=self.functions,
            )
            values.append(inner.expression() if inner.depth <= DEEPEST else NOTHING)
            values.append(Value(const=unescape(piece[end + 1 :])))
        value = concatenate(values)
        if value.text:
            self.reading.note(value.text, token.line)
        return value

    def _new(self) -> Value:
        """Read `new Type(arguments)`."""
        token = self._peek()
        callee = self._primary()
        while self._take(".") and self._peek().kind == "name":
            callee = self._member(callee, self._peek().text)
            self.position += 1
        arguments = self._items(")") if self._take("(") else []
        name = values_of.canonical(callee.name or "?")
        if name == "ActiveXObject" and arguments:
            self._record(name, arguments, NOTHING, token)
            return Value(name=arguments[0].text.lower().rstrip("0123456789.") or "?")
        if name == "Function":
            return self._call(callee, arguments, token)
        self._record(f"{name}", arguments, NOTHING, token)
        return Value(name=f"{name}()", taints=taints_of(arguments))

    def _postfix(self, value: Value, begin: JsToken) -> Value:
        owner = NOTHING
        while True:
            self.reading.spend()
            token = self._peek()
            if token.kind == "template" and value.name and not known(value):
                self.position += 1
                self._template(token)
            elif token.kind != "operator":
                return value
            elif token.text in {".", "?."} and self._peek(1).kind == "name":
                self.position += 2
                owner, value = value, self._member(value, self._peek(-1).text)
            elif token.text == "?." and self._is("(", "[", ahead=1):
                self.position += 1
            elif token.text == "[":
                self.position += 1
                keys = self._items("]")
                owner, value = value, self._index(value, keys[-1] if keys else NOTHING)
            elif token.text == "(":
                self.position += 1
                mapped = self._mapped(owner) if value.name.endswith("?.map") or value.name == "map" else None
                if mapped is not None:
                    value, owner = mapped, NOTHING
                    continue
                outer, self.flow = self.flow, self._flow_into(value)
                module, self.promised = self.promised, owner if value.name.endswith(".then") else NOTHING
                arguments = self._items(")")
                self.flow, self.promised = outer, module
                value = NOTHING if self._is("=>") else self._call(value, arguments, begin, owner)
                owner = NOTHING
            else:
                return value

    def _mapped(self, owner: Value) -> Value | None:
        """
        Return a known list with `x => expression` applied to each element; None if something else stands here.

        The expression is read anew for each element, which is paid for like any reading.
        """
        elements = owner.const
        name, arrow = (self._peek(1), 3) if self._is("(") and self._is(")", ahead=2) else (self._peek(), 1)
        if not isinstance(elements, list) or len(elements) > MOST_MAPPED or name.kind != "name":
            return None
        if not elements or not self._is("=>", ahead=arrow) or self._is("{", ahead=arrow + 1):
            return None
        body = self.position + arrow + 1
        found = []
        for element in elements:
            self.position = body
            self._bind(name.text, derived(element, owner))
            found.append(self.expression())
        self._items(")")
        if not all(known(each) for each in found):
            return Value(taints=taints_of(found) | owner.taints)
        return derived([each.const for each in found], *found)

    @abstractmethod
    def _function(self) -> Value:
        """Read a function or class; its body is read where it stands."""

    @abstractmethod
    def _body(self, name: str = "") -> None:
        """Read the body of a function where it stands."""


def _address(options: list[JsToken]) -> str:
    """Return the address that the options of a request spell in pieces; empty if they name no host."""
    found: dict[str, str] = {}
    for place, token in enumerate(options[:-2]):
        if token.text in _ADDRESS_KEYS and options[place + 1].text == ":" and token.kind in {"name", "text"}:
            given = options[place + 2]
            if given.kind in {"text", "template", "number"}:
                found.setdefault(token.text, given.text[:LONGEST_ADDRESS])
    host = found.get("hostname") or found.get("host")
    if not host:
        return ""
    port = f":{found['port']}" if "port" in found else ""
    return f"https://{host}{port}{found.get('path', '')}"


def _either(first: Value, second: Value) -> Value:
    """Return what a conditional gives: one of two."""
    taints = taints_of((first, second))
    best = first if first.text else second
    return Value(const=best.const, name=first.name or second.name, taints=taints, shown=best.shown)


def _calculated(operator: str, left: Value, right: Value) -> Value:  # noqa: PLR0911 -- one return for each case
    taints = taints_of((left, right))
    a, b = left.const, right.const
    if operator in {"||", "??"}:
        return _either(left, right)
    if not isinstance(a, int) or not isinstance(b, int) or max(a.bit_length(), b.bit_length()) > 64:
        return Value(taints=taints)
    match operator:
        case "-":
            return derived(a - b, left, right)
        case "*":
            return derived(a * b, left, right)
        case "^":
            return derived(a ^ b, left, right)
        case "&":
            return derived(a & b, left, right)
        case "|":
            return derived(a | b, left, right)
        case "%" if b:
            return derived(a % b, left, right)
        case _:
            return Value(taints=taints)


def _numeric(text: str) -> int | float:
    digits = text.replace("_", "").rstrip("n").lower()
    try:
        if digits.startswith(("0x", "0o", "0b")):
            return int(digits, 0)
        return int(digits) if digits.isdecimal() and len(digits) < 300 else float(digits)
    except ValueError:
        return 0


def _closing_brace(piece: str) -> int:
    """Return where the `${` before `piece` closes."""
    depth = 0
    for position, letter in enumerate(piece):
        if letter == "}" and depth == 0:
            return position
        depth += (letter == "{") - (letter == "}")
    return len(piece)
