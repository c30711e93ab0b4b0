"""Statements, and the functions and classes of the package: what running them would bind, call and return."""

import ast
from collections.abc import Callable
from enum import Enum
from typing import Any, ClassVar

from watchhouse.evidence.facts.python.functions import Functions
from watchhouse.evidence.facts.python.models import canonical
from watchhouse.evidence.facts.python.objects import Class, Function, Instance, Method, Scope
from watchhouse.evidence.facts.python.operators import FEW, MAX_ITERATIONS, NOTHING, count, elements, known
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.values import Source, Taint, Value
from watchhouse.model.evidence import Moment

MAX_PENDING = 64
"""Wrapped functions of a package that are called once more with the secrets that they are named for."""


class Stop(Enum):
    """Why the statements after this one are not reached."""

    BREAK = 1
    CONTINUE = 2
    RETURN = 3


class Statements(Functions):
    """Runs statements; the whole interpreter."""

    def execute(self, body: list[ast.stmt]) -> Stop | None:  # type: ignore[override] # a narrower reason to stop
        """Run statements in order; with known values, stop where Python would."""
        for statement in body:
            self.spend()
            handler = self.statements.get(type(statement))
            stop = handler(self, statement) if handler is not None else self._children(statement)
            if stop is not None and self.frame.concrete:
                return stop
        return None

    def _children(self, statement: ast.stmt) -> Stop | None:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.expr):
                self.evaluate(child)
        return None

    def _expression(self, statement: ast.Expr) -> None:
        if isinstance(statement.value, ast.Constant):
            return  # a docstring
        outer, call = self.discarded, statement.value
        self.discarded = call.value if isinstance(call, ast.Await) else call
        self.evaluate(statement.value)
        self.discarded = outer

    def _assign(self, statement: ast.Assign) -> None:
        value = self.evaluate(statement.value)
        for target in statement.targets:
            self.assign(target, value)

    def _annotated(self, statement: ast.AnnAssign) -> None:
        if statement.value is not None:
            self.assign(statement.target, self.evaluate(statement.value))

    def _augmented(self, statement: ast.AugAssign) -> None:
        old = self.evaluate(statement.target)
        self.assign(statement.target, self.combine(old, statement.op, self.evaluate(statement.value)))

    def assign(self, target: ast.expr, value: Value) -> None:
        """Give `target` the value: a name, an attribute, an item, or several by unpacking."""
        match target:
            case ast.Name():
                self._bind(target.id, value)
            case ast.Tuple() | ast.List():
                ones = elements(value) if count(value) == len(target.elts) else None
                for position, element in enumerate(target.elts):
                    inner = element.value if isinstance(element, ast.Starred) else element
                    self.assign(inner, Value(taints=value.taints) if ones is None else ones[position])
            case ast.Attribute():
                self._set_attribute(target, value)
            case ast.Subscript():
                self._set_item(target, value)
            case _:
                self.evaluate(target)

    def _bind(self, name: str, value: Value) -> None:
        """Bind a name; outside loops with known values, what it could have held before still counts."""
        if not self.frame.concrete:
            old = self.frame.scope.names.get(name)
            if old is not None and old.taints and old.taints != value.taints:
                value = Value(value.const, value.name, value.taints | old.taints, value.shown, value.target)
        if is_secret_name(name) and not known(value) and not value.taints and value.target is None:
            value = Value(
                value.const, value.name, frozenset({Taint(Source.SECRET_ARGUMENT, name)}), value.shown
            )
        self.frame.scope.bind(name, value)
        if name in self.frame.scope.outer and value.taints:
            self.stored(name, value.taints)

    def _set_attribute(self, target: ast.Attribute, value: Value) -> None:
        base = self.evaluate(target.value)
        owner = base.target
        if isinstance(owner, (Instance, Class)):
            cls = owner.of if isinstance(owner, Instance) else owner
            old = cls.attributes.get(target.attr, NOTHING)
            taints = value.taints | old.taints
            if is_secret_name(target.attr) and not known(value):
                taints = taints | {Taint(Source.SECRET_ARGUMENT, target.attr)}
            cls.attributes[target.attr] = Value(value.const, value.name, taints, value.shown, value.target)
            self.settle(target.attr, taints - old.taints)
        elif base.name and not base.name.startswith(("?", "__")):
            self.record(target, "builtins.setattr", [base, Value(const=target.attr), value], {})
            self._patched(value)

    def _patched(self, value: Value) -> None:
        """Read a function put in the place of somebody else's: from now on others call it."""
        if isinstance(value.target, (Function, Method)):
            self.invoke(value, [], {})

    def _set_item(self, target: ast.Subscript, value: Value) -> None:
        base, key = self.evaluate(target.value), self.evaluate(target.slice)
        own = isinstance(target.value, ast.Attribute) and base.name.startswith(f"{self._own_class()}().")
        if own or (isinstance(target.value, (ast.Name, ast.Attribute)) and not base.name):
            self.put(target, base, key, value)
        elif base.name in {"os.environ", "sys.modules"} or base.name.endswith(".__dict__"):
            self.record(target, "builtins.setattr", [base, key, value], {})

    def _own_class(self) -> str:
        """Return the class in whose method evaluation stands; empty outside of classes."""
        return self.frame.function.rpartition(".")[0]

    def _if(self, statement: ast.If) -> Stop | None:
        test = self.evaluate(statement.test)
        if self.frame.concrete and known(test):
            return self.execute(statement.body if test.const else statement.orelse)
        if _is_main(statement.test) and self.frame.moment is Moment.IMPORT:
            self.frame.moment = Moment.ENTRY
            self.execute(statement.body)
            self.frame.moment = Moment.IMPORT
        else:
            self.execute(statement.body)
        self.execute(statement.orelse)
        return None

    def _for(self, statement: ast.For | ast.AsyncFor) -> Stop | None:
        iterable = self.evaluate(statement.iter)
        many = count(iterable)
        ones = None if many is None or (many > FEW and not _computes(statement.body)) else elements(iterable)
        if ones is None:
            self.assign(
                statement.target,
                Value(name=f"{iterable.name}[]", taints=iterable.taints, shown=iterable.shown),
            )
            self.execute(statement.body)
            self.execute(statement.orelse)
            return None
        self.frame.concrete += 1
        stop = None
        for one in ones:
            self.assign(statement.target, one)
            stop = self.execute(statement.body)
            if stop in {Stop.BREAK, Stop.RETURN}:
                break
        self.frame.concrete -= 1
        self.execute(statement.orelse)
        return stop if stop is Stop.RETURN else None

    def _while(self, statement: ast.While) -> Stop | None:
        test = self.evaluate(statement.test)
        counters = {node.id for node in ast.walk(statement.test) if isinstance(node, ast.Name)}
        if not known(test) or not counters or not _computes(statement.body):
            self.execute(statement.body)
            return None
        self.frame.concrete += 1
        stop = None
        for _ in range(MAX_ITERATIONS):
            before = [self.lookup(name).const for name in counters]
            if not known(test) or not test.const:
                break
            stop = self.execute(statement.body)
            if stop in {Stop.BREAK, Stop.RETURN} or before == [self.lookup(name).const for name in counters]:
                break
            test = self.evaluate(statement.test)
        self.frame.concrete -= 1
        return stop if stop is Stop.RETURN else None

    def _with(self, statement: ast.With | ast.AsyncWith) -> Stop | None:
        silenced = self.frame.silenced
        for entry in statement.items:
            value = self.evaluate(entry.context_expr)
            self.frame.silenced = self.frame.silenced or value.name == "contextlib.suppress()"
            if entry.optional_vars is not None:
                self.assign(entry.optional_vars, value)
        stop = self.execute(statement.body)
        self.frame.silenced = silenced
        return stop

    def _try(self, statement: ast.Try | ast.TryStar) -> Stop | None:
        silenced = self.frame.silenced
        self.frame.silenced = silenced or (
            bool(statement.handlers) and all(_drops(handler.body) for handler in statement.handlers)
        )
        stop = self.execute(statement.body)
        self.frame.silenced = silenced
        concrete, self.frame.concrete = self.frame.concrete, 0
        for handler in statement.handlers:
            if handler.name:
                self.frame.scope.bind(handler.name, NOTHING)
            self.execute(handler.body)
        self.frame.concrete = concrete
        self.execute(statement.orelse)
        self.execute(statement.finalbody)
        return stop

    def _match(self, statement: ast.Match) -> Stop | None:
        subject = self.evaluate(statement.subject)
        for case in statement.cases:
            for pattern in ast.walk(case.pattern):
                if isinstance(pattern, (ast.MatchAs, ast.MatchStar)) and pattern.name:
                    self.frame.scope.bind(pattern.name, Value(taints=subject.taints))
            self.execute(case.body)
        return None

    def _return(self, statement: ast.Return) -> Stop:
        if statement.value is not None:
            self.frame.returned.append(self.evaluate(statement.value))
        return Stop.RETURN

    def _import(self, statement: ast.Import) -> None:
        for alias in statement.names:
            name = canonical(alias.name)
            self.module(name, name)
            if alias.asname:
                self.frame.scope.bind(alias.asname, Value(name=name))
            else:
                top = alias.name.partition(".")[0]
                self.frame.scope.bind(top, Value(name=canonical(top)))

    def _import_from(self, statement: ast.ImportFrom) -> None:
        base = self._absolute(statement.module or "", statement.level)
        scope = self.load(self, base)
        for alias in statement.names:
            if alias.name == "*":
                self.ledger.imports.add(base)
                names = dict(scope.names) if scope is not None else {}
                self.frame.scope.names.update({k: v for k, v in names.items() if not k.startswith("_")})
                continue
            full = canonical(f"{base}.{alias.name}")
            value = scope.names.get(alias.name) if scope is not None else None
            if value is None:
                value = self.module(full, full)
            else:
                self.ledger.imports.add(full)
            self.frame.scope.bind(alias.asname or alias.name, value)

    def _absolute(self, module: str, level: int) -> str:
        if not level:
            return canonical(module)
        package = self.frame.scope.module.names.get("__package__", NOTHING).text
        parts = package.split(".")[: len(package.split(".")) - level + 1] if package else []
        return ".".join([*parts, *([module] if module else [])])

    def _outer(self, statement: ast.Global | ast.Nonlocal) -> None:
        self.frame.scope.outer = self.frame.scope.outer | frozenset(statement.names)

    def _function(self, statement: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        prefix = "" if self.frame.function == "<module>" else f"{self.frame.function}."
        function = Function(statement, self.frame.scope, self.frame.place, f"{prefix}{statement.name}")
        self.functions.append(function)
        value = Value(target=function)
        for decorator in statement.decorator_list:
            wrapper = self.evaluate(decorator)
            if isinstance(wrapper.target, Function):
                wrapped = self.invoke(wrapper, [value], {})
                self._expect(statement, value, wrapped)
                value = wrapped if isinstance(wrapped.target, (Function, Method)) else value
            elif isinstance(wrapper.target, Class):
                self._expect(statement, value, self.invoke(wrapper, [value], {}))
            elif wrapper.name == "atexit.register":
                self.invoke(value, [], {})
            elif wrapper.name.endswith(".option()"):
                self.learn_option(function, wrapper)
        self.frame.scope.bind(statement.name, value)

    def _expect(
        self, statement: ast.FunctionDef | ast.AsyncFunctionDef, value: Value, wrapped: Value
    ) -> None:
        """Remember that what wraps a function will be given the secrets that are meant for it."""
        names = [one.arg for one in (*statement.args.posonlyargs, *statement.args.args)]
        if wrapped.target is value.target or not any(map(is_secret_name, names)):
            return
        callee = wrapped
        if isinstance(wrapped.target, Instance):
            method = wrapped.target.of.member("__call__")
            if method is None or not isinstance(method.target, Function):
                return
            callee = Value(target=Method(method.target, wrapped))
        if isinstance(callee.target, (Function, Method)) and len(self.pending) < MAX_PENDING:
            self.pending.append(
                (callee, [_secret(name) if is_secret_name(name) else NOTHING for name in names], {})
            )

    def _class(self, statement: ast.ClassDef) -> None:
        bases = tuple(self.evaluate(base) for base in statement.bases)
        for keyword in statement.keywords:
            self.evaluate(keyword.value)
        for decorator in statement.decorator_list:
            self.evaluate(decorator)
        frame = self.frame
        scope, function = frame.scope, frame.function
        prefix = "" if function == "<module>" else f"{function}."
        fields = tuple(
            one.target.id
            for one in statement.body
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
        )
        cls = Class(f"{prefix}{statement.name}", {}, bases, fields=fields)
        frame.scope, frame.function = Scope(names=cls.members, parent=scope), cls.qualname
        first = len(self.functions)
        try:
            self.execute(statement.body)
        finally:
            frame.scope, frame.function = scope, function
        self._own(cls, scope, first)
        scope.bind(statement.name, Value(name=cls.qualname, target=cls))

    def _own(self, cls: Class, scope: Scope, first: int) -> None:
        """Tell methods whose they are; they see the module's names, not the class body's."""
        for name, member in list(cls.members.items()):
            function = member.target
            if isinstance(function, Function) and function in self.functions[first:]:
                owned = Function(function.node, scope, function.place, function.qualname, cls)
                self.functions[self.functions.index(function, first)] = owned
                cls.members[name] = Value(name=member.name, target=owned)

    statements: ClassVar[dict[type[ast.stmt], Callable[[Any, Any], Stop | None]]] = {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.If: _if,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.Match: _match,
        ast.Return: _return,
        ast.Break: lambda _machine, _statement: Stop.BREAK,
        ast.Continue: lambda _machine, _statement: Stop.CONTINUE,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Global: _outer,
        ast.Nonlocal: _outer,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
    }


def _secret(name: str) -> Value:
    return Value(taints=frozenset({Taint(Source.SECRET_ARGUMENT, name)}))


def _drops(handler: list[ast.stmt]) -> bool:
    """Return whether an error's handler does nothing with it."""
    return all(
        isinstance(statement, (ast.Pass, ast.Continue))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        or (
            isinstance(statement, ast.Return)
            and (statement.value is None or isinstance(statement.value, ast.Constant))
        )
        for statement in handler
    )


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _computes(body: list[ast.stmt]) -> bool:
    """Return whether a loop's body builds something up, as a decoder does."""
    return len(body) <= 6 and any(
        isinstance(statement, ast.AugAssign)
        or (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Call)
            and isinstance(statement.value.func, ast.Attribute)
            and statement.value.func.attr in {"append", "extend"}
        )
        for statement in body
    )
