"""One script under reading: what was recorded, the layers still to read, and what the reading may still cost."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from watchhouse.evidence.facts.code import Call, CodeFacts, Layer, Text, Zone
from watchhouse.evidence.values import Sink, Taint, Value
from watchhouse.model.artifact import MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Gap, GapReason, Location, Moment

LARGEST: Final = 8 << 20
"""Characters of a script and its layers together."""
DEEPEST: Final = 12
"""Layers beneath each other."""
STEPS: Final = 400_000
"""Words, tokens and expressions of one script, about half a second."""
MOST_CALLS: Final = 10_000
MOST_TEXTS: Final = 10_000
MOST_LAYERS: Final = 200
SHORTEST_TEXT: Final = 4
LONGEST_TEXT: Final = 1 << 20
QUOTE: Final = 400
SEARCHED: Final = 16 << 10
"""Characters of a script that are searched for an argument before it counts as put together."""
MOST_NESTED: Final = 500
"""Scripts within one script."""

STDIN: Final = "stdin"
"""Keyword under which a call lists what is piped into it."""


class Exhausted(ArtifactError):  # noqa: N818 -- a state of the reading, as in the reader of Python
    """The reading has cost what it may cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """One text to read: the member's own, or one found inside it."""

    text: str
    language: str
    layer: int
    line: int
    """Added to the line within `text`."""
    depth: int = 0
    """How many scripts it is nested in, decoded or not."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """The state of one reading."""

    path: MemberPath
    zone: Zone
    moment: Moment
    script: Script
    steps_left: int = STEPS
    characters_left: int = LARGEST
    calls: list[Call] = field(default_factory=list)
    texts: dict[str, Text] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    gaps: list[Gap] = field(default_factory=list)
    waiting: deque[Script] = field(default_factory=deque)
    python: list[Script] = field(default_factory=list)
    """Python code handed to an interpreter, for the reader of Python."""
    inner: int = 0
    """How many scripts were found within."""
    decoded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """How each decoded text had been hidden, outermost first."""

    def spend(self, steps: int = 1) -> None:
        """Pay for reading; Exhausted if nothing is left."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise Exhausted("the script is longer than is read")

    def location(self, line: int) -> Location:
        """Return the place of a line of the present script."""
        return Location(path=self.path, line=self.script.line + line, layer=self.script.layer)

    def call(
        self,
        name: str,
        arguments: Iterable[Value],
        *,
        line: int,
        source: str = "",
        keywords: Iterable[tuple[str, Value]] = (),
        sink: Sink | None = None,
        receiver: Value | None = None,
        function: str = "<module>",
    ) -> None:
        """Record a call; `source` is the text of its statement."""
        if len(self.calls) >= MOST_CALLS:
            raise Exhausted("more calls than are recorded")
        values = tuple(arguments)[:200]
        named = tuple(keywords)[:200]
        excerpt = source.strip()[:QUOTE]
        self.calls.append(
            Call(
                name=name[:200],
                arguments=values,
                keywords=named,
                receiver=receiver or Value(),
                location=self.location(line),
                moment=self.moment,
                function=function,
                sink=sink,
                excerpt=excerpt,
                decoded=self._hidden([*values, *(value for _, value in named)], source),
            )
        )
        for value in (*values, *(value for _, value in named)):
            if isinstance(value.const, str):
                self.note(value.const, line, hidden=value.const in self.decoded)

    def _hidden(self, values: list[Value], source: str) -> str:
        """Return the first argument that does not stand in the source as it is."""
        for value in values:
            text = value.const
            if not isinstance(text, str) or len(text) < SHORTEST_TEXT or text[:QUOTE] in source:
                continue
            if text in self.decoded or text[:QUOTE] not in self.script.text[:SEARCHED]:
                return text[:QUOTE]
        return ""

    def note(self, text: str, line: int, *, hidden: bool = False) -> None:
        """Record a text."""
        if len(text) < SHORTEST_TEXT or (text in self.texts and not hidden):
            return
        if len(self.texts) >= MOST_TEXTS:
            raise Exhausted("more texts than are recorded")
        cut = text[:LONGEST_TEXT]
        self.texts[cut] = Text(value=cut, location=self.location(line), moment=self.moment, hidden=hidden)

    def unhidden(self, text: str, origin: Value, step: str, line: int) -> None:
        """Remember that `text` was recovered from `origin`, and record it."""
        before = self.decoded.get(origin.const, ()) if isinstance(origin.const, str) else ()
        self.decoded[text] = (*before, step)[:20]
        self.note(text, line, hidden=True)

    def nested(self, text: str, language: str, line: int, *, executed: bool = True) -> None:
        """Have a script inside this one read, in its own layer if it had been hidden."""
        steps = self.decoded.get(text, ())
        depth = self.script.depth + 1
        if not text.strip() or any(each.text == text for each in self.waiting):
            return
        layer = self.script.layer + (1 if steps else 0)
        if steps:
            if len(self.layers) >= MOST_LAYERS:
                raise Exhausted("more layers than are recorded")
            where = Location(path=self.path, line=self.script.line + line, layer=layer)
            self.layers.append(
                Layer(
                    content=text,
                    location=where,
                    moment=self.moment,
                    steps=steps,
                    executed=executed,
                    language=language,
                )
            )
        offset = self.script.line + line - 1 if not steps else 0
        script = Script(text=text, language=language, layer=layer, line=max(offset, 0), depth=depth)
        self.inner += 1
        if depth > DEEPEST:
            self.gap("scripts nested too deep", line)
        elif self.inner > MOST_NESTED:
            raise Exhausted("more scripts within the script than are read")
        elif language == "python":
            self.python.append(script)
        elif language != "text":
            self.waiting.append(script)

    def gap(self, detail: str, line: int = 0, reason: GapReason = GapReason.COMPLEXITY) -> None:
        """Record something that was not read."""
        if len(self.gaps) < QUOTE:
            self.gaps.append(Gap(reason=reason, location=self.location(line), detail=detail))

    def facts(self, language: str) -> CodeFacts:
        """Return what was recorded."""
        return CodeFacts(
            path=self.path,
            language=language,
            zone=self.zone,
            calls=tuple(self.calls),
            texts=tuple(self.texts.values()),
            layers=tuple(self.layers),
            imports=frozenset(self.imports),
            gaps=tuple(self.gaps),
        )


def decoded_taint(value: Value, step: str) -> frozenset[Taint]:
    """Return the taints of `value` after one decoding, which is named outermost first."""
    from watchhouse.evidence.values import Source

    before = next((taint.detail for taint in value.taints if taint.source is Source.DECODED), "")
    kept = frozenset(taint for taint in value.taints if taint.source is not Source.DECODED)
    return kept | {Taint(Source.DECODED, f"{before} > {step}"[:200] if before else step)}
