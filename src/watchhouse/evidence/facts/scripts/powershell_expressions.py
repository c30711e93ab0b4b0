"""PowerShell expressions: operators, casts, indexes and members, folded where that is cheap."""

import re
from abc import abstractmethod
from typing import Final

from watchhouse.evidence.facts.scripts import powershell_values as values_of
from watchhouse.evidence.facts.scripts.folding import (
    NOTHING,
    concatenate,
    derived,
    known,
    plain,
    taints_of,
)
from watchhouse.evidence.facts.scripts.powershell_cursor import VARIABLE, Cursor, variable_name
from watchhouse.evidence.facts.scripts.powershell_names import (
    type_name,
)
from watchhouse.evidence.values import Value

MOST_PARTS: Final = 1_000
"""Elements of a list of which not all are known."""

_NUMBER = re.compile(r"0x[0-9a-f]{1,16}|\d{1,300}(?:\.\d{1,300})?(?:[kmgtp]b)?", re.IGNORECASE)

TYPE = re.compile(r"\[\s*([A-Za-z_][\w.`+]*(?:\[[\w.,\s]*\])?)\s*\]")

_OPERATOR = re.compile(
    r"-(?:[ic]?(?:join|split|replace|match|notmatch|like|notlike|eq|ne|gt|ge|lt|le|contains|notcontains|in|notin)"
    r"|f|as|is|isnot|and|or|xor|band|bor|bxor|shl|shr)\b|\.\.|[-+*/%,]|=",
    re.IGNORECASE,
)


class Expressions(Cursor):
    """Reads expressions."""

    __slots__ = ()

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
            first = listed(first, self._unary())
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
                return listed(left, right)
            case "bxor" if isinstance(left.const, int) and isinstance(right.const, int):
                return derived(left.const ^ right.const, left, right)
            case "as":
                return left
            case _:
                return Value(taints=taints_of((left, right)))
        if isinstance(value.const, str) and len(value.const) > len(plain(left) or "") // 2:
            self.reading.note(value.const, self._here(), hidden=True)
        return value

    def _unary(self) -> Value:  # noqa: PLR0911 -- one return for each case
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
        kind = TYPE.match(self.text, self.position)
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
        found = VARIABLE.match(self.text, self.position) if letter == "$" else None
        kind = TYPE.match(self.text, self.position) if letter == "[" else None
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
            value = self._variable(variable_name(found))
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

    def _simple(self) -> Value:
        """Read a member's computed name."""
        if self._peek() == "(":
            self.position += 1
            return self.statements(")")
        if self._peek() == "$":
            found = VARIABLE.match(self.text, self.position)
            self.position = found.end() if found else self.position + 1
            return self._variable(variable_name(found)) if found else NOTHING
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

    @abstractmethod
    def _member(self, owner: Value, begin: int) -> Value:
        """Read a member's name, which may be computed, and its call if brackets follow."""


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


def parts(value: Value) -> tuple[Value, ...]:
    """Return the elements of a list of which not all are known, or the value alone."""
    return value.target if isinstance(value.target, tuple) else (value,)


def listed(first: Value, second: Value) -> Value:
    """Return a list of `first`, itself perhaps a list, and one more."""
    if not known(first) or not known(second):
        elements = (*parts(first), second)
        shown = concatenate([first, second], ",").shown
        return Value(taints=taints_of(elements), shown=shown, target=elements[:MOST_PARTS])
    before = first.const if isinstance(first.const, list) else [first.const]
    return derived([*before, second.const], first, second)
