"""Functions that are handed to others: what calls them later, and with what."""

import ast
from typing import Any

from watchhouse.evidence.facts.python.growing import Growing
from watchhouse.evidence.facts.python.models import RUNNERS
from watchhouse.evidence.facts.python.objects import Bound, Function, Instance, Items, Method
from watchhouse.evidence.facts.python.operators import elements
from watchhouse.evidence.values import Value
from watchhouse.model.evidence import Moment

_IN_ONE = ("Timer", ".start_new_thread", ".apply_async", ".apply", ".starmap")
"""Ends of names of runners that are given the arguments as one sequence."""

_DEPTH = 3
_MOST = 64


class Handing(Growing):
    """Reads functions that something outside the package calls."""

    def apply(
        self,
        node: ast.AST,
        callee: Value,
        receiver: Value,
        arguments: list[Value],
        keywords: dict[str, Value],
    ) -> Value:
        """Return what is known of the result of calling `callee`."""
        raise TypeError(node, callee, receiver, arguments, keywords)

    def call_back(self, node: ast.AST, name: str, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """Read functions handed to something outside: it calls them at once if it is a runner, else some time later."""
        moment = self.frame.moment
        runs = name.endswith(RUNNERS)
        if not runs:
            self.frame.moment = Moment.CALL
        for position, value in enumerate((*arguments, *keywords.values())):
            if isinstance(value.target, (Function, Method, Bound)):
                given: list[Value] = []
                named: dict[str, Value] = {}
                if runs:
                    given, named = _given(name, arguments[position + 1 :], keywords)
                self._read_now(node, value, given, named)
            elif isinstance(value.target, Items):
                for one in _callables(value.target, _DEPTH)[:_MOST]:
                    self._read_now(node, one, [], {})
        self.frame.moment = moment

    def _read_now(self, node: ast.AST, value: Value, given: list[Value], named: dict[str, Value]) -> None:
        if isinstance(value.target, Bound):
            if isinstance(value.target.callee.target, (Function, Method)):
                self.apply(node, value, Value(), given, named)
        else:
            self.invoke(value, given, named)

    def start(self, receiver: Value) -> None:
        """Run the `run` of an own class that is a thread or process."""
        if not isinstance(receiver.target, Instance):
            return
        method = receiver.target.of.member("run")
        if method is not None and isinstance(method.target, Function):
            self.invoke(Value(target=Method(method.target, receiver)), [], {})

    def partial_(self, _node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`functools.partial(function, …)` is that function, some of its arguments given."""
        if not arguments:
            return None
        if len(arguments) == 1 and not keywords:
            return arguments[0]
        return Value(target=Bound(arguments[0], tuple(arguments[1:]), tuple(keywords.items())))


def _given(name: str, after: list[Value], keywords: dict[str, Value]) -> tuple[list[Value], dict[str, Value]]:
    """Return the arguments, and those by keyword, with which a runner calls the function that `after` follows."""
    named: dict[str, Value] = {}
    options = keywords.get("kwargs")
    if options is not None:
        named = _by_name(options)
    given = keywords.get("args")
    if given is not None:
        return (elements(given) or [Value(taints=given.taints)])[:_MOST], named
    if name.endswith(_IN_ONE) and after:
        return (elements(after[0]) or [Value(taints=after[0].taints)])[:_MOST], named
    return after, named


def _by_name(options: Value) -> dict[str, Value]:
    if isinstance(options.target, Items):
        return {key.text: one for key, one in options.target.pairs if key.text}
    const: Any = options.const
    if isinstance(const, dict):
        return {key: Value(const=one) for key, one in list(const.items())[:_MOST] if isinstance(key, str)}
    return {}


def _callables(items: Items, depth: int) -> list[Value]:
    """Return the functions of the package in a list or dictionary."""
    found: list[Value] = []
    for _, one in items.pairs:
        if isinstance(one.target, (Function, Method)):
            found.append(one)
        elif isinstance(one.target, Items) and depth:
            found += _callables(one.target, depth - 1)
    return found
