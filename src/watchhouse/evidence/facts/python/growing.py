"""Containers that code puts things into: what stays in them, also where another function takes it out."""

import ast
from dataclasses import replace
from typing import Any

from watchhouse.evidence.facts.python.expressions import Expressions
from watchhouse.evidence.facts.python.fold import FoldError
from watchhouse.evidence.facts.python.machine import join_texts, taints_of
from watchhouse.evidence.facts.python.objects import Class, Constructed, Instance, Items
from watchhouse.evidence.facts.python.operators import NOTHING, known
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.values import UNKNOWN, Taint, Value

_MUTATORS = frozenset({"append", "extend", "insert", "add", "update"})

_PUTTERS = _MUTATORS | {"put", "put_nowait", "appendleft", "set", "setdefault", "write", "push", "writelines"}

_HOLDERS = (
    "queue.",
    "collections.",
    "multiprocessing.",
    "asyncio.Queue",
    "contextvars.",
    "io.",
    "threading.local",
)
"""Beginnings of the names of what is made to hold things."""


class Growing(Expressions):
    """Follows what is put into containers."""

    def grow(
        self, func: ast.Attribute, receiver: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> bool:
        """Follow a method that puts something into its receiver; return whether that is all there is to say of it."""
        method = func.attr
        if method in _MUTATORS and isinstance(func.value, ast.Name) and not receiver.name:
            self._grow(func.value.id, receiver, method, [*arguments, *keywords.values()])
            return True
        if method in _PUTTERS and _holds(receiver):
            added = taints_of(arguments) | taints_of(list(keywords.values()))
            if added - receiver.taints:
                const: Any = UNKNOWN if isinstance(func.value, ast.Attribute) else receiver.const
                self.keep(func.value, replace(receiver, const=const, taints=receiver.taints | added))
        return False

    def keep(self, holder: ast.expr, value: Value) -> None:
        """Bind the grown container where it was found: in the scope of its name, or at its object."""
        match holder:
            case ast.Name(id=name):
                scope = self.frame.scope.owner(name)
                before = scope.names.get(name, NOTHING).taints
                scope.names[name] = value
                if scope is not self.frame.scope:
                    self.stored(name, value.taints - before)
            case ast.Attribute(value=expression, attr=name):
                owner = self.evaluate(expression).target
                if isinstance(owner, (Instance, Class)):
                    cls = owner.of if isinstance(owner, Instance) else owner
                    before = cls.attributes.get(name, NOTHING).taints
                    cls.attributes[name] = value
                    self.settle(name, value.taints - before)
            case _:
                return

    def settle(self, name: str, taints: frozenset[Taint]) -> None:
        """Note what came into an attribute, unless its name says as much wherever it is read."""
        if taints and not is_secret_name(name):
            self.stored(name, taints)

    def _grow(self, name: str, receiver: Value, method: str, arguments: list[Value]) -> None:
        """Rebind a list, set or dict after one of its mutating methods."""
        added = arguments[-1] if arguments else NOTHING
        taints = receiver.taints | taints_of(arguments)
        grown = Value(taints=taints, shown=join_texts((receiver, added), " "))
        if isinstance(receiver.const, list) and len(receiver.const) < 1 << 16:
            if method == "append" and known(added):
                receiver.const.append(added.const)
                grown = Value(const=receiver.const, taints=taints)
            elif method == "extend" and isinstance(added.const, (list, tuple, str, bytes, range)):
                grown = Value(const=[*receiver.const, *added.const[: 1 << 16]], taints=taints)
        elif isinstance(receiver.const, bytearray) and method in {"append", "extend"} and known(added):
            try:
                piece = bytes([added.const]) if isinstance(added.const, int) else bytes(added.const)
            except FoldError:
                piece = b""
            grown = Value(const=bytearray(receiver.const + piece), taints=taints)
        if taints - receiver.taints:
            self.keep(ast.Name(id=name), grown)
        else:
            self.frame.scope.bind(name, grown)

    def put(self, target: ast.Subscript, base: Value, key: Value, value: Value) -> None:
        """Follow `container[key] = value`."""
        taints = base.taints | value.taints | key.taints
        if isinstance(base.const, (dict, list)) and known(key) and known(value):
            try:
                base.const[key.const] = value.const
            except (TypeError, LookupError):
                return
            grown = Value(const=base.const, taints=taints)
        else:
            pairs = (*_pairs(base)[:256], (key, value))
            grown = Value(taints=taints, shown=base.shown, target=Items(pairs))
        if taints - base.taints:
            self.keep(target.value, grown)
        elif isinstance(target.value, ast.Name):
            self.frame.scope.bind(target.value.id, grown)


def _holds(receiver: Value) -> bool:
    """Return whether a value is a container, as far as is known."""
    if isinstance(receiver.target, Constructed):
        return receiver.name.startswith(_HOLDERS)
    return receiver.target is None


def _pairs(value: Value) -> tuple[tuple[Value, Value], ...]:
    if isinstance(value.target, Items):
        return value.target.pairs
    if isinstance(value.const, dict):
        return tuple((Value(const=key), Value(const=one)) for key, one in list(value.const.items())[:256])
    return ()
