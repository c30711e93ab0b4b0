"""One package's facts sorted for looking up: built once, read by every detector."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from watchhouse.evidence.facts.code import Call, CodeFacts, Text, Zone
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.facts.python.objects import Constructed
from watchhouse.evidence.knowledge.places import source_of_path, startup_place
from watchhouse.evidence.values import Sink, Source, Value
from watchhouse.evidence.views.arguments import said
from watchhouse.evidence.views.circumstances import OUTWARD
from watchhouse.model.evidence import Location, Moment

SCRIPTS = ("shell.", "powershell.", "batch.", "vbscript.")
"""Beginnings of the names of calls in scripts, each of which is a command."""

READERS = frozenset(
    {
        "builtins.open",
        "io.open",
        "glob.glob",
        "glob.iglob",
        "os.listdir",
        "os.path.exists",
        "os.path.isdir",
        "os.path.isfile",
        "os.path.join",
        "os.scandir",
        "os.walk",
        "pathlib.Path",
        "shutil.copy",
        "shutil.copy2",
        "shutil.copyfile",
        "shutil.copytree",
        "sqlite3.connect",
    }
)
"""Calls whose arguments name places also where no text in the code spells the whole path."""


RUN_BY_IMPORT = frozenset({"python", "javascript"})
"""Languages of which a member runs because another is imported."""
PYTHON = (".py", ".pyw", ".pth", ".pyc")
"""Members in which a script that was found is one that the Python code starts."""
DOCUMENTS = (".md", ".rst", ".txt", "/metadata", "/pkg-info", "/readme")
OPENERS = frozenset({"builtins.open", "io.open", "codecs.open"})
WRITING = frozenset("wax+")
"""Letters in the mode of an opened file with which it can be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One mention of a place that is worth stealing from."""

    source: Source
    kind: str
    location: Location
    moment: Moment
    hidden: bool
    excerpt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command line that the code runs, or one line of a script."""

    call: Call
    text: str
    """Lower case, arguments separated by one space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One place that the code writes to."""

    call: Call
    place: Value
    """The path."""
    text: str
    """The path as far as it is known, in lower case, with `/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One member's facts, sorted."""

    code: CodeFacts
    words: str
    """Every text and recovered layer of the member in lower case, one a line."""
    named: Mapping[str, tuple[Call, ...]]
    """Calls by name."""
    outgoing: tuple[Call, ...]
    """Calls that hand something to the network."""
    commands: tuple[Command, ...]
    writes: tuple[Write, ...]
    places: tuple[Place, ...]

    def calls(self, names: Iterable[str]) -> Iterator[Call]:
        """Yield the calls of any of `names`."""
        for name in names:
            yield from self.named.get(name, ())

    def any_call(self, names: frozenset[str]) -> bool:
        """Return whether something of `names` is called."""
        return not names.isdisjoint(self.named.keys())

    def says(self, *words: str) -> bool:
        """Return whether one of `words` (lower case) stands in a text."""
        return any(word in self.words for word in words)

    def texts(self, *words: str) -> Iterator[Text]:
        """Yield the texts in which one of `words` (lower case) stands."""
        if not self.says(*words):
            return
        for text in self.code.texts:
            lowered = text.value.lower()
            if any(word in lowered for word in words):
                yield text

    def kinds(self, *sources: Source) -> frozenset[str]:
        """Return the kinds of place of `sources` that the member names."""
        return frozenset(place.kind for place in self.places if place.source in sources)


def sheets(facts: PackageFacts) -> tuple[Sheet, ...]:
    """Return the sorted facts of each member of code, in the order of `facts`."""
    return _sheets(_Same(facts))


class _Same:
    """A package's facts as a key that is equal to itself only: facts hold values that cannot be hashed."""

    __slots__ = ("facts",)

    def __init__(self, facts: PackageFacts) -> None:
        self.facts = facts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.facts is self.facts

    def __hash__(self) -> int:
        return id(self.facts)


@lru_cache(maxsize=1)
def _sheets(package: _Same) -> tuple[Sheet, ...]:
    """Sort the facts of the package that is examined now."""
    return tuple(_sheet(_asked(code)) for code in package.facts.code if not _is_prose(code))


def _is_prose(code: CodeFacts) -> bool:
    """Return whether what was read as a script is an example in a document."""
    return code.language not in RUN_BY_IMPORT and code.path.lower().endswith(DOCUMENTS)


def _asked(code: CodeFacts) -> CodeFacts:
    """Return a script that lies in the package as what it is: code that runs when somebody starts it."""
    if code.language in RUN_BY_IMPORT or code.zone is not Zone.PACKAGE or code.path.endswith(PYTHON):
        return code
    return replace(
        code,
        calls=tuple(replace(call, moment=Moment.CALL) for call in code.calls),
        texts=tuple(replace(text, moment=Moment.CALL) for text in code.texts),
    )


def _sheet(code: CodeFacts) -> Sheet:
    """Sort the facts of one member."""
    named: dict[str, list[Call]] = {}
    outgoing: list[Call] = []
    commands: list[Command] = []
    for call in code.calls:
        named.setdefault(call.name, []).append(call)
        if call.sink in OUTWARD:
            outgoing.append(call)
        elif call.sink is Sink.PROCESS or call.name.startswith(SCRIPTS):
            commands.append(Command(call=call, text=_command(call)))
    pieces = [text.value for text in code.texts]
    pieces += [layer.content for layer in code.layers]
    return Sheet(
        code=code,
        words="\n".join(pieces).lower(),
        named={name: tuple(calls) for name, calls in named.items()},
        outgoing=tuple(outgoing),
        commands=tuple(commands),
        writes=tuple(_writes(code)),
        places=tuple(_places(code, named)),
    )


def _writes(code: CodeFacts) -> Iterator[Write]:
    """Yield what the member writes to: where a file is opened for it, or where it is written in one call."""
    for call in code.calls:
        place = None
        if call.name in OPENERS:
            if WRITING & set(call.argument(1, "mode").text[:8]):
                place = call.argument(0, "file")
        elif call.sink in {Sink.FILE, Sink.STARTUP} and not call.name.endswith((").write", ").writelines")):
            place = (
                _path(call.receiver) if call.name.startswith("pathlib.") else call.argument(_path_place(call))
            )
        if place is not None:
            yield Write(call=call, place=place, text=place.text[:1000].lower().replace("\\", "/"))


def _path_place(call: Call) -> int:
    """Return which argument of a call that writes is the path: JavaScript's writers name it first, copies second."""
    return (
        0
        if call.name.startswith("javascript.") and "copy" not in call.name and "rename" not in call.name
        else 1
    )


def _path(value: Value) -> Value:
    """Return what a `pathlib.Path` was made of where its own text is not known."""
    if not value.text and isinstance(value.target, Constructed) and value.target.arguments:
        return value.target.arguments[0]
    return value


def _command(call: Call) -> str:
    """Return what `call` runs as one line in lower case."""
    words = said(call)
    if call.name.startswith(SCRIPTS):
        words = f"{call.name.partition('.')[2]} {words}\n{call.excerpt}"
    return " ".join(words.lower().split())


def _places(code: CodeFacts, named: Mapping[str, list[Call]]) -> Iterator[Place]:
    """Yield the places that texts and the arguments of readers name, each kind once."""
    seen: set[str] = set()
    for text in code.texts:
        found = source_of_path(text.value)
        if found is not None and found[1] not in seen:
            seen.add(found[1])
            yield Place(
                source=found[0],
                kind=found[1],
                location=text.location,
                moment=text.moment,
                hidden=text.hidden,
                excerpt=text.value,
            )
    for name in READERS & named.keys():
        for call in named[name]:
            for piece in said(call).splitlines():
                found = source_of_path(piece)
                if found is not None and found[1] not in seen:
                    seen.add(found[1])
                    yield Place(
                        source=found[0],
                        kind=found[1],
                        location=call.location,
                        moment=call.moment,
                        hidden=bool(call.decoded),
                        excerpt=call.excerpt,
                    )


def startup_of(call: Call) -> str | None:
    """Return the start-up place that the arguments of `call` name, or None."""
    return next(filter(None, map(startup_place, said(call).splitlines())), None)
