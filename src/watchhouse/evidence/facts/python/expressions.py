"""Expressions: names, attributes, items; what is known of the value of each kind of node."""

import ast
import builtins
from collections.abc import Callable
from typing import Any, ClassVar

from watchhouse.evidence.facts.python.containers import Containers
from watchhouse.evidence.facts.python.fold import CONSTANTS, FoldError, builtin_text
from watchhouse.evidence.facts.python.machine import decoded, taints_of
from watchhouse.evidence.facts.python.models import SOURCES, canonical
from watchhouse.evidence.facts.python.objects import Class, Function, Instance, Items, Method
from watchhouse.evidence.facts.python.operators import NOTHING, known
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.knowledge.wallets import shows_nothing
from watchhouse.evidence.values import UNKNOWN, Source, Taint, Value

NO_TAINTS: frozenset[Taint] = frozenset()

_SHOWN = {"sys.executable": "python", "os.curdir": "."}
"""What an attribute that only the victim's machine knows is called in texts."""


class Expressions(Containers):
    """Evaluates every expression but calls."""

    def evaluate(self, node: ast.expr) -> Value:
        """Return what is known of the value of `node`."""
        self.steps -= 1  # `spend`, without a call for each expression
        if self.steps < 0:
            self.spend(0)
        handler = self.handlers.get(type(node))
        return handler(self, node) if handler is not None else self._anything(node)

    def call(self, node: ast.Call) -> Value:
        """Return what is known of the result of a call."""
        raise TypeError(type(node).__name__)

    def _anything(self, node: ast.AST) -> Value:
        """Evaluate the children of a node of no special meaning; everything in them flows on."""
        values = [self.evaluate(child) for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        return Value(taints=taints_of(values))

    def _constant(self, node: ast.Constant) -> Value:
        if isinstance(node.value, str):
            self.note(node.value, node)
        elif isinstance(node.value, bytes) and node.value:
            self.note(node.value.decode("latin-1"), node)
        return Value(const=node.value)

    def _name(self, node: ast.Name) -> Value:
        return self.lookup(node.id)

    def lookup(self, name: str) -> Value:
        """Return the value bound to `name`, a built-in of that name if none is bound."""
        found = self.frame.scope.find(name)
        if found is not None:
            return found
        if name in {"__file__", "__name__", "__doc__"}:
            return Value(name=name)
        return Value(
            name=canonical(f"builtins.{name}" if name == "__builtins__" or hasattr(builtins, name) else name)
        )

    def _attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(self.evaluate(node.value), node.attr)

    def attribute(self, base: Value, name: str) -> Value:
        """Return what is known of `base.name`."""
        target = base.target
        if isinstance(target, (Instance, Class)):
            found = self._member(base, target, name)
            if found is not None:
                return found
        dotted = canonical(f"{base.name}.{name}") if base.name else ""
        if name == "__doc__" and base.name.startswith("builtins."):
            return Value(
                const=builtin_text(base.name.removeprefix("builtins."), name),
                taints=decoded(NO_TAINTS, "letters"),
            )
        if dotted in CONSTANTS:
            return Value(const=CONSTANTS[dotted], name=dotted)
        taints = base.taints
        if taints and shows_nothing(name):
            taints = frozenset(taint for taint in taints if taint.source is not Source.SECRET_ARGUMENT)
        if name == "f_locals":
            taints = taints | {Taint(Source.SECRET_ARGUMENT, name)}
        if dotted in SOURCES:
            taints = taints | {Taint(SOURCES[dotted], dotted)}
        if is_secret_name(name) and not isinstance(target, Class):
            taints = taints | {Taint(Source.SECRET_ARGUMENT, name)}
        scope = self.load(self, dotted) if dotted else None
        if scope is None and base.name:
            scope = self.load(self, base.name)
            if scope is not None and name in scope.names:
                return scope.names[name]
        return Value(name=dotted or f"?.{name}", taints=taints, shown=_SHOWN.get(dotted, ""))

    def _member(self, base: Value, target: Instance | Class, name: str) -> Value | None:
        cls = target.of if isinstance(target, Instance) else target
        found = cls.attributes.get(name) or cls.member(name)
        if found is None:
            if name == "__dict__":
                return Value(name=f"{base.name}.__dict__", taints=taints_of(list(cls.attributes.values())))
            return None
        if isinstance(found.target, Function) and isinstance(target, Instance):
            return Value(name=found.name, target=Method(found.target, base))
        return found

    def _subscript(self, node: ast.Subscript) -> Value:
        base = self.evaluate(node.value)
        key = self._slice(node.slice)
        return self.item(base, key)

    def _slice(self, node: ast.expr) -> Value:
        if not isinstance(node, ast.Slice):
            return self.evaluate(node)
        parts = [
            Value(const=None) if part is None else self.evaluate(part)
            for part in (node.lower, node.upper, node.step)
        ]
        if all(known(part) for part in parts):
            return Value(const=UNKNOWN, target=slice(*(part.const for part in parts)))
        return NOTHING

    def item(self, base: Value, key: Value) -> Value:
        """Return what is known of `base[key]`."""
        index = key.target if isinstance(key.target, slice) else key.const
        if known(base) and index is not UNKNOWN:
            try:
                const = base.const[index]
            except FoldError:
                return Value(taints=base.taints)
            taints = base.taints
            if isinstance(index, slice) and index.step == -1 and isinstance(const, (str, bytes)):
                taints = decoded(taints, "reversed")
            return Value(const=const, taints=taints)
        if isinstance(base.target, Items):
            return self._pick(base, base.target, index)
        return self._named_item(base, key)

    def _pick(self, base: Value, items: Items, index: Any) -> Value:
        for position, (key, value) in enumerate(items.pairs):
            if (key.const if key.const is not UNKNOWN else position) == index:
                return value
        return Value(taints=base.taints)

    def _named_item(self, base: Value, key: Value) -> Value:
        """Look a name up in a namespace: `globals()["x"]`, `os.environ["X"]`, `sys.modules["os"]`."""
        word = key.const
        if isinstance(word, str):
            found = self._by_word(base, word)
            if found is not None:
                return found
        return Value(name=f"{base.name}[]" if base.name else "", taints=base.taints)

    def _by_word(self, base: Value, word: str) -> Value | None:
        if base.name in {"builtins.globals()", "builtins.locals()", "builtins.vars()"}:
            return self.lookup(word)
        if base.name == "os.environ":
            return Value(name=f"os.environ[{word}]", taints=environment(word), shown=f"%{word}%")
        if base.name in {"builtins", "sys.modules"}:
            return Value(name=canonical(word if base.name == "sys.modules" else f"builtins.{word}"))
        if base.name.endswith(".__dict__"):
            return self.attribute(Value(name=base.name.removesuffix(".__dict__")), word)
        if is_secret_name(word):
            return Value(name="?[]", taints=base.taints | {Taint(Source.SECRET_ARGUMENT, word)})
        return None

    def _lambda(self, node: ast.Lambda) -> Value:
        function = Function(node, self.frame.scope, self.frame.place, f"{self.frame.function}.<lambda>")
        self.functions.append(function)
        return Value(target=function)

    def _named(self, node: ast.NamedExpr) -> Value:
        value = self.evaluate(node.value)
        self.assign(node.target, value)
        return value

    def _passing(self, node: ast.Await | ast.Starred | ast.YieldFrom) -> Value:
        return self.evaluate(node.value)

    def _yield(self, node: ast.Yield) -> Value:
        value = self.evaluate(node.value) if node.value is not None else NOTHING
        self.frame.returned.append(Value(taints=value.taints))
        return NOTHING

    handlers: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Value]]] = {
        **Containers.handlers,
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Attribute: _attribute,
        ast.Subscript: _subscript,
        ast.Lambda: _lambda,
        ast.NamedExpr: _named,
        ast.Await: _passing,
        ast.Starred: _passing,
        ast.YieldFrom: _passing,
        ast.Yield: _yield,
        ast.Call: lambda machine, node: machine.call(node),
    }


def environment(name: str) -> frozenset[Taint]:
    """Return the taint of one environment variable."""
    return frozenset({Taint(Source.ENVIRONMENT, name)})
