"""Expressions: what is known of the value of each kind of node."""

import ast
import operator
from collections.abc import Callable, Iterator
from typing import Any

from watchhouse.evidence.facts.python.fold import CONSTANTS, PLAIN, FoldError, percent, power, shift, times
from watchhouse.evidence.facts.python.machine import Machine, decoded, join_texts, taints_of
from watchhouse.evidence.facts.python.models import SOURCES, canonical
from watchhouse.evidence.facts.python.objects import Class, Function, Instance, Items, Method, Scope
from watchhouse.evidence.facts.values import UNKNOWN, Source, Taint, Value
from watchhouse.evidence.knowledge.secrets import is_secret_name

NOTHING = Value()

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


def known(value: Value) -> bool:
    """Return whether `value` is a plain constant."""
    return isinstance(value.const, PLAIN)


def elements(value: Value) -> list[Value] | None:
    """Return the elements of a value that is a container, or None if they are not known."""
    if isinstance(value.target, Items):
        return [element for _, element in value.target.pairs]
    const = value.const
    if isinstance(const, (str, bytes, bytearray, list, tuple, set, frozenset, range, dict)):
        if len(const) > MAX_ITERATIONS:
            return None
        return [Value(const=one, taints=value.taints) for one in const]
    return None


class Expressions(Machine):
    """Evaluates every expression but calls."""

    def evaluate(self, node: ast.expr) -> Value:
        """Return what is known of the value of `node`."""
        self.spend()
        handler = _HANDLERS.get(type(node))
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
        return Value(name=f"builtins.{name}")

    def _attribute(self, node: ast.Attribute) -> Value:
        return self.attribute(self.evaluate(node.value), node.attr)

    def attribute(self, base: Value, name: str) -> Value:
        """Return what is known of `base.name`."""
        target = base.target
        if isinstance(target, Instance | Class):
            found = self._member(base, target, name)
            if found is not None:
                return found
        dotted = canonical(f"{base.name}.{name}") if base.name else ""
        if dotted in CONSTANTS:
            return Value(const=CONSTANTS[dotted], name=dotted)
        taints = base.taints
        if dotted in SOURCES:
            taints = taints | {Taint(SOURCES[dotted], dotted)}
        if is_secret_name(name) and not isinstance(target, Class):
            taints = taints | {Taint(Source.SECRET_ARGUMENT, name)}
        scope = self.load(self, dotted) if dotted else None
        if scope is None and base.name:
            scope = self.load(self, base.name)
            if scope is not None and name in scope.names:
                return scope.names[name]
        return Value(name=dotted or f"?.{name}", taints=taints)

    def _member(self, base: Value, target: Instance | Class, name: str) -> Value | None:
        cls = target.of if isinstance(target, Instance) else target
        found = cls.attributes.get(name) or cls.member(name)
        if found is None:
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
        parts = [Value(const=None) if part is None else self.evaluate(part) for part in (node.lower, node.upper, node.step)]
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
            match base.name:
                case "builtins.globals()" | "builtins.locals()" | "builtins.vars()":
                    return self.lookup(word)
                case "builtins.__builtins__" | "builtins.__dict__" | "builtins.__builtins__.__dict__":
                    return Value(name=canonical(f"builtins.{word}"))
                case "sys.modules":
                    return Value(name=canonical(word))
                case "os.environ":
                    return Value(name=f"os.environ[{word}]", taints=environment(word), shown=f"%{word}%")
            if base.name.endswith(".__dict__"):
                return self.attribute(Value(name=base.name.removesuffix(".__dict__")), word)
            if is_secret_name(word):
                return Value(name="?[]", taints=base.taints | {Taint(Source.SECRET_ARGUMENT, word)})
        return Value(name=f"{base.name}[]" if base.name else "", taints=base.taints)

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
        return Value(const=best.const, name=best.name, taints=taints_of(values), shown=best.shown, target=best.target)

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

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> Value:
        values: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                inner = self.evaluate(element.value)
                values.extend(elements(inner) or [Value(taints=inner.taints)])
            else:
                values.append(self.evaluate(element))
        taints = taints_of(values)
        if all(known(value) for value in values):
            consts = [value.const for value in values]
            return Value(const=tuple(consts) if isinstance(node, ast.Tuple) else consts, taints=taints)
        shown = join_texts(values, " ")
        return Value(taints=taints, shown=shown, target=Items(tuple((NOTHING, value) for value in values)))

    def _dictionary(self, node: ast.Dict) -> Value:
        pairs = [
            (NOTHING if key is None else self.evaluate(key), self.evaluate(value))
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        values = [value for pair in pairs for value in pair]
        if all(known(value) for value in values) and None not in node.keys:
            try:
                return Value(const={key.const: value.const for key, value in pairs}, taints=taints_of(values))
            except TypeError:  # an unhashable key: the code itself would fail here
                return NOTHING
        return Value(taints=taints_of(values), shown=join_texts(values, " "), target=Items(tuple(pairs)))

    def _lambda(self, node: ast.Lambda) -> Value:
        function = Function(node, self.frame.scope, self.frame.place, f"{self.frame.function}.<lambda>")
        self.functions.append(function)
        return Value(target=function)

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        frame = self.frame
        frame.scope, outer = Scope(parent=frame.scope), frame.scope
        try:
            results = list(self._generate(node, 0))
        finally:
            frame.scope = outer
        taints = taints_of(results)
        if results and all(known(result) for result in results):
            consts = [result.const for result in results]
            if isinstance(node, ast.DictComp):
                try:
                    return Value(const=dict(consts), taints=taints)
                except (TypeError, ValueError):
                    return Value(taints=taints)
            return Value(const=consts, taints=taints)
        return Value(taints=taints, shown=join_texts(results[:64], " "))

    def _generate(self, node: Any, depth: int) -> Iterator[Value]:
        """Yield one value per element of a comprehension; one for all where the elements are not known."""
        if depth == len(node.generators):
            if isinstance(node, ast.DictComp):
                key, value = self.evaluate(node.key), self.evaluate(node.value)
                both = taints_of([key, value])
                yield Value(const=(key.const, value.const), taints=both) if known(key) and known(value) else Value(taints=both)
            else:
                yield self.evaluate(node.elt)
            return
        generator = node.generators[depth]
        iterable = self.evaluate(generator.iter)
        ones = elements(iterable)
        certain = ones is not None
        self.frame.concrete += certain
        for one in ones if ones is not None else [Value(taints=iterable.taints, name=f"{iterable.name}[]")]:
            self.assign(generator.target, one)
            tests = [self.evaluate(test) for test in generator.ifs]
            if certain and any(known(test) and not test.const for test in tests):
                continue
            yield from self._generate(node, depth + 1)
        self.frame.concrete -= certain

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

    def assign(self, target: ast.expr, value: Value) -> None:
        """Give `target` the value: a name, an attribute, an item, or several by unpacking."""
        raise TypeError(type(target).__name__, value)


def environment(name: str) -> frozenset[Taint]:
    """Return the taint of one environment variable."""
    return frozenset({Taint(Source.ENVIRONMENT, name)})


def _fill(template: str, right: Value) -> str:
    """Return a %-template with the holes that are known filled in."""
    parts = elements(right) or [right]
    for part in parts[:16]:
        template = template.replace("%s", part.text or "{}", 1)
    return template


_HANDLERS: dict[type[ast.expr], Callable[[Any, Any], Value]] = {
    ast.Constant: Expressions._constant,
    ast.Name: Expressions._name,
    ast.Attribute: Expressions._attribute,
    ast.Subscript: Expressions._subscript,
    ast.BinOp: Expressions._binary,
    ast.UnaryOp: Expressions._unary,
    ast.Compare: Expressions._compare,
    ast.BoolOp: Expressions._boolean,
    ast.IfExp: Expressions._conditional,
    ast.JoinedStr: Expressions._joined,
    ast.FormattedValue: Expressions._formatted,
    ast.List: Expressions._sequence,
    ast.Tuple: Expressions._sequence,
    ast.Set: Expressions._sequence,
    ast.Dict: Expressions._dictionary,
    ast.Lambda: Expressions._lambda,
    ast.ListComp: Expressions._comprehension,
    ast.SetComp: Expressions._comprehension,
    ast.GeneratorExp: Expressions._comprehension,
    ast.DictComp: Expressions._comprehension,
    ast.NamedExpr: Expressions._named,
    ast.Await: Expressions._passing,
    ast.Starred: Expressions._passing,
    ast.YieldFrom: Expressions._passing,
    ast.Yield: Expressions._yield,
    ast.Call: lambda machine, node: machine.call(node),
}
