"""Calls of .NET methods in PowerShell: folded if pure, recorded if not."""

import re

from watchhouse.evidence.facts.scripts import powershell_values as values_of
from watchhouse.evidence.facts.scripts import programs
from watchhouse.evidence.facts.scripts.decoding import inflate
from watchhouse.evidence.facts.scripts.folding import (
    NOTHING,
    derived,
    environment,
    place_taints,
    plain,
    tainted,
    taints_of,
)
from watchhouse.evidence.facts.scripts.powershell_expressions import Expressions, parts
from watchhouse.evidence.facts.scripts.powershell_names import (
    CMDLET_SINKS,
    METHODS,
    PROPERTIES,
    READERS,
    SOURCES,
    type_name,
)
from watchhouse.evidence.facts.scripts.reading import decoded_taint
from watchhouse.evidence.knowledge.places import startup_place
from watchhouse.evidence.values import Sink, Source, Value

NAME = re.compile(r"[A-Za-z_]\w*")


class Calls(Expressions):
    """Reads members and calls."""

    __slots__ = ()

    def _member(self, owner: Value, begin: int) -> Value:
        """Read a member's name, which may be computed, and its call if brackets follow."""
        letter = self._peek()
        if letter in {"'", '"', "$", "("}:
            dynamic = self._descend(self._simple)
            raw = plain(dynamic) or "?"
        else:
            found = NAME.match(self.text, self.position)
            raw = found.group() if found else "?"
            self.position = found.end() if found else self.position + 1
        name = raw.replace("`", "").lower()
        whole = f"{owner.name or '?'}.{name}"
        if self._peek() == "(":
            self.position += 1
            arguments = self._call_arguments()
            return self._call(owner, name, whole, arguments, begin)
        if whole in PROPERTIES:
            return tainted(Value(name=whole), PROPERTIES[whole], name)
        if name == "length" and isinstance(owner.const, str | list):
            return derived(len(owner.const), owner)
        if name in {"content", "text", "result", "rawcontent", "value", "responsetext"}:
            return Value(const=owner.const, name=whole, taints=owner.taints)
        return Value(name=whole, taints=owner.taints)

    def _call(self, owner: Value, name: str, whole: str, arguments: list[Value], begin: int) -> Value:
        """Fold a call of a pure method, or record it."""
        line = self._here()
        made = values_of.static(whole, arguments)
        if made is not None:
            value, step = made
            if isinstance(value.const, str):
                self.reading.unhidden(value.const, arguments[0], step or "text", line)
                if not step:
                    self.reading.decoded[value.const] = _steps(value)
            if step == "base64":
                self._record(whole, arguments, owner, line, begin)
            return value
        folded = values_of.method(owner, name, arguments)
        if folded is not None:
            if isinstance(folded.const, str) and isinstance(owner.const, str):
                self.reading.decoded[folded.const] = self.reading.decoded.get(owner.const, ("concatenation",))
            return folded
        if name in {"readtoend", "toarray", "getbuffer"} and isinstance(owner.const, bytes):
            text = owner.const.decode("utf-8", "replace") if name == "readtoend" else None
            if text is not None:
                self.reading.unhidden(text, NOTHING, "stream", line)
                self.reading.decoded[text] = _steps(owner)
                return Value(const=text, taints=owner.taints)
            return Value(const=owner.const, taints=owner.taints)
        if name == "new":
            self._record(f"{owner.name}.new", arguments, owner, line, begin)
            return self._constructed(owner.name, arguments)
        self._record(whole, arguments, owner, line, begin)
        if whole.endswith(".invoke") or whole in {
            "scriptblock.create",
            "executioncontext.invokecommand.newscriptblock",
        }:
            for value in arguments[:1]:
                self._run_text(value, line)
        return self._given(whole, arguments, owner)

    def _given(self, whole: str, arguments: list[Value], owner: Value) -> Value:
        """Return what a recorded method gives."""
        taints = taints_of([owner, *arguments])
        if whole == "environment.getenvironmentvariable" and arguments:
            return Value(taints=environment(arguments[0].text or "?", always=True), name=whole)
        if whole in SOURCES:
            address = next((value.text for value in arguments if "://" in value.text), whole)
            return tainted(Value(taints=taints, name=f"{whole}()"), SOURCES[whole], address)
        if whole in READERS:
            return Value(taints=taints | place_taints(arguments), name=f"{whole}()")
        return Value(taints=taints, name=owner.name if whole.endswith(".create") else f"{whole}()")

    def _record(self, whole: str, arguments: list[Value], owner: Value, line: int, begin: int) -> None:
        sent = arguments
        if "upload" in whole:
            sent = [
                Value(const=v.const, taints=v.taints | place_taints([v]), shown=v.shown) for v in arguments
            ]
        sink = self._sink(whole, [*arguments, owner])
        if sink is None and not owner.name:
            sink = METHODS.get(whole.partition(".")[2])
        if "download" in whole and len(arguments) > 1:
            self._written(arguments[1], arguments[0].text)
        self.reading.call(
            f"powershell.{whole}", sent, line=line, source=self._source(begin), sink=sink, receiver=owner
        )

    def _new_object(
        self, arguments: list[Value], keywords: list[tuple[str, Value]], line: int, begin: int
    ) -> Value:
        named = dict(keywords)
        given = named.get("typename", named.get("comobject", named.get("com", NOTHING)))
        kind = arguments[0] if arguments else given
        rest = [*arguments[1:], *(value for key, value in keywords if key.startswith("arg"))]
        rest = [each for value in rest for each in parts(value)]
        self.reading.call(
            "powershell.new-object", [kind, *rest], line=line, source=self._source(begin), keywords=keywords
        )
        return self._constructed(kind.text, rest)

    def _constructed(self, kind: str, arguments: list[Value]) -> Value:
        """Return an object; streams keep what they were made of."""
        name = type_name(kind)
        taints = taints_of(arguments)
        if name in {"gzipstream", "deflatestream"} and arguments:
            content = arguments[0].const
            clear = inflate(content) if isinstance(content, bytes) else None
            taints = decoded_taint(arguments[0], "gzip" if name == "gzipstream" else "deflate")
            if clear is not None:
                return Value(const=clear, name=name, taints=taints)
        if name in {"memorystream", "streamreader", "binaryreader", "bufferedstream"} and arguments:
            return Value(const=arguments[0].const, name=name, taints=taints)
        if name == "string" and len(arguments) == 1:
            return values_of.joined(arguments[0])
        return Value(name=name, taints=taints)

    @staticmethod
    def _sink(name: str, values: list[Value]) -> Sink | None:
        sink = CMDLET_SINKS.get(name) or programs.sink_of(name, values)
        if sink is Sink.FILE and any(startup_place(value.text) for value in values):
            return Sink.STARTUP
        return sink


def _steps(value: Value) -> tuple[str, ...]:
    detail = next((taint.detail for taint in value.taints if taint.source is Source.DECODED), "")
    return tuple(detail.split(" > ")) if detail else ("concatenation",)
