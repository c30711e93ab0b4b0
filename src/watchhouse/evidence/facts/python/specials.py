"""Calls with a meaning of their own: those that run text, import by name, reach attributes, decrypt, set up."""

import ast
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken

from watchhouse.evidence.facts.code import Layer
from watchhouse.evidence.facts.python.calls import Calls
from watchhouse.evidence.facts.python.layers import command_script, looks_like_code
from watchhouse.evidence.facts.python.machine import (
    DECODED_BYTES,
    Carried,
    ExhaustedError,
    Frame,
    decoded,
    taints_of,
)
from watchhouse.evidence.facts.python.models import canonical
from watchhouse.evidence.facts.python.objects import (
    Class,
    Constructed,
    Function,
    Items,
    Marshalled,
    Method,
    Place,
    Scope,
)
from watchhouse.evidence.facts.python.objects import Source as Compiled
from watchhouse.evidence.facts.python.operators import MAX_ITERATIONS, NOTHING, elements, known
from watchhouse.evidence.facts.python.parse import decode_source, parse_text
from watchhouse.evidence.values import UNKNOWN, Sink, Source, Value
from watchhouse.model.evidence import GapReason, Location, Moment

SHORTEST_PROGRAM = 30
"""Characters from which a text written to a file is worth reading as a program."""

MAX_LAYERS = 120
"""Layers under one text; the deepest seen in the wild, an online obfuscator's, has 50 to 100."""


class Specials(Calls):
    """Runs what the code hands to exec, eval, compile, marshal, a shell or the set-up tools."""

    def run_text(self, text: str, node: ast.AST, *, executed: bool, steps: tuple[str, ...]) -> Value:
        """Read recovered source as the next layer, in the scope in which it would run."""
        place = self.frame.place
        self.decoded += len(text)
        if place.layer >= MAX_LAYERS or self.decoded > DECODED_BYTES:
            raise ExhaustedError("too many layers")
        tree = parse_text(text)
        location = Location(path=place.path, line=self.location(node).line, layer=place.layer + 1)
        if tree is None or not tree.body:
            self.carry(text, location)
            return NOTHING
        if steps or executed:
            self.ledger.layers.append(
                Layer(
                    content=text, location=location, moment=self.frame.moment, steps=steps, executed=executed
                )
            )
        outer = self.frame
        self.frame = Frame(
            outer.scope,
            Place(place.path, place.layer + 1, tuple(text.splitlines())),
            outer.moment,
            outer.function,
        )
        try:
            if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
                return self.evaluate(tree.body[0].value)
            self.execute(tree.body)
            return NOTHING
        finally:
            self.frame = outer

    def carry(self, text: str | bytes, location: Location, language: str = "") -> None:
        """Hand a text of another language to its own reader."""
        self.carried.append(Carried(text, language, location, self.frame.moment, self.ledger.zone))

    def run_command(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """Look into the command line that a process is started with."""
        values = arguments[:1] or [value for name, value in keywords.items() if name in {"args", "cmd"}]
        if not values:
            return
        words = (
            [part.text or "{}" for part in (elements(values[0]) or [])]
            if not isinstance(values[0].const, str)
            else []
        )
        script = command_script(values[0].text, words)
        if script is None:
            return
        language, text = script
        if language == "python":
            self.run_text(text, node, executed=True, steps=_steps(values[0]))
        else:
            place = self.frame.place
            self.carry(
                text, Location(path=place.path, line=self.location(node).line, layer=place.layer), language
            )

    def write_text(self, node: ast.AST, value: Value) -> None:
        """Look into a text that is written to a file: what is written as a program is meant to run."""
        text = value.text
        if len(text) < SHORTEST_PROGRAM or not looks_like_code(text):
            return
        tree = parse_text(text)
        if tree is None:
            where = self.location(node)
            self.carry(text, Location(path=where.path, line=where.line, layer=where.layer + 1))
        elif any(isinstance(statement, ast.Import | ast.ImportFrom) for statement in tree.body):
            outer, self.frame.scope = self.frame.scope, Scope()
            self.run_text(text, node, executed=False, steps=_steps(value) or ("written to a file",))
            self.frame.scope = outer

    def _run(
        self, node: ast.AST, name: str, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value | None:
        """Exec, eval and compile."""
        code = arguments[0] if arguments else NOTHING
        self.record(node, name, arguments, keywords, sink=Sink.CODE)
        if isinstance(code.target, Marshalled):
            where = self.location(node)
            self.carry(
                code.target.content,
                Location(path=where.path, line=where.line, layer=where.layer + 1),
                "marshal",
            )
            return Value(taints=code.taints)
        text = code.target.text if isinstance(code.target, Compiled) else code.const
        if isinstance(text, bytes | bytearray):
            text = decode_source(bytes(text))
        if not isinstance(text, str):
            if code.has(Source.DECODED):
                self.gap(GapReason.OPAQUE, "code that is decoded only at run time", node)
            return Value(taints=code.taints)
        if name == "builtins.compile":
            return Value(taints=code.taints, target=Compiled(text))
        return self.run_text(text, node, executed=True, steps=_steps(code))

    def exec_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`exec(code)`."""
        return self._run(node, "builtins.exec", arguments, keywords)

    def eval_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`eval(code)`."""
        return self._run(node, "builtins.eval", arguments, keywords)

    def compile_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`compile(code, …)`."""
        return self._run(node, "builtins.compile", arguments, keywords)

    def marshal_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`marshal.loads(data)`."""
        self.record(node, "marshal.loads", arguments, keywords, sink=Sink.CODE)
        data = arguments[0] if arguments else NOTHING
        taints = decoded(data.taints, "marshal")
        if isinstance(data.const, bytes | bytearray):
            return Value(taints=taints, target=Marshalled(bytes(data.const)))
        return Value(taints=taints)

    def import_(self, _node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`__import__(name)` gives the top package unless `fromlist` is given."""
        word = arguments[0].const if arguments else UNKNOWN
        if not isinstance(word, str):
            return None
        whole = len(arguments) > 3 or "fromlist" in keywords
        return self.module(word if whole else word.partition(".")[0], word)

    def import_module_(
        self, _node: ast.AST, arguments: list[Value], _keywords: dict[str, Value]
    ) -> Value | None:
        """`importlib.import_module(name)` gives the module itself."""
        word = arguments[0].const if arguments else UNKNOWN
        return self.module(word, word) if isinstance(word, str) else None

    def module(self, name: str, imported: str) -> Value:
        """Return a module as a value, running it first if it is the package's own."""
        self.ledger.imports.add(canonical(imported)[:200])
        self.load(self, canonical(imported))
        return Value(name=canonical(name))

    def getattr_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`getattr(object, name)` with a known name."""
        if len(arguments) < 2 or not isinstance(arguments[1].const, str):
            return None
        if arguments[1].has(Source.DECODED):
            self.record(node, "builtins.getattr", arguments, keywords)
        return self.attribute(arguments[0], arguments[1].const)

    def map_(self, node: ast.AST, arguments: list[Value], _keywords: dict[str, Value]) -> Value | None:
        """`map(function, values)` on known values."""
        if len(arguments) != 2:
            return None
        ones = elements(arguments[1])
        if ones is None or len(ones) > MAX_ITERATIONS:
            return None
        self.frame.concrete += 1
        results = [self.apply(node, arguments[0], NOTHING, [one], {}) for one in ones]
        self.frame.concrete -= 1
        if results and all(known(result) for result in results):
            return Value(const=[result.const for result in results], taints=taints_of(results))
        return Value(taints=taints_of(results) | arguments[1].taints)

    def fernet_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`Fernet(key).decrypt(token)` with the key in the file."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return None
        cipher = self.evaluate(node.func.value).target
        self.record(node, "cryptography.fernet.Fernet().decrypt", arguments, keywords)
        taints = decoded(taints_of(arguments), "fernet")
        if isinstance(cipher, Constructed) and cipher.arguments and arguments and known(arguments[0]):
            try:
                plain = Fernet(cipher.arguments[0].const).decrypt(arguments[0].const)
            except (ValueError, TypeError, InvalidToken):
                return Value(taints=taints)
            self.note(plain.decode("utf-8", "replace"), node, hidden=True)
            return Value(const=plain, taints=taints)
        return Value(taints=taints)

    def setup_(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> Value | None:
        """`setup(cmdclass={…})`: the commands' `run` is called while installing."""
        self.record(node, "setuptools.setup", arguments, keywords)
        commands = keywords.get("cmdclass", NOTHING).target
        if isinstance(commands, Items):
            for _, command in commands.pairs:
                self.run_class(command, Moment.INSTALL)
        return NOTHING

    def run_class(self, value: Value, moment: Moment) -> None:
        """Run the methods that the set-up tools call on a command class."""
        if not isinstance(value.target, Class):
            return
        outer, self.frame.moment = self.frame.moment, max(moment, self.frame.moment)
        instance = self.invoke(value, [], {})
        for name in ("initialize_options", "finalize_options", "run"):
            method = value.target.member(name)
            if method is not None and isinstance(method.target, Function):
                self.invoke(Value(target=Method(method.target, instance)), [], {})
        self.frame.moment = outer

    def locals_(self, _node: ast.AST, arguments: list[Value], _keywords: dict[str, Value]) -> Value | None:
        """`locals()` holds what flowed into any variable."""
        if arguments:
            return None
        return Value(name="builtins.locals()", taints=taints_of(list(self.frame.scope.names.values())))


def _steps(value: Value) -> tuple[str, ...]:
    for taint in value.taints:
        if taint.source is Source.DECODED:
            return tuple(taint.detail.split(" > "))
    return ()


_Special = Callable[[Specials, ast.AST, list[Value], dict[str, Value]], Value | None]

SPECIALS: dict[str, _Special] = {
    "builtins.exec": Specials.exec_,
    "builtins.execfile": Specials.exec_,
    "builtins.eval": Specials.eval_,
    "builtins.compile": Specials.compile_,
    "marshal.loads": Specials.marshal_,
    "builtins.__import__": Specials.import_,
    "importlib.__import__": Specials.import_,
    "importlib.import_module": Specials.import_module_,
    "builtins.getattr": Specials.getattr_,
    "builtins.map": Specials.map_,
    "cryptography.fernet.Fernet().decrypt": Specials.fernet_,
    "setuptools.setup": Specials.setup_,
    "functools.partial": Specials.partial_,
    "builtins.locals": Specials.locals_,
}
Specials.specials = SPECIALS
