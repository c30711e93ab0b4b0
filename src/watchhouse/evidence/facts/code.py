"""What one piece of code does: its calls with their arguments, its texts, and the layers found beneath it."""

from dataclasses import dataclass, field
from enum import StrEnum

from watchhouse.evidence.values import Sink, Source, Taint, Value
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Gap, Location, Moment


class Zone(StrEnum):
    """What part of a package a member belongs to, by its path."""

    INSTALLER = "installer"
    """setup.py, in-tree build backend, npm lifecycle script, NuGet install script."""
    PACKAGE = "package"
    STARTUP = "start-up"
    """`.pth`, sitecustomize, usercustomize."""
    TEST = "test"
    DOCUMENT = "document"
    """Documentation and examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that the code makes, its callee resolved through imports, aliases and getattr."""

    name: str
    """
    Dotted, `builtins.` for built-ins: `requests.post`, `os.system`, `builtins.exec`.

    A method of an unresolved receiver is `?.method`; of a known call's result `socket.socket().send`.
    """
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]
    receiver: Value = field(default_factory=Value)
    """The value before the last dot."""
    location: Location
    moment: Moment
    function: str
    """Qualified name of the enclosing function, `<module>` at top level."""
    sink: Sink | None = None
    excerpt: str = ""
    """The source line, stripped, at most 400 characters."""
    decoded: str = ""
    """The text handed over where it had been hidden (folded or decoded), at most 400 characters."""
    discarded: bool = False
    """Whether nobody looks at what the call gives."""
    silenced: bool = False
    """Whether an error that it raises is dropped in silence."""

    def argument(self, position: int, keyword: str = "") -> Value:
        """Return the argument at `position`, or named `keyword`; an unknown value if it is not given."""
        for name, value in self.keywords:
            if keyword and name == keyword:
                return value
        return self.arguments[position] if position < len(self.arguments) else Value()

    @property
    def values(self) -> tuple[Value, ...]:
        """Every argument, positional and by keyword."""
        return (*self.arguments, *(value for _, value in self.keywords))

    @property
    def taints(self) -> frozenset[Taint]:
        """Everything that flowed into this call's arguments."""
        return frozenset().union(*(value.taints for value in self.values))

    def receives(self, *sources: Source) -> bool:
        """Return whether any of `sources` flowed into an argument."""
        return any(value.has(*sources) for value in self.values)

    @property
    def text(self) -> str:
        """All argument texts joined by a line feed, for pattern searches."""
        return "\n".join(value.text for value in self.values if value.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One string in code, as written or as folding or decoding recovered it."""

    value: str
    location: Location
    moment: Moment
    hidden: bool = False
    """Whether it stood there only in pieces or in encoded form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One text recovered by undoing an encoding, on its way to be run or lying there to be run."""

    content: str
    location: Location
    """Where the text that held it stands; `location.layer` is the depth of the recovered text."""
    moment: Moment
    steps: tuple[str, ...]
    """How it was hidden, outermost first: ("base64", "zlib")."""
    executed: bool
    """Whether the code hands it to exec, eval, compile, a shell or an interpreter."""
    language: str = "python"
    """python, shell, powershell, batch, vbscript, javascript, text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeFacts:
    """One member of code: itself (layer 0) and all layers beneath, in one list of facts each."""

    path: MemberPath
    language: str
    zone: Zone
    calls: tuple[Call, ...] = ()
    texts: tuple[Text, ...] = ()
    layers: tuple[Layer, ...] = ()
    imports: frozenset[str] = frozenset()
    """Dotted names of everything imported, `package.member` for `from package import member`."""
    gaps: tuple[Gap, ...] = ()
