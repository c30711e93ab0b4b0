"""Operators and texts put together from parts: what is known of their results."""

import ast
import operator
from collections.abc import Callable
from typing import Any, ClassVar

from watchhouse.evidence.facts.python.fold import PLAIN, FoldError, percent, power, shift, times
from watchhouse.evidence.facts.python.machine import Machine, join_texts, taints_of
from watchhouse.evidence.facts.python.objects import Items
from watchhouse.evidence.values import Value

NOTHING = Value()

FEW = 32
"""Elements up to which a loop is always run one by one."""

MAX_ITERATIONS = 20_000
"""Elements of a constant over which a comprehension or loop is worked out one by one."""

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: times,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: lambda a, b: percent(a, b) if isinstance(a, (str, bytes)) else a % b,
    ast.Pow: power,
    ast.LShift: shift,
    ast.RShift: operator.rshift,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
}

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}

_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}


_CONTAINERS = (str, bytes, bytearray, list, tuple, set, frozenset, range, dict)


def known(value: Value) -> bool:
    """Return whether `value` is a plain constant."""
    return isinstance(value.const, PLAIN)


def count(value: Value) -> int | None:
    """Return how many elements a container has, or None if that is not known; makes none of them."""
    if isinstance(value.target, Items):
        return len(value.target.pairs)
    const = value.const
    return len(const) if isinstance(const, _CONTAINERS) else None


def elements(value: Value) -> list[Value] | None:
    """Return the elements of a value that is a container, or None if they are not known."""
    if isinstance(value.target, Items):
        return [element for _, element in value.target.pairs]
    const = value.const
    if isinstance(const, _CONTAINERS):
        if len(const) > MAX_ITERATIONS:
            return None
        return [Value(const=one, taints=value.taints) for one in const]
    return None


class Operators(Machine):
    """Evaluates operators, conditions and f-strings."""

    def _binary(self, node: ast.BinOp) -> Value:
        operands = [node.right]
        left: ast.expr = node.left
        operators = [node.op]
        while isinstance(left, ast.BinOp):  # a chain of ten thousand `+` must not cost as deep a stack
            operands.append(left.right)
            operators.append(left.op)
            left = left.left
        value = self.evaluate(left)
        while operands:
            value = self.combine(value, operators.pop(), self.evaluate(operands.pop()))
        if isinstance(value.const, str):
            self.note(value.const, node, hidden=True)
        return value

    def combine(self, left: Value, operation: ast.operator, right: Value) -> Value:
        """Return what is known of `left <operation> right`."""
        taints = left.taints | right.taints if right.taints else left.taints
        if known(left) and known(right):
            try:
                return Value(const=_BINARY[type(operation)](left.const, right.const), taints=taints)
            except (*FoldError, KeyError):
                return Value(taints=taints)
        match operation:
            case ast.Add():
                return Value(taints=taints, shown=join_texts((left, right), ""))
            case ast.Mod() if left.text:
                return Value(taints=taints, shown=_fill(left.text, right))
            case ast.Div():
                return Value(name=left.name, taints=taints, shown=join_texts((left, right), "/"))
            case _:
                return Value(taints=taints)

    def _unary(self, node: ast.UnaryOp) -> Value:
        value = self.evaluate(node.operand)
        if known(value):
            try:
                return Value(const=_UNARY[type(node.op)](value.const), taints=value.taints)
            except FoldError:
                return Value(taints=value.taints)
        return Value(taints=value.taints)

    def _compare(self, node: ast.Compare) -> Value:
        left = self.evaluate(node.left)
        rights = [self.evaluate(right) for right in node.comparators]
        if len(rights) == 1 and known(left) and known(rights[0]):
            try:
                return Value(const=bool(_COMPARE[type(node.ops[0])](left.const, rights[0].const)))
            except FoldError:
                return NOTHING
        return NOTHING

    def _boolean(self, node: ast.BoolOp) -> Value:
        values = [self.evaluate(value) for value in node.values]
        return self.either(values)

    def either(self, values: list[Value]) -> Value:
        """Return a value that is one of `values`: the best known, with everything that flowed into any."""
        best = next((v for v in values if known(v) and v.const), None) or next(
            (v for v in values if v.target is not None or v.name or v.shown), values[0] if values else NOTHING
        )
        return Value(
            const=best.const, name=best.name, taints=taints_of(values), shown=best.shown, target=best.target
        )

    def _conditional(self, node: ast.IfExp) -> Value:
        test = self.evaluate(node.test)
        if self.frame.concrete and known(test):
            return self.evaluate(node.body if test.const else node.orelse)
        return self.either([self.evaluate(node.body), self.evaluate(node.orelse)])

    def _joined(self, node: ast.JoinedStr) -> Value:
        parts = [self.evaluate(part) for part in node.values]
        taints = taints_of(parts)
        if all(known(part) for part in parts):
            text = "".join(str(part.const) for part in parts)
            self.note(text, node)
            return Value(const=text, taints=taints)
        shown = join_texts(parts, "")
        if shown:
            self.note(shown, node)
        return Value(taints=taints, shown=shown)

    def _formatted(self, node: ast.FormattedValue) -> Value:
        value = self.evaluate(node.value)
        if known(value) and node.format_spec is None and node.conversion == -1:
            return Value(const=str(value.const), taints=value.taints)
        return Value(taints=value.taints, shown=value.shown, name=value.name)

    handlers: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Value]]] = {
        ast.BinOp: _binary,
        ast.UnaryOp: _unary,
        ast.Compare: _compare,
        ast.BoolOp: _boolean,
        ast.IfExp: _conditional,
        ast.JoinedStr: _joined,
        ast.FormattedValue: _formatted,
    }


def _fill(template: str, right: Value) -> str:
    """Return a %-template with the holes that are known filled in."""
    parts = [right] if isinstance(right.const, (str, bytes)) else elements(right) or [right]
    for part in parts[:16]:
        template = template.replace("%s", part.text or "{}", 1)
    return template
