"""Calls: what comes out of one, what it lets out, and what it runs."""

import ast
from collections.abc import Callable
from typing import Any

from watchhouse.evidence.facts.python.expressions import environment
from watchhouse.evidence.facts.python.fold import DECODERS, EMPTY, PURE, FoldError, builtin_text, fold_method
from watchhouse.evidence.facts.python.machine import decoded, join_texts, taints_of
from watchhouse.evidence.facts.python.models import (
    BORING,
    OPENERS,
    QUIET_METHODS,
    SOURCES,
    WRITE_MODES,
    canonical,
    sink_of,
)
from watchhouse.evidence.facts.python.objects import (
    Bound,
    Class,
    Constructed,
    Function,
    Instance,
    Items,
    Method,
)
from watchhouse.evidence.facts.python.operators import NOTHING, elements, known
from watchhouse.evidence.facts.python.secrecy import Secrecy
from watchhouse.evidence.knowledge.places import source_of_path, startup_place
from watchhouse.evidence.values import Sink, Source, Taint, Value

LONGEST_NAME = 160

_SHOWN = {
    "pathlib.Path.home": "~",
    "tempfile.gettempdir": "%TEMP%",
    "tempfile.mkdtemp": "%TEMP%/{}",
    "tempfile.mktemp": "%TEMP%/{}",
    "os.getcwd": "./",
    "site.getsitepackages": "site-packages",
    "site.getusersitepackages": "site-packages",
    "sysconfig.get_path": "site-packages",
}
"""What a path that only the victim's machine knows is called in texts."""

_PASSING = frozenset(
    """os.path.expanduser os.path.expandvars os.path.abspath os.path.realpath os.path.normpath builtins.str
    builtins.open pathlib.Path pathlib.PurePath shlex.split builtins.repr pathlib.Path().expanduser
    pathlib.Path().resolve builtins.list builtins.tuple io.BytesIO io.StringIO builtins.bytes""".split()
)
"""Calls whose result still shows the text of their first argument."""


class Calls(Secrecy):
    """Evaluates calls of things outside the package; those inside are `invoke`'s."""

    specials: dict[str, Callable[[Any, ast.AST, list[Value], dict[str, Value]], Value | None]]
    """Dotted name -> what is done instead of the general rule; None falls back to it."""

    def call(self, node: ast.Call) -> Value:
        """Return what is known of the result of a call."""
        receiver: Value | None = None
        if isinstance(node.func, ast.Attribute):
            receiver = self.evaluate(node.func.value)
            callee = self.attribute(receiver, node.func.attr)
        else:
            callee = self.evaluate(node.func)
        arguments, keywords = self._arguments(node)
        if receiver is not None and isinstance(node.func, ast.Attribute):
            folded = self._method(node.func, receiver, arguments, keywords)
            if folded is not None:
                return folded
        return self.apply(node, callee, receiver or NOTHING, arguments, keywords)

    def _arguments(self, node: ast.Call) -> tuple[list[Value], dict[str, Value]]:
        arguments: list[Value] = []
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                inner = self.evaluate(argument.value)
                arguments.extend((elements(inner) or [Value(taints=inner.taints)])[:64])
            else:
                arguments.append(self.evaluate(argument))
        keywords: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value.target, Items):
                keywords.update({key.text: one for key, one in value.target.pairs if key.text})
            else:
                keywords["**"] = value
        return arguments, keywords

    def _method(
        self, func: ast.Attribute, receiver: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value | None:
        """Fold a method of a constant; grow a list that the code appends to."""
        method = func.attr
        if self.grow(func, receiver, arguments, keywords):
            return NOTHING
        taints = receiver.taints | taints_of(arguments)
        if known(receiver) and not isinstance(receiver.const, bool):
            if all(known(value) for value in (*arguments, *keywords.values())):
                try:
                    const = fold_method(
                        receiver.const,
                        method,
                        [value.const for value in arguments],
                        {name: value.const for name, value in keywords.items()},
                    )
                except FoldError:
                    return None
                if method in {"translate", "fromhex"}:
                    taints = decoded(taints, method)
                if method == "decode" and arguments and "13" in arguments[0].text:
                    taints = decoded(taints, "rot13")
                return Value(const=const, taints=taints)
            return self._half_known(receiver, method, arguments, keywords, taints)
        if method in {
            "encode",
            "decode",
            "strip",
            "lower",
            "upper",
            "replace",
            "rstrip",
            "lstrip",
            "absolute",
        } and (receiver.shown or receiver.taints):
            return Value(taints=taints, shown=receiver.shown, name=f"?.{method}()")
        return None

    def _half_known(
        self,
        receiver: Value,
        method: str,
        arguments: list[Value],
        keywords: dict[str, Value],
        taints: frozenset[Taint],
    ) -> Value | None:
        text = receiver.text
        if method == "join" and arguments:
            parts = elements(arguments[0])
            return Value(taints=taints, shown=join_texts(parts, text) if parts else arguments[0].shown)
        if method == "format":
            for value in arguments:
                text = text.replace("{}", value.text or "{…}", 1)
            for name, value in keywords.items():
                text = text.replace("{" + name + "}", value.text or "{}")
            return Value(taints=taints | taints_of(list(keywords.values())), shown=text.replace("{…}", "{}"))
        if method in {"get", "pop"} and arguments and isinstance(receiver.const, dict):
            return Value(taints=taints)
        return None

    def apply(
        self,
        node: ast.AST,
        callee: Value,
        receiver: Value,
        arguments: list[Value],
        keywords: dict[str, Value],
    ) -> Value:
        """Return what is known of the result of calling `callee`."""
        if callee.target is not None:
            own = self._apply_own(node, callee, arguments, keywords)
            if own is not None:
                return own
        name = canonical(callee.name)[-LONGEST_NAME:] or "?"
        special = self.specials.get(name)
        if special is not None:
            result = special(self, node, arguments, keywords)
            if result is not None:
                return result
        if name.startswith("builtins.") and name.endswith(("__str__", "__repr__")):
            text = builtin_text(name.split(".")[1], "__str__")
            if text is not None:
                return Value(const=text, taints=decoded(receiver.taints, "letters"))
        if name in PURE:
            folded = self._fold(node, name, arguments, keywords)
            if folded is not None:
                return folded
        return self._outside(node, name, receiver, arguments, keywords)

    def _apply_own(
        self, node: ast.AST, callee: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value | None:
        """Return what calling something of the package gives; None if it is nothing that can be followed."""
        match callee.target:
            case Function() | Class() | Method():
                return self.invoke(callee, arguments, keywords)
            case Bound(callee=inner, arguments=given, keywords=named):
                return self.apply(node, inner, NOTHING, [*given, *arguments], {**dict(named), **keywords})
            case Instance(of=cls):
                method = cls.member("__call__")
                if method is not None and isinstance(method.target, Function):
                    return self.invoke(Value(target=Method(method.target, callee)), arguments, keywords)
            case _:
                return None
        return None

    def _fold(
        self, node: ast.AST, name: str, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value | None:
        if not (arguments or name in EMPTY) or not all(
            known(value) for value in (*arguments, *keywords.values())
        ):
            return None
        taints = taints_of([*arguments, *keywords.values()])
        try:
            const = PURE[name](
                *(value.const for value in arguments), **{key: value.const for key, value in keywords.items()}
            )
        except FoldError:
            return None
        if name in DECODERS:
            taints = decoded(taints, DECODERS[name])
            if isinstance(const, bytes) or (isinstance(const, str) and len(const) > 1):
                text = const if isinstance(const, str) else const.decode("latin-1")
                self.note(text, node, hidden=True)
                self.record(node, name, [Value(const=const, taints=taints)], {})
        return Value(const=const, taints=taints)

    def _outside(
        self, node: ast.AST, name: str, receiver: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Value:
        """Record a call of something outside the package and say what flows out of it."""
        sink = self._sink(node, name, receiver, arguments, keywords)
        everything = [*arguments, *keywords.values()]
        if sink is Sink.PROCESS:
            arguments = [self._with_file(value) for value in arguments]
            self.run_command(node, arguments, keywords)
        if not _says_nothing(name):
            self.record(node, name, arguments, keywords, receiver=receiver, sink=sink)
        self.call_back(node, name, arguments, keywords)
        if name.endswith(").start"):
            self.start(receiver)
        taints, shown = self._flow(name, receiver, everything)
        shown_of = self.shown_of(name, receiver, everything) if taints else None
        taints = (taints if shown_of is None else shown_of) | self.secret_of(node, name, receiver, arguments)
        target = Constructed(name, tuple(everything)) if name.partition(".")[0] != "?" else None
        result = "pathlib.Path" if name == "pathlib.Path.home" else name
        return Value(name=f"{result}()", taints=taints, shown=shown, target=target)

    def _sink(
        self, node: ast.AST, name: str, receiver: Value, arguments: list[Value], keywords: dict[str, Value]
    ) -> Sink | None:
        sink = sink_of(name)
        if sink is Sink.FILE:
            path = self._written_path(name, receiver, arguments)
            where = path.text or path.name
            if where:
                flows = taints_of([*arguments, *keywords.values()])
                self.written[where] = self.written.get(where, frozenset()) | flows
            self.write_text(node, arguments[0] if arguments else NOTHING)
            if startup_place(path.text):
                return Sink.STARTUP
        elif name == "urllib.request.urlretrieve" and len(arguments) > 1:
            where = arguments[1].text or arguments[1].name
            self.written[where] = frozenset({Taint(Source.REMOTE_CONTENT, arguments[0].text[:200])})
        return sink

    def _written_path(self, name: str, receiver: Value, arguments: list[Value]) -> Value:
        if isinstance(receiver.target, Constructed) and name.endswith((".write", ".writelines")):
            if receiver.name.startswith("tempfile."):
                return Value(name=f"{receiver.name}.name")
            return receiver.target.arguments[0] if receiver.target.arguments else NOTHING
        if name.startswith("pathlib."):
            return receiver
        return arguments[1] if len(arguments) > 1 else NOTHING

    def _with_file(self, value: Value) -> Value:
        """Add to a command's text what flowed into the files that it names."""
        flows = frozenset[Taint]()
        ones = () if isinstance(value.const, (str, bytes)) else elements(value) or ()
        words = {value.name, *(one.name for one in ones)}
        for path, taints in self.written.items():
            if taints and len(path) > 3 and (path in value.text or path in words):
                flows = flows | taints
        if not flows:
            return value
        return Value(
            const=value.const,
            name=value.name,
            taints=value.taints | flows,
            shown=value.shown,
            target=value.target,
        )

    def _flow(self, name: str, receiver: Value, values: list[Value]) -> tuple[frozenset[Taint], str]:
        first = values[0] if values else NOTHING
        taints = taints_of(values) | receiver.taints
        shown = _SHOWN.get(name, "")
        if name in _PASSING:
            shown = first.text
        if name == "os.path.join":
            shown = join_texts(values, "/")
        if name.startswith("os.path.") and name.endswith(("dirname", "basename")):
            shown = first.shown
        if name in {"os.getenv", "os.environ.get", "os.environ.pop", "os.environ.setdefault"}:
            if first.text:
                return environment(first.text), f"%{first.text}%"
            return frozenset({Taint(Source.ENVIRONMENT, "os.environ.get")}), shown
        source = SOURCES.get(name)
        if source is not None:
            detail = first.text if source is Source.REMOTE_CONTENT else name
            kept = frozenset[Taint]() if source is Source.REMOTE_CONTENT else taints
            if source is Source.LOCAL_FILE:
                kept = kept | self._place(name, receiver, values)
            return kept | {Taint(source, detail[:200])}, shown
        if name in OPENERS or name.startswith("pathlib.Path()."):
            return taints | self._place(name, receiver, values), shown
        if name in DECODERS or name.endswith((".decrypt", ".decryptor().update")):
            taints = decoded(taints, DECODERS.get(name, "decrypt"))
        return taints, shown

    def _place(self, name: str, receiver: Value, values: list[Value]) -> frozenset[Taint]:
        """Say what is read at the path that is opened."""
        path = receiver if name.startswith("pathlib.Path().") else (values[0] if values else NOTHING)
        found = source_of_path(path.text) if path.text else None
        if found is not None:
            return frozenset({Taint(found[0], found[1])})
        mode = values[1].text if len(values) > 1 and isinstance(values[1].const, str) else "r"
        if name == "builtins.open" and not WRITE_MODES & set(mode):
            return frozenset({Taint(Source.LOCAL_FILE, path.text[:200])})
        return frozenset()

    def write_text(self, node: ast.AST, value: Value) -> None:
        """Look into a text that is written to a file."""
        raise TypeError(type(node).__name__, value)

    def run_command(self, node: ast.AST, arguments: list[Value], keywords: dict[str, Value]) -> None:
        """Look into the command line that a process is started with."""
        raise TypeError(type(node).__name__, arguments, keywords)


def _says_nothing(name: str) -> bool:
    head, _, last = name.rpartition(".")
    if head == "builtins":
        return last in BORING
    if head.startswith("?"):
        return last in QUIET_METHODS
    return name == "?" or head in {
        "logging",
        "typing",
        "re",
        "os.path",
        "warnings",
        "collections",
        "functools",
    }
