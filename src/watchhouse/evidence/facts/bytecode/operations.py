"""What the instructions do that make one value of others: operators, subscripts, collections, formatted text."""

import ast
from collections.abc import Callable, Mapping
from typing import Final

from watchhouse.evidence.facts.bytecode.expression import (
    Expression,
    attribute,
    call,
    combined,
    constant,
    name,
    starred,
)
from watchhouse.evidence.facts.bytecode.lift import Lifter, Step

_OPERATORS: Final[tuple[type[ast.operator], ...]] = (
    ast.Add, ast.BitAnd, ast.FloorDiv, ast.LShift, ast.MatMult, ast.Mult, ast.Mod, ast.BitOr, ast.Pow, ast.RShift,
    ast.Sub, ast.Div, ast.BitXor,
)  # fmt: skip
"""BINARY_OP's argument, and 13 higher in place (CPython: Include/opcode.h, NB_*)."""
_SUBSCRIPT: Final = 26
_NAMED_OPERATORS: Final[Mapping[str, type[ast.operator]]] = {
    "ADD": ast.Add, "AND": ast.BitAnd, "FLOOR_DIVIDE": ast.FloorDiv, "LSHIFT": ast.LShift, "DIVIDE": ast.Div,
    "MATRIX_MULTIPLY": ast.MatMult, "MULTIPLY": ast.Mult, "MODULO": ast.Mod, "OR": ast.BitOr, "POWER": ast.Pow,
    "RSHIFT": ast.RShift, "SUBTRACT": ast.Sub, "TRUE_DIVIDE": ast.Div, "XOR": ast.BitXor,
}  # fmt: skip


def _binary(operator: type[ast.operator]) -> Step:
    def step(lifter: Lifter, _: int) -> None:
        left, right = lifter.take(2)
        lifter.push(combined(ast.BinOp(left=left.node, op=operator(), right=right.node), left, right))

    return step


def _binary_by_number(lifter: Lifter, argument: int) -> None:
    if argument == _SUBSCRIPT:
        _subscript(lifter, 0)
    else:
        _binary(_OPERATORS[argument % len(_OPERATORS)])(lifter, 0)


def _unary(operator: type[ast.unaryop]) -> Step:
    def step(lifter: Lifter, _: int) -> None:
        operand = lifter.pop()
        lifter.push(combined(ast.UnaryOp(op=operator(), operand=operand.node), operand))

    return step


def _compare(operator: type[ast.cmpop]) -> Step:
    def step(lifter: Lifter, _: int) -> None:
        left, right = lifter.take(2)
        lifter.push(
            combined(ast.Compare(left=left.node, ops=[operator()], comparators=[right.node]), left, right)
        )

    return step


def _subscript(lifter: Lifter, _: int) -> None:
    owner, key = lifter.take(2)
    lifter.push(combined(ast.Subscript(value=owner.node, slice=key.cut or key.node), owner, key))


def _slice(lifter: Lifter, argument: int) -> None:
    parts = lifter.take(3 if argument == 3 else 2)
    made = call(name("slice"), parts, [])
    cut = ast.Slice(*(_bound(part) for part in parts))
    lifter.stack.append(Expression(made.node, made.depth, cut=cut))


def _bound(part: Expression) -> ast.expr | None:
    empty = isinstance(part.node, ast.Constant) and part.node.value is None
    return None if empty else part.node


def _binary_slice(lifter: Lifter, _: int) -> None:
    owner, start, stop = lifter.take(3)
    cut = ast.Slice(lower=_bound(start), upper=_bound(stop))
    lifter.push(combined(ast.Subscript(value=owner.node, slice=cut), owner, start, stop))


def _old_slice(parts: int) -> Step:
    def step(lifter: Lifter, _: int) -> None:
        stop = lifter.pop() if parts & 2 else None
        start = lifter.pop() if parts & 1 else None
        owner = lifter.pop()
        cut = ast.Slice(lower=start.node if start else None, upper=stop.node if stop else None)
        lifter.push(combined(ast.Subscript(value=owner.node, slice=cut), owner))

    return step


def _sequence(kind: Callable[..., ast.expr]) -> Step:
    def step(lifter: Lifter, argument: int) -> None:
        parts = lifter.take(argument)
        lifter.push(combined(kind(elts=[part.node for part in parts]), *parts))

    return step


def _mapping(lifter: Lifter, argument: int) -> None:
    parts = lifter.take(0 if lifter.code.version < (3, 0) else 2 * argument)
    node = ast.Dict(keys=[part.node for part in parts[::2]], values=[part.node for part in parts[1::2]])
    lifter.push(combined(node, *parts))


def _mapping_of_constant_keys(lifter: Lifter, argument: int) -> None:
    keys = lifter.pop()
    values = lifter.take(argument)
    listed = keys.node.elts if isinstance(keys.node, ast.Tuple) else []
    pairs = list(zip(listed, values, strict=False))
    node = ast.Dict(keys=[key for key, _ in pairs], values=[value.node for _, value in pairs])
    lifter.push(combined(node, *values))


def _store_map(lifter: Lifter, _: int) -> None:
    owner, value, key = lifter.take(3)
    lifter.push(combined(ast.Dict(keys=[None, key.node], values=[owner.node, value.node]), owner, value, key))


def _grow(kind: Callable[..., ast.expr], *, many: bool) -> Step:
    """LIST_APPEND and its like: the collection `argument` below the top gets one more, or many more."""

    def step(lifter: Lifter, argument: int) -> None:
        added = lifter.pop()
        if not 0 < argument <= len(lifter.stack):
            lifter.writer.evaluate(added)
            return
        grown = lifter.use(lifter.stack[-argument])
        node = kind(elts=[starred(grown).node, starred(added).node if many else added.node])
        lifter.stack[-argument] = lifter.writer.shallow(combined(node, grown, added))

    return step


def _merge(lifter: Lifter, argument: int) -> None:
    added = lifter.pop()
    if 0 < argument <= len(lifter.stack):
        grown = lifter.use(lifter.stack[-argument])
        if isinstance(grown.node, ast.Dict) and not grown.node.keys:
            lifter.stack[-argument] = added
            return
        node = ast.Dict(keys=[None, None], values=[grown.node, added.node])
        lifter.stack[-argument] = lifter.writer.shallow(combined(node, grown, added))


def _map_add(lifter: Lifter, argument: int) -> None:
    first, second = lifter.take(2)
    key, value = (first, second) if lifter.code.version >= (3, 8) else (second, first)
    if 0 < argument <= len(lifter.stack):
        grown = lifter.use(lifter.stack[-argument])
        node = ast.Dict(keys=[None, key.node], values=[grown.node, value.node])
        lifter.stack[-argument] = lifter.writer.shallow(combined(node, grown, key, value))


def _format(lifter: Lifter, argument: int) -> None:
    if argument & 4:
        lifter.writer.evaluate(lifter.pop())
    value = lifter.pop()
    lifter.push(combined(ast.JoinedStr(values=[ast.FormattedValue(value=value.node, conversion=-1)]), value))


def _join(lifter: Lifter, argument: int) -> None:
    parts = lifter.take(argument)
    values: list[ast.expr] = []
    for part in parts:
        values.extend(part.node.values if isinstance(part.node, ast.JoinedStr) else [part.node])
    plain = all(isinstance(each, ast.Constant | ast.FormattedValue) for each in values)
    if plain and all(isinstance(each.value, str) for each in values if isinstance(each, ast.Constant)):
        lifter.push(combined(ast.JoinedStr(values=values), *parts))
        return
    lifter.push(
        call(attribute(constant(""), "join"), [combined(ast.List(elts=[p.node for p in parts]), *parts)], [])
    )


def _named() -> dict[str, Step]:
    """Return the operators that are instructions of their own up to 3.10, and the slices of 2.7."""
    table: dict[str, Step] = {f"SLICE_{parts}": _old_slice(parts) for parts in range(4)}
    for text, operator in _NAMED_OPERATORS.items():
        table[f"BINARY_{text}"] = table[f"INPLACE_{text}"] = _binary(operator)
    return table


OPERATION_STEPS: Final[Mapping[str, Step]] = {
    **_named(),
    "BINARY_OP": _binary_by_number,
    "BINARY_SUBSCR": _subscript,
    "BINARY_SLICE": _binary_slice,
    "BUILD_SLICE": _slice,
    "UNARY_NOT": _unary(ast.Not),
    "UNARY_NEGATIVE": _unary(ast.USub),
    "UNARY_POSITIVE": _unary(ast.UAdd),
    "UNARY_INVERT": _unary(ast.Invert),
    "COMPARE_OP": _compare(ast.Eq),
    "CONTAINS_OP": _compare(ast.In),
    "IS_OP": _compare(ast.Is),
    "BUILD_LIST": _sequence(ast.List),
    "BUILD_TUPLE": _sequence(ast.Tuple),
    "BUILD_SET": _sequence(lambda elts: ast.Set(elts=elts) if elts else ast.Tuple(elts=[])),
    "BUILD_MAP": _mapping,
    "BUILD_CONST_KEY_MAP": _mapping_of_constant_keys,
    "LIST_APPEND": _grow(ast.List, many=False),
    "SET_ADD": _grow(ast.Set, many=False),
    "LIST_EXTEND": _grow(ast.List, many=True),
    "SET_UPDATE": _grow(ast.Set, many=True),
    "DICT_UPDATE": _merge,
    "DICT_MERGE": _merge,
    "MAP_ADD": _map_add,
    "FORMAT_VALUE": _format,
    "FORMAT_SIMPLE": lambda lifter, _: _format(lifter, 0),
    "FORMAT_WITH_SPEC": lambda lifter, _: _format(lifter, 4),
    "BUILD_STRING": _join,
    "STORE_MAP": _store_map,
}
