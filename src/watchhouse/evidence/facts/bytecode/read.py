"""Compiled Python comes in, the facts of its source go out: unmarshalled, lifted to text, read as Python."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Final

from watchhouse.evidence.facts.bytecode.instructions import SUPPORTED, misfit
from watchhouse.evidence.facts.bytecode.source import Source, lift
from watchhouse.evidence.facts.bytecode.unmarshal import Code, Version, unmarshal
from watchhouse.evidence.facts.code import CodeFacts, Zone
from watchhouse.evidence.facts.python.machine import Carried
from watchhouse.evidence.facts.python.read import PythonMember, read_python
from watchhouse.evidence.facts.scripts.read import read_script
from watchhouse.evidence.facts.scripts.recognise import looks_like_script
from watchhouse.model.artifact import Member, MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import Gap, GapReason, Location, Moment
from watchhouse.model.identity import Sha256

LARGEST: Final = 16 << 20
"""Bytes of one file or string; the largest compiled module of the standard library has 0.4 MB."""
DEEPEST: Final = 6
"""Code objects marshalled inside code objects."""
MOST_CARRIED: Final = 50
MOST_NESTED: Final = 200
"""Code objects of one module by which its version is guessed."""

_LINE_END: Final = b"\r\n"
_HEADERS: Final[tuple[tuple[Version, int], ...]] = (((3, 7), 16), ((3, 3), 12), ((0, 0), 8))
"""Since which version a file's header has how many bytes (PEP 552, PEP 3147)."""


def read_pyc(path: MemberPath, content: bytes, *, zone: Zone, moment: Moment, layer: int = 0) -> CodeFacts:
    """Return what a compiled module does; what cannot be read is a Gap that hides."""
    try:
        code = code_of_pyc(content)
    except ArtifactError as error:
        return _unread(path, zone, layer, str(error))
    return _read(code, path=path, zone=zone, moment=moment, layer=layer, depth=0)


def code_of_pyc(content: bytes) -> Code:
    """Return the code object of a compiled module; ArtifactError if it is none that is read."""
    version = _version(content)
    size = next(size for since, size in _HEADERS if version >= since)
    return _code(content[size:], [version])


def read_marshal(
    content: bytes, *, path: MemberPath, zone: Zone, moment: Moment, layer: int = 0, depth: int = 0
) -> CodeFacts:
    """Return what a marshalled code object does; it does not say its version, so the one that fits best is taken."""
    if depth > DEEPEST:
        return _unread(path, zone, layer, "code objects within code objects")
    try:
        code = _code(content, SUPPORTED)
    except ArtifactError as error:
        return _unread(path, zone, layer, str(error))
    return _read(code, path=path, zone=zone, moment=moment, layer=layer, depth=depth)


def _version(content: bytes) -> Version:
    """Return the version that a compiled file's magic number stands for."""
    from xdis.magics import magic_int2tuple

    number = int.from_bytes(content[:2], "little")
    if content[2:4] != _LINE_END:
        raise ArtifactError("no compiled Python")
    try:
        version = tuple(magic_int2tuple(number))[:2]
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise ArtifactError("compiled by an unknown Python") from error
    if version not in SUPPORTED:
        raise ArtifactError(f"compiled by Python {version[0]}.{version[1]}, which is not read")
    return version


def _code(content: bytes, versions: Iterable[Version]) -> Code:
    """Return the code object in `content`, as the first of `versions` that fits it best."""
    if len(content) > LARGEST:
        raise ArtifactError("compiled code larger than is read")
    best: tuple[int, Code] | None = None
    trouble = ArtifactError("no code object")
    for version in versions:
        try:
            found = unmarshal(content, version)
        except ArtifactError as error:
            trouble = error
            continue
        except RecursionError:
            trouble = ArtifactError("marshal data nest too deep")
            continue
        if isinstance(found, Code):
            wrong = sum(misfit(each) for each in _nested(found))
            if best is None or wrong < best[0]:
                best = (wrong, found)
            if wrong == 0:
                break
    if best is None:
        raise trouble
    return best[1]


def _nested(code: Code) -> Iterator[Code]:
    """Yield `code` and the code objects within, at most MOST_NESTED."""
    waiting, seen = [code], 0
    while waiting and seen < MOST_NESTED:
        seen += 1
        one = waiting.pop()
        yield one
        waiting.extend(each for each in one.constants if isinstance(each, Code))


def _read(code: Code, *, path: MemberPath, zone: Zone, moment: Moment, layer: int, depth: int) -> CodeFacts:
    source = lift(code)
    member = Member(path=path, content=source.text.encode("utf-8", "surrogatepass"), sha256=Sha256(""))
    found, carried = read_python([PythonMember(member=member, module="__lifted__", zone=zone)], [], [])
    own = [_moved(each, source, layer, moment) for each in found]
    deeper = [
        _read_carried(each, source, path=path, zone=zone, layer=layer, moment=moment, depth=depth)
        for each in carried[:MOST_CARRIED]
    ]
    parts = [*own, *(each for each in deeper if each is not None)]
    gaps = [gap for part in parts for gap in part.gaps]
    if source.trouble:
        gaps.append(_gap(path, layer, source.trouble, GapReason.COMPLEXITY))
    return CodeFacts(
        path=path,
        language="python",
        zone=zone,
        calls=tuple(call for part in parts for call in part.calls),
        texts=tuple(text for part in parts for text in part.texts),
        layers=tuple(each for part in parts for each in part.layers),
        imports=frozenset().union(*(part.imports for part in parts)),
        gaps=tuple(gaps),
    )


def _read_carried(
    one: Carried, source: Source, *, path: MemberPath, zone: Zone, moment: Moment, layer: int, depth: int
) -> CodeFacts | None:
    """Read a script of another language, or a code object, that the lifted code held."""
    below = layer + one.location.layer
    line = _line(one.location, source)
    moment = one.moment if one.moment is Moment.CALL else moment
    if isinstance(one.content, bytes):
        return read_marshal(one.content, path=path, zone=zone, moment=moment, layer=below, depth=depth + 1)
    language = one.language or looks_like_script(one.content)
    if language is None:
        return None
    return read_script(path, one.content, language, zone=zone, moment=moment, layer=below, line=line)


def _moved(facts: CodeFacts, source: Source, layer: int, moment: Moment) -> CodeFacts:
    """Return `facts` with the compiler's lines in place of the lifted text's, at the asked layer and moment."""

    def place(where: Location) -> Location:
        return replace(where, line=_line(where, source), layer=where.layer + layer)

    def when(own: Moment) -> Moment:
        return own if own is Moment.CALL else moment

    def move(one: Any) -> Any:
        return replace(one, location=place(one.location), moment=when(one.moment))

    return replace(
        facts,
        calls=tuple(move(call) for call in facts.calls),
        texts=tuple(move(text) for text in facts.texts),
        layers=tuple(move(each) for each in facts.layers),
        gaps=tuple(replace(gap, location=place(gap.location)) for gap in facts.gaps),
    )


def _line(where: Location, source: Source) -> int:
    """Return the compiler's line for a line of the lifted text; deeper layers have lines of their own."""
    if where.layer:
        return where.line
    return source.origins[where.line - 1] if 0 < where.line <= len(source.origins) else 0


def _unread(path: MemberPath, zone: Zone, layer: int, detail: str) -> CodeFacts:
    return CodeFacts(
        path=path, language="python", zone=zone, gaps=(_gap(path, layer, detail, GapReason.OPAQUE),)
    )


def _gap(path: MemberPath, layer: int, detail: str, reason: GapReason) -> Gap:
    return Gap(reason=reason, location=Location(path=path, layer=layer), detail=detail)
