"""What a Value can point at inside the package under examination: functions, classes, instances, files, code."""

import ast
from dataclasses import dataclass, field
from typing import TypeAlias

from watchhouse.evidence.values import Value


@dataclass(slots=True)
class Scope:
    """Names and their values in one module, class body or function call."""

    names: dict[str, Value] = field(default_factory=dict)
    parent: "Scope | None" = None
    outer: frozenset[str] = frozenset()
    """Names declared `global` or `nonlocal` here: they are written to the module's scope."""

    @property
    def module(self) -> "Scope":
        """The outermost scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def find(self, name: str) -> Value | None:
        """Return the value of `name` in this scope or one around it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.parent
        return None

    def owner(self, name: str) -> "Scope":
        """Return the scope in which `name` is found; this one if it is found nowhere."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope
            scope = scope.parent
        return self

    def bind(self, name: str, value: Value) -> None:
        """Give `name` a value, where Python would."""
        (self.module if name in self.outer else self).names[name] = value


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where code stands: member, layer, and the source lines of that layer."""

    path: str
    layer: int
    lines: tuple[str, ...]
    line_offset: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or lambda of the package."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    place: Place
    qualname: str
    owner: "Class | None" = None


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class of the package."""

    qualname: str
    members: dict[str, Value]
    bases: tuple[Value, ...]
    attributes: dict[str, Value] = field(default_factory=dict)
    """What methods assign to `self`, for all instances together."""
    fields: tuple[str, ...] = ()
    """Names that the class body annotates, in order: what a dataclass takes."""

    def all_fields(self, depth: int = 8) -> tuple[str, ...]:
        """Return the fields of the bases of the package, then its own."""
        inherited = [
            base.target.all_fields(depth - 1)
            for base in self.bases
            if depth and isinstance(base.target, Class)
        ]
        return tuple(dict.fromkeys(name for names in (*inherited, self.fields) for name in names))

    def member(self, name: str, depth: int = 8) -> Value | None:
        """Return the member called `name`, here or in a base of the package."""
        if name in self.members:
            return self.members[name]
        for base in self.bases:
            if depth and isinstance(base.target, Class):
                found = base.target.member(name, depth - 1)
                if found is not None:
                    return found
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Some instance of a class of the package."""

    of: Class


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A function with the instance it is called on."""

    function: Function
    receiver: Value


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A callable with the arguments that were given beforehand: `functools.partial(callee, …)`."""

    callee: Value
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list, tuple, set or dict of which not every element is a constant: (key, value) pairs, key empty in lists."""

    pairs: tuple[tuple[Value, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Constructed:
    """The result of a call outside the package whose arguments still matter: Fernet(key), open(path, mode)."""

    name: str
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Code handed to `compile`, not yet run."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Marshalled:
    """A code object in marshal form."""

    content: bytes


Target: TypeAlias = Function | Class | Instance | Method | Bound | Items | Constructed | Source | Marshalled
