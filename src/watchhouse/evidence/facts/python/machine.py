"""The state of one reading: where it stands, what it has recorded, and how much it may still cost."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from watchhouse.evidence.facts.code import Call, CodeFacts, Layer, Text, Zone
from watchhouse.evidence.facts.python.objects import Function, Place, Scope
from watchhouse.evidence.values import Sink, Source, Taint, Value
from watchhouse.model.artifact import MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Gap, GapReason, Location, Moment

STEPS = 60_000
"""Expressions evaluated per package; one honest package in a hundred needs more."""

INSTALLER_STEPS = 150_000
"""Expressions evaluated of what runs at installation, about half a second: there the slow decoders stand."""

DECODED_BYTES = 64 << 20
"""Characters of recovered layers parsed per package."""

QUOTE = 400
"""Characters of source quoted for one call."""

SHORTEST_TEXT = 4
MAX_TEXT = 1 << 20
MAX_RECORDS = 50_000

PASSING = frozenset(
    {
        Source.DECODED,
        Source.REMOTE_CONTENT,
        Source.LOCAL_FILE,
        Source.PROCESS_OUTPUT,
        Source.HOST_IDENTITY,
        Source.ENVIRONMENT,
        Source.PASSED_THROUGH,
    }
)
"""What is no loot by itself, however long it is kept."""


class ExhaustedError(ArtifactError):
    """The reading has cost what it may cost."""


@dataclass(slots=True)
class Frame:
    """Where evaluation stands."""

    scope: Scope
    place: Place
    moment: Moment
    function: str = "<module>"
    silenced: bool = False
    """Whether an error raised here is dropped in silence."""
    concrete: int = 0
    """How many loops with known values surround this point: inside, a known condition decides a branch."""
    returned: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class Ledger:
    """What was recorded for one member."""

    path: MemberPath
    zone: Zone
    calls: dict[tuple[int, int, int, str], Call] = field(default_factory=dict)
    texts: dict[str, Text] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)

    def facts(self) -> CodeFacts:
        """Return what was recorded, as one frozen value."""
        return CodeFacts(
            path=self.path,
            language="python",
            zone=self.zone,
            calls=tuple(self.calls.values()),
            texts=tuple(self.texts.values()),
            layers=tuple(self.layers),
            imports=frozenset(self.imports),
            gaps=tuple(self.gaps),
        )


@dataclass(slots=True)
class Carried:
    """Something recovered that another reader must look at: a script of another language, a code object."""

    content: str | bytes
    language: str
    location: Location
    moment: Moment
    zone: Zone


class Machine:
    """Base of the interpreter: its state, its budget and its recorder; what evaluates is in the subclasses."""

    handlers: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Value]]] = {}
    """What evaluates each kind of expression; each subclass adds its own."""

    def __init__(self, load: Callable[["Machine", str], Scope | None]) -> None:
        """Start with nothing recorded; `load` runs a module of the package by its dotted name."""
        self.load = load
        self.steps = INSTALLER_STEPS
        self.decoded = 0
        self.ledgers: dict[str, Ledger] = {}
        self.carried: list[Carried] = []
        self.written: dict[str, frozenset[Taint]] = {}
        """What flowed into files that the code writes, by path text."""
        self.functions: list[Function] = []
        self.invoked: dict[tuple[Any, ...], Value] = {}
        """What calls of the package's functions gave, by function, moment and arguments."""
        self.readings: dict[tuple[int, bool], int] = {}
        """How often each function was read, with known and with unknown arguments."""
        self.depth = 0
        self.discarded: ast.expr | None = None
        """The call of which nobody looks at what it gives."""
        self.clock = 0
        """Functions read so far."""
        self.last_read: dict[int, int] = {}
        """When each function was read last."""
        self.late: dict[str, int] = {}
        """When a secret last came into a variable or attribute that outlives its function, by name."""
        self.learned: dict[tuple[str, str], dict[str, str]] = {}
        """Parameters that turned out to be secrets, and which, by member and function."""
        self.wrappers: dict[int, bool] = {}
        """Whether a function hands on what it is given, by its node."""
        self.pending: list[tuple[Value, list[Value], dict[str, Value]]] = []
        """Calls that others will make of wrapped functions."""
        self.frame = Frame(Scope(), Place("", 0, ()), Moment.CALL)

    def evaluate(self, node: ast.expr) -> Value:
        """Return what is known of the value of `node`."""
        raise TypeError(type(node).__name__)

    def execute(self, body: list[ast.stmt]) -> None:
        """Run statements for their effects."""
        raise TypeError(len(body))

    def assign(self, target: ast.expr, value: Value) -> None:
        """Give `target` the value: a name, an attribute, an item, or several by unpacking."""
        raise TypeError(type(target).__name__, value)

    def lookup(self, name: str) -> Value:
        """Return the value bound to `name`, a built-in of that name if none is bound."""
        raise TypeError(name)

    def invoke(self, callee: Value, arguments: list[Value], keywords: dict[str, Value]) -> Value:
        """Return what calling a function, class or method of the package gives."""
        raise TypeError(callee, arguments, keywords)

    def spend(self, steps: int = 1) -> None:
        """Take `steps` from the budget; raise ExhaustedError when there is none left."""
        self.steps -= steps
        if self.steps < 0:
            raise ExhaustedError("expression budget spent")

    @property
    def ledger(self) -> Ledger:
        """The record of the member in which evaluation stands."""
        return self.ledgers[self.frame.place.path]

    def location(self, node: ast.AST) -> Location:
        """Return where `node` stands."""
        place = self.frame.place
        line = getattr(node, "lineno", 0) + place.line_offset
        return Location(path=place.path, line=line, layer=place.layer)

    def quote(self, node: ast.AST) -> str:
        """Return the source line of `node`; of an overlong line the part where `node` stands."""
        line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
        lines = self.frame.place.lines
        if not 0 < line <= len(lines):
            return ""
        text = lines[line - 1]
        if len(text) > QUOTE and column > QUOTE // 2:
            text = text[column : column + QUOTE]
        return text.strip()[:QUOTE]

    def record(
        self,
        node: ast.AST,
        name: str,
        arguments: list[Value],
        keywords: dict[str, Value],
        *,
        receiver: Value | None = None,
        sink: Sink | None = None,
    ) -> None:
        """Note a call; of several readings of one place the one that knows most is kept."""
        ledger, frame = self.ledger, self.frame
        key = (frame.place.layer, getattr(node, "lineno", 0), getattr(node, "col_offset", 0), name)
        old = ledger.calls.get(key)
        if old is None and len(ledger.calls) >= MAX_RECORDS:
            raise ExhaustedError("too many calls")
        hidden = next(
            (
                value.text
                for value in (*arguments, *keywords.values())
                if value.taints and value.text and value.has(Source.DECODED)
            ),
            "",
        )
        call = Call(
            name=name,
            arguments=tuple(arguments),
            keywords=tuple(keywords.items()),
            receiver=receiver or Value(),
            location=self.location(node),
            moment=frame.moment,
            function=frame.function,
            sink=sink,
            excerpt=self.quote(node),
            decoded=hidden[:QUOTE],
            discarded=node is self.discarded,
            silenced=frame.silenced,
        )
        ledger.calls[key] = call if old is None else _richer(old, call)

    def stored(self, name: str, taints: frozenset[Taint]) -> None:
        """Note that `taints` came into `name`, which functions read before this one may look at."""
        if self.frame.function != "<module>" and any(taint.source not in PASSING for taint in taints):
            self.late[name] = self.clock

    def note(self, text: str, node: ast.AST, *, hidden: bool = False) -> None:
        """Note a string; each is kept once per member, as hidden if it ever was."""
        if SHORTEST_TEXT <= len(text) <= MAX_TEXT:
            texts = self.ledger.texts
            if text not in texts and len(texts) < MAX_RECORDS:
                texts[text] = Text(
                    value=text, location=self.location(node), moment=self.frame.moment, hidden=hidden
                )

    def gap(self, reason: GapReason, detail: str, node: ast.AST | None = None) -> None:
        """Note what could not be seen."""
        if len(self.ledger.gaps) < QUOTE:
            where = self.location(node) if node is not None else Location(path=self.frame.place.path)
            self.ledger.gaps.append(Gap(reason=reason, location=where, detail=detail))


def _richer(old: Call, new: Call) -> Call:
    """Return whichever call knows more, at the earlier of both moments."""
    moment = max(old.moment, new.moment)
    better = new if (len(new.taints), len(new.text)) > (len(old.taints), len(old.text)) else old
    return better if better.moment == moment else replace(better, moment=moment)


def taints_of(values: "list[Value] | tuple[Value, ...]") -> frozenset[Taint]:
    """Return everything that flowed into any of `values`."""
    found: frozenset[Taint] = frozenset()
    for value in values:
        if value.taints:
            found = found | value.taints if found else value.taints
    return found


def decoded(taints: frozenset[Taint], step: str) -> frozenset[Taint]:
    """
    Return `taints` after one more step of decoding, the steps told in order.

    >>> sorted(t.detail for t in decoded(decoded(frozenset(), "base64"), "zlib"))
    ['base64 > zlib']
    """
    before = max((taint.detail for taint in taints if taint.source is Source.DECODED), key=len, default="")
    steps = f"{before} > {step}" if before and not before.endswith(step) else before or step
    kept = frozenset(taint for taint in taints if taint.source is not Source.DECODED)
    return kept | {Taint(Source.DECODED, steps[:200])}


def join_texts(values: "list[Value] | tuple[Value, ...]", glue: str) -> str:
    """Return the texts of `values` in a row, `{}` for each that is not known; empty if none is known."""
    if not any(value.text for value in values):
        return ""
    return glue.join(value.text or "{}" for value in values)[:MAX_TEXT]
