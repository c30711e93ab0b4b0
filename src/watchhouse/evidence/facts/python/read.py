"""All Python members of a package come in; the facts of each go out, read in the order in which they would run."""

import ast
import contextlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from watchhouse.evidence.facts.code import CodeFacts, Layer, Text, Zone
from watchhouse.evidence.facts.python.layers import unhide
from watchhouse.evidence.facts.python.machine import STEPS, Carried, ExhaustedError, Frame, Ledger, Machine
from watchhouse.evidence.facts.python.objects import Function, Method, Place, Scope
from watchhouse.evidence.facts.python.parse import Parsed, parse_excerpt, parse_member
from watchhouse.evidence.facts.python.statements import Statements
from watchhouse.evidence.facts.triage import Scan
from watchhouse.evidence.values import Sink, Value
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.evidence import GapReason, Location, Moment

STACK = 6_000
"""Python frames while reading: an expression costs two to four for each level, CPython 3.11 none of the C stack."""

LAZY_BYTES = 16 << 10
LAZY_TOTAL = 24 << 10
"""Modules that nothing drew attention to are still read when one that did imports them, within these sizes."""

MOST_AGAIN = 48
"""Functions that are read once more because of what was learnt after their first reading."""

HIDDEN_TEXTS = 40
"""Long texts of one member that are tried for hidden code."""

MOMENTS = {
    Zone.INSTALLER: Moment.INSTALL,
    Zone.STARTUP: Moment.START,
    Zone.PACKAGE: Moment.IMPORT,
    Zone.TEST: Moment.CALL,
    Zone.DOCUMENT: Moment.CALL,
}
"""When the top level of a module runs, by the part of the package it belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonMember:
    """One Python member and what its place in the package makes of it."""

    member: Member
    module: str
    """Dotted name under which the package imports it; `setup` for setup.py."""
    zone: Zone
    content: bytes | None = None
    """The part of the member that is read, if not all of it."""
    urgent: bool = False
    """Whether it is read, if imported, whatever its size."""
    known: bool = False
    """Whether it is read only for what others do with it: its functions then only where somebody calls them."""
    part: Callable[[bytes], bytes | None] | None = None
    """What says, once it is imported, which part of it is read whatever its size; None if nothing asks for that."""

    @property
    def is_package(self) -> bool:
        """Whether it is a package's `__init__.py`."""
        return self.member.name == "__init__.py"


@dataclass(slots=True)
class Reading:
    """One package under reading: what is still to run, and the machine that runs it."""

    chosen: Mapping[str, PythonMember]
    lazy: Mapping[str, PythonMember]
    scopes: dict[str, Scope | None] = field(default_factory=dict)
    ran: set[int] = field(default_factory=set)
    """Identities of the members that were run: two members of one path are two."""
    lazily_read: int = 0

    def load(self, machine: Machine, name: str) -> Scope | None:
        """Run the package's module called `name`, once, at the moment of the frame that asks; None if it has none."""
        if name in self.scopes:
            return self.scopes[name]
        found = self.chosen.get(name) or self.lazy.get(name)
        if found is None:
            return None
        if name not in self.chosen:
            if found.part is not None:
                found = replace(found, content=found.part(found.member.content))
            size = 0 if found.urgent or found.content is not None else len(found.member.content)
            if size > LAZY_BYTES or self.lazily_read + size > LAZY_TOTAL:
                return None
            self.lazily_read += size
        outer = machine.frame
        moment = max(outer.moment, MOMENTS[found.zone]) if outer.moment > Moment.CALL else MOMENTS[found.zone]
        return self.run(machine, found, moment)

    def run(self, machine: Machine, one: PythonMember, moment: Moment) -> Scope:
        """Run one module's top level at `moment`."""
        self.ran.add(id(one))
        path = one.member.path
        package = one.module if one.is_package else one.module.rpartition(".")[0]
        scope = Scope(names={"__package__": Value(const=package), "__name__": Value(name="__name__")})
        self.scopes[one.module] = scope
        ledger = machine.ledgers.setdefault(path, Ledger(path, one.zone))
        whole = one.member.content
        parsed = parse_member(path, whole) if one.content is None else parse_excerpt(path, one.content, whole)
        ledger.gaps.extend(parsed.gaps)
        outer, depth = machine.frame, machine.depth
        machine.frame = Frame(scope, Place(path, 0, parsed.lines), moment)
        machine.depth = 0
        try:
            _docstring(parsed, scope)
            machine.execute(parsed.tree.body)
        except RecursionError:
            machine.gap(GapReason.COMPLEXITY, "expressions nested too deep")
        finally:
            machine.frame, machine.depth = outer, depth
        return scope


def _docstring(parsed: Parsed, scope: Scope) -> None:
    body = parsed.tree.body
    first = getattr(getattr(body[0], "value", None), "value", None) if body else None
    if isinstance(first, str):
        scope.names["__doc__"] = Value(const=first)


def see_everything(_content: bytes) -> frozenset[str]:
    """See something in every text: the scan for sources that were chosen as a whole."""
    return frozenset({"anything"})


def read_python(
    chosen: Sequence[PythonMember],
    lazy: Sequence[PythonMember],
    entry_points: Sequence[str],
    scan: Scan = see_everything,
) -> tuple[tuple[CodeFacts, ...], tuple[Carried, ...]]:
    """
    Return the facts of every chosen member, and what its code carries for other readers.

    `lazy` members are read only where a chosen one imports them. `entry_points` are `module:function` targets.
    Never raises on hostile source: what could not be read is a Gap of the member at hand.
    """
    by_name = {one.module: one for one in reversed(chosen)}
    reading = Reading(by_name, {one.module: one for one in lazy})
    machine = Statements(reading.load)
    with _deep_stack():
        for one in sorted(chosen, key=lambda one: -MOMENTS[one.zone]):
            if one.zone is not Zone.INSTALLER:
                machine.steps = min(machine.steps, STEPS)
            if id(one) not in reading.ran:
                _within_budget(machine, one, lambda one=one: reading.run(machine, one, MOMENTS[one.zone]))
        for target in entry_points:
            _run_entry(machine, reading, target)
        _run_wrapped(machine)
        _run_uncalled(machine, scan, _only_known(chosen, lazy))
        _run_wrappers(machine)
        _run_again(machine)
        for one in chosen:
            _within_budget(machine, one, lambda one=one: _unhide(machine, one))
    facts = tuple(ledger.facts() for ledger in machine.ledgers.values())
    _forget(machine, reading)
    return facts, tuple(machine.carried)


def _forget(machine: Statements, reading: Reading) -> None:
    """Part what refers to itself, so that the trees go at once and not when the collector comes."""
    for function in machine.functions:
        function.scope.names.clear()
        if function.owner is not None:
            function.owner.members.clear()
            function.owner.attributes.clear()
    for scope in reading.scopes.values():
        if scope is not None:
            scope.names.clear()
    machine.invoked.clear()
    machine.functions.clear()


@contextlib.contextmanager
def _deep_stack() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, STACK))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _within_budget(machine: Machine, one: PythonMember, step: object) -> None:
    """Carry out `step` for one member; when the budget is spent, say so at that member."""
    ledger = machine.ledgers.setdefault(one.member.path, Ledger(one.member.path, one.zone))
    outer = machine.frame
    try:
        step()  # type: ignore[operator] # a closure over the member, of no other use
    except ExhaustedError as limit:
        machine.frame = Frame(Scope(), Place(ledger.path, 0, ()), Moment.CALL)
        machine.gap(GapReason.COMPLEXITY, str(limit))
    except RecursionError:
        machine.frame = Frame(Scope(), Place(ledger.path, 0, ()), Moment.CALL)
        machine.gap(GapReason.COMPLEXITY, "expressions nested too deep")
    finally:
        machine.frame = outer


def _run_entry(machine: Statements, reading: Reading, target: str) -> None:
    """Call what an entry point names."""
    module, _, name = target.partition(":")
    one = reading.chosen.get(module)
    scope = reading.scopes.get(module)
    if one is None or scope is None:
        return
    value = scope.names.get(name.partition(".")[0].partition("[")[0].strip())
    if value is not None and value.target is not None:
        machine.frame = Frame(scope, Place(one.member.path, 0, ()), Moment.ENTRY)
        _within_budget(machine, one, lambda: machine.invoke(value, [], {}))


def _only_known(chosen: Sequence[PythonMember], lazy: Sequence[PythonMember]) -> set[MemberPath]:
    """Return the paths at which nothing but known members stand: an archive may have two of one path."""
    new = {one.member.path for one in (*chosen, *lazy) if not one.known}
    return {one.member.path for one in lazy} - new


def _run_uncalled(machine: Statements, scan: Scan, passed: set[MemberPath]) -> None:
    """
    Call each function that nothing called yet and in which `scan` sees something, its arguments unknown.

    Those of the paths `passed` are left alone.
    """
    done = 0
    while done < len(machine.functions):
        function = machine.functions[done]
        done += 1
        if (id(function.node), True) in machine.readings or (id(function.node), False) in machine.readings:
            continue
        if function.place.path in passed or (function.place.layer == 0 and not scan(_source(function))):
            continue
        machine.frame = Frame(function.scope, function.place, Moment.CALL)
        ledger = machine.ledgers[function.place.path]
        try:
            machine.invoke(Value(target=function), [], {})
        except ExhaustedError as limit:
            machine.gap(GapReason.COMPLEXITY, str(limit))
            ledger.gaps[-1:] = ledger.gaps[-1:]
            return
        except RecursionError:
            machine.gap(GapReason.COMPLEXITY, "expressions nested too deep")


def _run_wrapped(machine: Statements) -> None:
    """Call what wraps functions of the package with the secrets that these are given."""
    for callee, arguments, keywords in machine.pending:
        function = callee.target.function if isinstance(callee.target, Method) else callee.target
        if isinstance(function, Function):
            machine.frame = Frame(function.scope, function.place, Moment.CALL)
            with contextlib.suppress(ExhaustedError, RecursionError):
                machine.invoke(callee, arguments, keywords)


def _run_wrappers(machine: Statements) -> None:
    """Read the functions that hand on what others give them, where something in the package speaks to the network."""
    calls = (call for ledger in machine.ledgers.values() for call in ledger.calls.values())
    if not any(call.sink is Sink.NETWORK for call in calls):
        return
    done, left = 0, MOST_AGAIN
    while done < len(machine.functions) and left:
        function = machine.functions[done]
        done += 1
        if (id(function.node), False) in machine.readings or not _hands_on(machine, function):
            continue
        left -= 1
        machine.frame = Frame(function.scope, function.place, Moment.CALL)
        with contextlib.suppress(ExhaustedError, RecursionError):
            machine.invoke(Value(target=function), [], {})


def _hands_on(machine: Statements, function: Function) -> bool:
    """Return whether a function is a wrapper or makes one."""
    node = function.node
    if isinstance(node, ast.Lambda):
        return False
    makes = any(
        isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.args.vararg for one in node.body
    )
    return makes or (node.args.vararg is not None and machine.passed_on(function))


def _run_again(machine: Statements) -> None:
    """Read once more what was read before a secret came into what it looks at, or before it proved to be one."""
    if not machine.late and not machine.learned:
        return
    again = [function for function in machine.functions if _missed(machine, function)][:MOST_AGAIN]
    nodes = {id(function.node) for function in again}
    machine.invoked = {key: value for key, value in machine.invoked.items() if key[0] not in nodes}
    for function in again:
        machine.readings[id(function.node), False] = 0
        machine.frame = Frame(function.scope, function.place, Moment.CALL)
        with contextlib.suppress(ExhaustedError, RecursionError):
            machine.invoke(Value(target=function), [], {})


def _missed(machine: Statements, function: Function) -> bool:
    if (function.place.path, function.qualname) in machine.learned:
        return True
    before = machine.last_read.get(id(function.node))
    late = {name for name, when in machine.late.items() if before is not None and when > before}
    return bool(late) and any(
        (node.id if isinstance(node, ast.Name) else node.attr) in late
        for node in ast.walk(function.node)
        if isinstance(node, (ast.Name, ast.Attribute))
    )


def _source(function: Function) -> bytes:
    first, last = function.node.lineno - 1, function.node.end_lineno
    return "\n".join(function.place.lines[first:last]).encode("utf-8", "surrogatepass")


def _unhide(machine: Statements, one: PythonMember) -> None:
    """Try to decode the long texts that nothing decoded; read what they hide."""
    ledger = machine.ledgers[one.member.path]
    runs = [call for call in ledger.calls.values() if call.sink is Sink.CODE and not call.text]
    moment = max((call.moment for call in runs), default=Moment.CALL)
    recovered = {layer.content for layer in ledger.layers}
    candidates = sorted(ledger.texts.values(), key=lambda text: -len(text.value))[:HIDDEN_TEXTS]
    for text in candidates:
        found = None if text.hidden else unhide(text.value)
        if found is None or found[1] in recovered:
            continue
        _read_hidden(machine, ledger, text, found, moment, executed=bool(runs))


def _read_hidden(
    machine: Statements,
    ledger: Ledger,
    text: Text,
    found: tuple[tuple[str, ...], str],
    moment: Moment,
    *,
    executed: bool,
) -> None:
    steps, plain = found
    ledger.texts.setdefault(
        plain[:1000], Text(value=plain, location=text.location, moment=moment, hidden=True)
    )
    machine.frame = Frame(Scope(), Place(ledger.path, text.location.layer, (), text.location.line), moment)
    before = len(ledger.layers)
    machine.run_text(plain, ast.Pass(lineno=0, col_offset=0), executed=False, steps=steps)
    for position in range(before, min(before + 1, len(ledger.layers))):
        layer = ledger.layers[position]
        ledger.layers[position] = Layer(
            content=layer.content,
            location=Location(path=ledger.path, line=text.location.line, layer=layer.location.layer),
            moment=moment,
            steps=steps,
            executed=executed,
        )
