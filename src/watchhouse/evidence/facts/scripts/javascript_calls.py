"""Calls of JavaScript: folded if pure, recorded if not, with what they hand to callbacks and what they give."""

from abc import ABC
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.scripts import javascript_values as values_of
from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.batch import split
from watchhouse.evidence.facts.scripts.folding import (
    HOLE,
    NOTHING,
    derived,
    environment,
    known,
    place_taints,
    plain,
    tainted,
    taints_of,
)
from watchhouse.evidence.facts.scripts.javascript_tokens import JsToken
from watchhouse.evidence.facts.scripts.reading import Reading
from watchhouse.evidence.facts.scripts.recognise import looks_like_script
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.knowledge.secrets import is_secret_name
from watchhouse.evidence.values import Sink, Source, Taint, Value

_COM: Final = (
    "wscript.",
    "msxml2.",
    "adodb.",
    "scripting.",
    "shell.application",
    "winhttp.",
    "microsoft.xmlhttp",
)
"""Objects of Windows, whose members have no case."""

_END: Final = JsToken("end", "", 0, 0)

MOST_NAMES: Final = 20_000
"""Variables of one script."""


@dataclass(slots=True)
class Calls(ABC):
    """One JavaScript text being read from left to right: where it stands, its names, and its calls."""

    reading: Reading
    text: str
    tokens: list[JsToken]
    position: int = 0
    depth: int = 0
    names: dict[str, Value] = field(default_factory=dict)
    functions: list[str] = field(default_factory=list)
    flow: frozenset[Taint] = frozenset()
    """What the call around this point hands to the functions given to it."""
    promised: Value = NOTHING
    """The module that a promise around this point gives to the function given to it."""

    def _peek(self, ahead: int = 0) -> JsToken:
        place = self.position + ahead
        return self.tokens[place] if place < len(self.tokens) else _END

    def _is(self, *texts: str, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token.kind == "operator" and token.text in texts

    def _take(self, text: str) -> bool:
        if self._is(text):
            self.position += 1
            return True
        return False

    def _source(self, begin: int) -> str:
        end = self._peek().begin or len(self.text)
        return (
            self.text[begin : max(min(end, begin + 2_000), begin + 120)].partition("\n")[0]
            if begin
            else self.text[:200]
        )

    def _bind(self, name: str, value: Value) -> None:
        if len(self.names) < MOST_NAMES:
            self.names[name] = value

    def _member(self, owner: Value, name: str) -> Value:
        if owner.name.startswith(_COM):
            name = name.lower()
        whole = f"{owner.name}.{name}" if owner.name else f"?.{name}"
        if whole in self.names:
            return self.names[whole]
        if name == "length" and isinstance(owner.const, str | list):
            return derived(len(owner.const), owner)
        if whole.endswith("process.env"):
            return tainted(Value(name="process.env"), Source.ENVIRONMENT, "process.env")
        if owner.name == "process.env":
            return Value(name=whole, taints=environment(name, always=True), shown=HOLE)
        if is_secret_name(name) and owner.name:
            return tainted(Value(name=whole, taints=owner.taints), Source.SECRET_ARGUMENT, name)
        target = owner if known(owner) else None
        return Value(name=whole, taints=owner.taints, target=target)

    def _index(self, owner: Value, key: Value) -> Value:
        """Return `owner[key]`: an element, or a member by its name."""
        content = owner.const
        if isinstance(key.const, int) and isinstance(content, str | list):
            inside = 0 <= key.const < len(content)
            return derived(content[key.const], owner) if inside else Value(taints=owner.taints)
        if (
            isinstance(key.const, int)
            and isinstance(owner.target, tuple)
            and 0 <= key.const < len(owner.target)
        ):
            element: Value = owner.target[key.const]
            return element
        if isinstance(key.const, str):
            return self._member(owner, key.const)
        if owner.name.endswith("process.env"):
            return Value(taints=owner.taints, name=f"{owner.name}.?")
        return Value(taints=owner.taints | key.taints, name=f"{owner.name}.?" if owner.name else "")

    @staticmethod
    def _flow_into(callee: Value) -> frozenset[Taint]:
        """Return what a call hands to the functions among its arguments."""
        name = values_of.canonical(callee.name)
        source = values_of.source_of(name)
        if values_of.sink_of(name) is Sink.PROCESS:
            source = Source.PROCESS_OUTPUT
        return callee.taints | ({Taint(source, name[:200])} if source is not None else frozenset())

    def _call(self, callee: Value, arguments: list[Value], token: JsToken, owner: Value = NOTHING) -> Value:
        """Fold a call, or record it and return what it gives."""
        name = values_of.canonical(callee.name or "?")
        method = name.rpartition(".")[2]
        if known(owner):
            folded = values_of.fold_method(owner, method, arguments)
            if folded is not None:
                return self._recovered(folded, owner, method, token.line)
        made = values_of.fold_call(name, arguments)
        if made is not None:
            value, step = made
            self._record(name, arguments, owner, token) if step else None
            return self._recovered(value, arguments[0], step, token.line) if step else value
        if name in values_of.REQUIRES and arguments:
            return self._required(name, arguments, token)
        if method == "pipe" and arguments and arguments[0].name == "fs.createWriteStream()":
            # What flows in is written to the file; from here on this is one call as any other that writes.
            name, arguments = "fs.createWriteStream", [Value(shown=arguments[0].shown), owner]
        self._record(name, arguments, owner, token)
        self._inner(name, arguments, token.line)
        return self._given(name, arguments, owner)

    def _recovered(self, value: Value, origin: Value, step: str, line: int) -> Value:
        """Note a text that folding or decoding recovered."""
        if isinstance(value.const, str) and value.const != origin.const:
            before = next((t.detail for t in value.taints if t.source is Source.DECODED), "")
            self.reading.unhidden(value.const, origin, step, line)
            if before:
                self.reading.decoded[value.const] = tuple(before.split(" > "))
        return value

    def _required(self, name: str, arguments: list[Value], token: JsToken) -> Value:
        self._record(name, arguments, NOTHING, token)
        module = plain(arguments[0])
        if module is None:
            return Value(taints=arguments[0].taints)
        module = values_of.canonical(module)
        self.reading.imports.add(module[:200])
        return Value(name=module)

    def _record(self, name: str, arguments: list[Value], owner: Value, token: JsToken) -> None:
        if name.startswith("?.") and not (taints_of(arguments) or any(v.text for v in arguments)):
            return
        sink = values_of.sink_of(name)
        if name in {"setTimeout", "setInterval", "setImmediate"} and not (arguments and arguments[0].text):
            sink = None
        if sink is Sink.FILE and arguments and startup_place(arguments[0].text):
            sink = Sink.STARTUP
        self.reading.call(
            f"javascript.{name}",
            arguments,
            line=token.line,
            source=self._source(token.begin),
            sink=sink,
            receiver=Value(const=owner.const, name=owner.name, taints=owner.taints, shown=owner.shown),
            function=self.functions[-1] if self.functions else "<module>",
        )

    def _inner(self, name: str, arguments: list[Value], line: int) -> None:
        """Read the script that a call is given."""
        sink = values_of.sink_of(name)
        if not arguments:
            return
        if sink is Sink.CODE:
            text = plain(
                arguments[-1] if name == "Function" or name.endswith(".constructor") else arguments[0]
            )
            if text is not None and not text.isidentifier():
                self.reading.nested(text, "javascript", line)
        elif sink in {Sink.FILE, Sink.STARTUP}:
            written = plain(arguments[1]) if len(arguments) > 1 else None
            language = looks_like_script(written) if written else None
            if written and language:
                self.reading.nested(written, language, line)
        elif sink is Sink.PROCESS:
            command = arguments[0]
            given = arguments[1].const if len(arguments) > 1 else None
            text = plain(command) or command.shown
            if isinstance(given, list):
                words = [Value(const=str(each)) for each in given]
                program = programs.program_of(text)
                self.reading.call(f"shell.{program}", words, line=line, sink=programs.sink_of(program, words))
                programs.read_inner(self.reading, program, words, line)
            elif text:
                first = programs.program_of((split(text[:2_000]) or [""])[0])
                windows = first in {
                    "cmd",
                    "powershell",
                    "reg",
                    "start",
                    "schtasks",
                    "mshta",
                    "wscript",
                    "certutil",
                }
                self.reading.nested(text, "batch" if windows else "shell", line)

    def _given(self, name: str, arguments: list[Value], owner: Value) -> Value:  # noqa: PLR0911 -- one return for each case
        taints = taints_of([owner, *arguments])
        source = values_of.source_of(name)
        if source is not None:
            address = next((value.text for value in arguments if "://" in value.text), name)
            return tainted(Value(taints=taints, name=f"{name}()"), source, address)
        if name in values_of.READERS:
            return Value(taints=taints | place_taints(arguments), name=f"{name}()")
        if name in {
            "JSON.stringify",
            "Object.assign",
            "Object.entries",
            "Object.keys",
            "encodeURIComponent",
            "btoa",
        }:
            shown = arguments[0].shown if arguments else ""
            return Value(taints=taints, name=f"{name}()", shown=shown)
        if name in values_of.DECODERS:
            return tainted(Value(taints=taints, name=f"{name}()"), Source.DECODED, name)
        if name == "fs.createWriteStream":
            return Value(shown=arguments[0].text if arguments else "", name=f"{name}()")
        if name == "os.homedir":
            return Value(shown="~", name="os.homedir()")
        return Value(taints=taints, name=f"{name}()" if name != "?" else "")
