"""The package's own functions, methods and classes: what calling one would bind, do and return."""

import ast
from dataclasses import replace
from typing import Any

from watchhouse.evidence.facts.python.machine import Frame, taints_of
from watchhouse.evidence.facts.python.objects import Class, Function, Instance, Items, Method, Scope
from watchhouse.evidence.facts.python.operators import NOTHING, known
from watchhouse.evidence.facts.python.specials import Specials
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.values import Source, Taint, Value

MAX_DEPTH = 8
"""Calls of the package's own functions inside each other that are followed."""

MAX_READINGS = 6
"""Different arguments, not all of them known, with which one function is read."""

MAX_RESULTS = 2_000
"""Different known arguments for which one function is worked out: a decoder is called for each of its texts."""


class Functions(Specials):
    """Follows calls into the package."""

    def invoke(self, callee: Value, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        """Return what calling a function, class or method of the package gives."""
        target = callee.target
        match target:
            case Method():
                return self.invoke(Value(target=target.function), [target.receiver, *arguments], keywords)
            case Class():
                instance = Value(name=f"{target.qualname}()", target=Instance(target))
                start = target.member("__init__")
                if start is not None and isinstance(start.target, Function):
                    self.invoke(start, [instance, *arguments], keywords)
                elif target.fields and (arguments or keywords):
                    self._fill(target, arguments, keywords)
                return instance
            case Function():
                return self._invoke(target, arguments, keywords)
            case _:
                return Value(taints=taints_of([*arguments, *keywords.values()]))

    def _fill(self, cls: Class, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """Give the fields of a dataclass or its like what it is made of, and run what it runs after that."""
        for name, value in {**dict(zip(cls.all_fields(), arguments, strict=False)), **keywords}.items():
            old = cls.attributes.get(name, NOTHING)
            taints = value.taints | old.taints
            if is_secret_name(name) and not (known(value) and value.const):
                taints = taints | {Taint(Source.SECRET_ARGUMENT, name)}
            cls.attributes[name] = Value(value.const, value.name, taints, value.shown, value.target)
            self.settle(name, taints - old.taints)

    def _invoke(self, function: Function, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        given = [*arguments, *keywords.values()]
        certain = bool(given) and all(known(value) for value in given)
        key = (id(function.node), self.frame.moment, tuple(_signature(value) for value in given))
        if key in self.invoked:
            return self.invoked[key]
        count = self.readings.get((id(function.node), certain), 0)
        if self.depth >= MAX_DEPTH or count >= (MAX_RESULTS if certain else MAX_READINGS):
            return Value(taints=taints_of(given))
        self.readings[id(function.node), certain] = count + 1
        self.clock += 1
        self.last_read[id(function.node)] = self.clock
        self.invoked[key] = Value(taints=taints_of(given))
        outer = self.frame
        scope = Scope(parent=function.scope)
        self.frame = Frame(
            scope, function.place, outer.moment, function.qualname, outer.silenced, int(certain)
        )
        self.depth += 1
        try:
            self._bind_parameters(function, arguments, keywords)
            if isinstance(function.node, ast.Lambda):
                result = self.evaluate(function.node.body)
            else:
                self.execute(function.node.body)
                returned = self.frame.returned
                result = returned[0] if len(returned) == 1 else self.either(returned)
        finally:
            self.depth -= 1
            self.frame = outer
        self.invoked[key] = result
        return result

    def _bind_parameters(
        self, function: Function, arguments: list[Value], keywords: dict[str, Value]
    ) -> None:
        parameters = function.node.args
        names = [*parameters.posonlyargs, *parameters.args]
        defaults = dict(zip([one.arg for one in names[::-1]], parameters.defaults[::-1], strict=False))
        defaults |= {
            one.arg: value
            for one, value in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True)
            if value
        }
        learned = self.learned.get((function.place.path, function.qualname), {}) if self.learned else {}
        for position, parameter in enumerate([*names, *parameters.kwonlyargs]):
            name = parameter.arg
            if position < len(names) and position < len(arguments):
                value = arguments[position]
            elif name in keywords:
                value = keywords[name]
            elif position == 0 and function.owner is not None and name in {"self", "cls"}:
                value = Value(name=f"{function.owner.qualname}()", target=Instance(function.owner))
            elif name in defaults:
                value = self.evaluate(defaults[name])
            else:
                value = NOTHING
            if is_secret_name(name) and not (known(value) and value.const):
                value = Value(
                    value.const, value.name, value.taints | {Taint(Source.SECRET_ARGUMENT, name)}, value.shown
                )
            elif name in learned and not known(value):
                value = replace(value, taints=value.taints | {Taint(Source.SECRET_ARGUMENT, learned[name])})
            self.frame.scope.names[name] = value
        if parameters.vararg is not None or parameters.kwarg is not None:
            self._bind_rest(function, arguments[len(names) :], keywords)

    def _bind_rest(self, function: Function, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """Bind `*args` and `**options`; what strangers will pass through a wrapper is said to be that."""
        parameters = function.node.args
        rest = [*arguments, *keywords.values()]
        passed = frozenset[Taint]()
        if not any(value.taints for value in rest) and self.passed_on(function):
            passed = frozenset({Taint(Source.PASSED_THROUGH, function.qualname[:200])})
        pairs = [
            *((NOTHING, value) for value in arguments),
            *((Value(const=key), one) for key, one in keywords.items()),
        ]
        value = Value(taints=taints_of(rest) | passed, target=Items(tuple(pairs)) if rest else None)
        for extra in (parameters.vararg, parameters.kwarg):
            if extra is not None:
                self.frame.scope.names[extra.arg] = value


def _signature(value: Value) -> Any:
    """Return what of an argument can change what a function gives; two instances of one class know the same."""
    const: Any = value.const
    if not isinstance(const, (str, bytes, int)):
        const = repr(const) if known(value) else ""
    match value.target:
        case None:
            target: Any = None
        case Instance(of=cls):
            target = id(cls), len(cls.attributes)
        case other:
            target = id(other)
    return (type(value.const), const, value.taints, target)
