"""Syntax-tree pieces as the lifter holds them on its stack, and how constants and names become such pieces."""

import ast
import keyword
import math
from dataclasses import dataclass
from typing import Any, Final

from watchhouse.evidence.facts.bytecode.unmarshal import Code, Collection

DEEPEST: Final = 30
"""Levels of one expression; deeper ones are stored in a variable first, so that no parser refuses the text."""
MOST_ELEMENTS: Final = 20_000
"""Elements of one constant that are spelled: shared tuples inside tuples could spell more than memory holds."""
_DECIMAL_BITS: Final = 4_000
"""Python refuses to write larger numbers in decimal."""


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """One value on the stack."""

    node: ast.expr
    depth: int = 0
    code: Code | None = None
    """A function not yet written out."""
    module: tuple[str, int, tuple[str, ...]] | None = None
    """An import not yet bound: name, level, names asked for."""
    member: str = ""
    """What was taken from `module`."""
    cut: ast.Slice | None = None
    """The same slice as it stands between brackets."""
    passes: "Expression | None" = None
    """What a call of this gives: the object that a `with` enters."""


def name(raw: str) -> Expression:
    """Return the variable `raw`."""
    return Expression(ast.Name(id=identifier(raw)))


def identifier(raw: str) -> str:
    """
    Return `raw` if it can be a name in source text, else something like it that can.

    >>> identifier("x"), identifier(".0"), identifier("a b"), identifier("class")
    ('x', '_0', 'a_b', 'class_')
    """
    if raw.isidentifier() and not keyword.iskeyword(raw):
        return raw
    tame = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in raw[:100])
    if keyword.iskeyword(tame):
        return f"{tame}_"
    tame = tame if tame[:1].isidentifier() else f"_{tame}"
    return tame if tame.isidentifier() else "_"


UNKNOWN: Final = name("_unknown")
NULL: Final = name("_null")
BUILD_CLASS: Final = name("__build_class__")


def attribute(owner: Expression, raw: str) -> Expression:
    """Return an attribute, by `getattr` where no source could name it."""
    if raw.isidentifier() and not keyword.iskeyword(raw):
        return Expression(ast.Attribute(value=owner.node, attr=raw), owner.depth + 1)
    return call(name("getattr"), [owner, constant(raw)], [])


def call(
    callee: Expression, arguments: list[Expression], keywords: list[tuple[str | None, Expression]]
) -> Expression:
    """Return a call; a keyword None stands for `**`."""
    parts = [callee, *arguments, *(value for _, value in keywords)]
    node = ast.Call(
        func=callee.node,
        args=[each.node for each in arguments],
        keywords=[ast.keyword(arg=key and identifier(key), value=value.node) for key, value in keywords],
    )
    return Expression(node, max(part.depth for part in parts) + 1)


def starred(value: Expression) -> Expression:
    """Return `*value`."""
    return Expression(ast.Starred(value=value.node), value.depth + 1)


def combined(node: ast.expr, *parts: Expression) -> Expression:
    """Return `node`, which was made of `parts`."""
    return Expression(node, max((part.depth for part in parts), default=0) + 1)


def constant(value: Any) -> Expression:
    """
    Return a constant.

    >>> ast.unparse(constant((1, "a", float("inf"), Collection("frozenset", (b"x",)))).node)
    "(1, 'a', 1e309, {b'x'})"
    """
    return Expression(_node(value, [MOST_ELEMENTS], 0))


def _node(value: Any, left: list[int], depth: int) -> ast.expr:
    """Return the node of a constant, None in place of what is too deep, too large or unreadable."""
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        return ast.Constant(value=None)
    match value:
        case tuple() | Collection():
            whole = value if isinstance(value, tuple) else value.elements
            elements = [_node(each, left, depth + 1) for each in whole[: left[0] + 1]]
            plain = isinstance(value, tuple) or value.kind == "slice" or not elements
            return ast.Tuple(elts=elements) if plain else ast.Set(elts=elements)
        case int() if value.bit_length() >= _DECIMAL_BITS:
            return _large(value)
        case bool() | None | str() | bytes() | int():
            return ast.Constant(value=value)
        case float():
            return ast.Constant(value=value if not math.isnan(value) else 0.0)
        case _:
            return ast.Constant(value=... if value is Ellipsis else None)


def _large(value: int) -> ast.expr:
    """Return `int(text, 16)`: hexadecimal is the base that takes linear time both ways."""
    return ast.Call(
        func=ast.Name(id="int"), args=[ast.Constant(value=f"{value:x}"), ast.Constant(value=16)], keywords=[]
    )
