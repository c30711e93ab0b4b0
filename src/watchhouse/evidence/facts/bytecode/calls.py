"""What the call instructions do: each version of CPython lays callee, self, arguments and names out in its own way."""

import ast
from collections.abc import Mapping
from typing import Final

from watchhouse.evidence.facts.bytecode.expression import (
    BUILD_CLASS,
    NULL,
    UNKNOWN,
    Expression,
    call,
    name,
    starred,
)
from watchhouse.evidence.facts.bytecode.lift import Lifter, Step


def invoke(
    lifter: Lifter,
    callee: Expression,
    arguments: list[Expression],
    keywords: list[tuple[str | None, Expression]],
) -> None:
    """Push the result of a call; a class being built is written out instead."""
    if callee.passes is not None:
        lifter.push(callee.passes)
        return
    if callee is BUILD_CLASS and arguments and arguments[0].code is not None:
        body = arguments[0].code
        bases = [lifter.use(each) for each in arguments[2:]]
        for _, value in keywords:
            lifter.writer.evaluate(lifter.use(value))
        lifter.push(name(lifter.define(body, body.name, bases)))
        return
    used = [lifter.use(each) for each in arguments]
    named = [(key, lifter.use(value)) for key, value in keywords]
    lifter.push(call(lifter.use(callee), used, named))


def _raw(lifter: Lifter, count: int) -> list[Expression]:
    if count > len(lifter.stack):
        return [UNKNOWN] * min(count - len(lifter.stack), 255) + [
            lifter.raw() for _ in range(len(lifter.stack))
        ][::-1]
    return [lifter.raw() for _ in range(count)][::-1]


def _names(value: Expression) -> tuple[str, ...]:
    """Return the texts of a constant tuple."""
    elements = value.node.elts if isinstance(value.node, ast.Tuple) else []
    return tuple(str(each.value) for each in elements if isinstance(each, ast.Constant))


def _pair(lifter: Lifter, arguments: list[Expression]) -> tuple[Expression, list[Expression]]:
    """Take callee and self, in either order, one of which may be NULL."""
    lower, upper = _raw(lifter, 2)
    if upper is NULL:
        return lower, arguments
    if lower is NULL:
        return upper, arguments
    return lower, [upper, *arguments]


def _split(
    arguments: list[Expression], names: tuple[str, ...]
) -> tuple[list[Expression], list[tuple[str | None, Expression]]]:
    """Return positional and named arguments, where the last ones are named."""
    cut = max(0, len(arguments) - len(names))
    return arguments[:cut], list(zip(names, arguments[cut:], strict=False))


def _call(lifter: Lifter, argument: int) -> None:
    """3.11 and later: the callee and NULL, or a method and its self, lie below the arguments."""
    arguments = _raw(lifter, argument)
    names, lifter.keywords = lifter.keywords, ()
    positional, named = _split(arguments, names)
    callee, positional = _pair(lifter, positional)
    invoke(lifter, callee, positional, named)


def _call_kw(lifter: Lifter, argument: int) -> None:
    """3.13 and later: the names lie on top."""
    names = _names(lifter.raw())
    positional, named = _split(_raw(lifter, argument), names)
    callee, positional = _pair(lifter, positional)
    invoke(lifter, callee, positional, named)


def _kw_names(lifter: Lifter, argument: int) -> None:
    """3.11 and 3.12: names for the next call."""
    constants = lifter.code.constants
    names = constants[argument] if argument < len(constants) else ()
    lifter.keywords = tuple(str(each) for each in names) if isinstance(names, tuple) else ()


def _call_method(lifter: Lifter, argument: int) -> None:
    """3.7 to 3.10."""
    arguments = _raw(lifter, argument)
    callee, arguments = _pair(lifter, arguments)
    invoke(lifter, callee, arguments, [])


def _call_function(lifter: Lifter, argument: int) -> None:
    """Up to 3.10; in 2.7 the upper byte counts pairs of name and value."""
    if lifter.code.version >= (3, 0):
        arguments = _raw(lifter, argument)
        invoke(lifter, lifter.raw(), arguments, [])
        return
    named = _old_keywords(lifter, argument >> 8)
    arguments = _raw(lifter, argument & 0xFF)
    callee = lifter.raw()
    if callee.code is not None and not argument:
        lifter.stack.append(callee)  # a class body called: BUILD_CLASS follows
        return
    invoke(lifter, callee, arguments, named)


def _old_keywords(lifter: Lifter, count: int) -> list[tuple[str | None, Expression]]:
    pairs = _raw(lifter, 2 * count)
    return [
        (str(key.node.value) if isinstance(key.node, ast.Constant) else "_unknown", value)
        for key, value in zip(pairs[::2], pairs[1::2], strict=True)
    ]


def _call_var(*, star: bool, double: bool) -> Step:
    def step(lifter: Lifter, argument: int) -> None:
        """2.7: `*args` and `**kwargs` lie on top."""
        rest = lifter.pop() if double else None
        more = lifter.pop() if star else None
        named = _old_keywords(lifter, argument >> 8)
        arguments = _raw(lifter, argument & 0xFF)
        if more is not None:
            arguments.append(starred(more))
        if rest is not None:
            named.append((None, rest))
        invoke(lifter, lifter.raw(), arguments, named)

    return step


def _call_function_kw(lifter: Lifter, argument: int) -> None:
    """3.6 to 3.10: the names lie on top."""
    if lifter.code.version < (3, 0):
        _call_var(star=False, double=True)(lifter, argument)
        return
    names = _names(lifter.raw())
    positional, named = _split(_raw(lifter, argument), names)
    invoke(lifter, lifter.raw(), positional, named)


def _call_function_ex(lifter: Lifter, argument: int) -> None:
    """`f(*args, **kwargs)`; since 3.14 both are always there, the latter perhaps NULL."""
    version = lifter.code.version
    rest = lifter.raw() if argument & 1 or version >= (3, 14) else NULL
    arguments = _spread(lifter.pop())
    callee, arguments = _pair(lifter, arguments) if version >= (3, 11) else (lifter.raw(), arguments)
    invoke(lifter, callee, arguments, [] if rest is NULL else _named(lifter.use(rest)))


def _spread(value: Expression) -> list[Expression]:
    """Return `*value`, written out where it is a tuple."""
    if isinstance(value.node, ast.Tuple):
        return [Expression(each, value.depth) for each in value.node.elts]
    return [starred(value)]


def _named(value: Expression) -> list[tuple[str | None, Expression]]:
    """Return `**value`, written out where all its keys are known."""
    if not isinstance(value.node, ast.Dict):
        return [(None, value)]
    pairs = list(zip(value.node.keys, value.node.values, strict=True))
    if not all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key, _ in pairs):
        return [(None, value)]
    return [
        (str(key.value), Expression(each, value.depth))
        for key, each in pairs
        if isinstance(key, ast.Constant)
    ]


def _build_class(lifter: Lifter, _: int) -> None:
    """2.7: name, bases and the result of the body."""
    title, bases, body = _raw(lifter, 3)
    if body.code is None:
        lifter.push(UNKNOWN)
        return
    listed = bases.node.elts if isinstance(bases.node, ast.Tuple) else []
    raw = title.node.value if isinstance(title.node, ast.Constant) else body.code.name
    lifter.push(name(lifter.define(body.code, str(raw), [Expression(each) for each in listed])))


CALL_STEPS: Final[Mapping[str, Step]] = {
    "CALL": _call,
    "CALL_KW": _call_kw,
    "KW_NAMES": _kw_names,
    "CALL_METHOD": _call_method,
    "CALL_FUNCTION": _call_function,
    "CALL_FUNCTION_KW": _call_function_kw,
    "CALL_FUNCTION_VAR": _call_var(star=True, double=False),
    "CALL_FUNCTION_VAR_KW": _call_var(star=True, double=True),
    "CALL_FUNCTION_EX": _call_function_ex,
    "BUILD_CLASS": _build_class,
}
