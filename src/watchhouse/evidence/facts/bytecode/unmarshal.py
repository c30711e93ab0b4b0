"""
Marshal data come in, inert values go out; nothing is ever turned into a code object of the interpreter.

Python's own `marshal.loads` may crash on hostile data, and xdis calls it where a file's version is that of the
running interpreter. xdis' portable reader takes ten times as long as this one and gives up on any module with a
negative number beyond 32 bits, which is an evasion for free (docs/decisions/0004).
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from watchhouse.model.errors import ArtifactError

DEEPEST: Final = 150
"""Objects within objects; CPython itself allows 2,000, no compiler nests more than a few dozen."""
MOST_OBJECTS: Final = 1_000_000
LONGEST_NUMBER: Final = 1 << 20
"""Digits of 15 bits; larger numbers are left unknown."""

Version: TypeAlias = tuple[int, int]

_FAST_LOCAL, _FAST_CELL, _FAST_FREE = 0x20, 0x40, 0x80


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Code:
    """One code object, as data."""

    name: str
    file: str
    first_line: int
    flags: int
    arguments: int
    """Positional and keyword-only parameters, which come first among the locals."""
    code: bytes
    constants: tuple[Any, ...]
    names: tuple[str, ...]
    locals: tuple[str, ...]
    """Up to 3.10 fast locals; since 3.11 fast locals, cells and free variables in one."""
    cells: tuple[str, ...]
    """Cells and free variables up to 3.10."""
    lines: bytes
    version: Version


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """A set or mapping as its elements in order; never hashed, because a hash of shared tuples can take for ever."""

    kind: str
    elements: tuple[Any, ...]


class Unreadable:
    """Stands for a constant that was not read."""

    def __repr__(self) -> str:
        return "None"


UNREADABLE: Final = Unreadable()


def unmarshal(content: bytes, version: Version) -> Any:
    """Return the object that `content` starts with; ArtifactError if it is not what `version` writes."""
    reader = _Reader(content=content, version=version)
    try:
        return reader.read()
    except (struct.error, IndexError, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise ArtifactError(f"marshal data are broken: {type(error).__name__}") from error


@dataclass(slots=True)
class _Reader:
    content: bytes
    version: Version
    position: int = 0
    depth: int = 0
    objects: int = 0
    references: list[Any] = field(default_factory=list)
    interned: list[Any] = field(default_factory=list)

    def read(self) -> Any:
        """Return the next object."""
        self.objects += 1
        self.depth += 1
        if self.depth > DEEPEST or self.objects > MOST_OBJECTS:
            raise ArtifactError("marshal data nest too deep or hold too much")
        byte = self.content[self.position]
        self.position += 1
        kind = chr(byte & 0x7F)
        reserved = None
        if byte & 0x80 and kind != "r":
            reserved = len(self.references)
            self.references.append(None)
        found = self._object(kind)
        if reserved is not None:
            self.references[reserved] = found
        self.depth -= 1
        return found

    def _object(self, kind: str) -> Any:
        if kind in _SINGLETONS:
            return _SINGLETONS[kind]
        reader = _KINDS.get(kind)
        if reader is None:
            raise ArtifactError("marshal data of an unknown type")
        return reader(self)

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes."""
        if size < 0 or size > len(self.content) - self.position:
            raise ArtifactError("marshal data are cut off")
        self.position += size
        return self.content[self.position - size : self.position]

    def number(self, layout: str) -> Any:
        """Return the next number of a `struct` layout."""
        return struct.unpack(layout, self.take(struct.calcsize(layout)))[0]

    def size(self) -> int:
        """Return a count of things that follow, each of at least one byte."""
        count: int = self.number("<i")
        if not 0 <= count <= len(self.content) - self.position:
            raise ArtifactError("marshal data are cut off")
        return count

    def string(self) -> Any:
        """Return bytes; in Python 2 they are the ordinary text."""
        found = self.take(self.number("<i"))
        return found.decode("latin-1") if self.version < (3, 0) else found

    def interned_string(self) -> str:
        """Return a text that later texts may refer to."""
        found = self.take(self.number("<i")).decode(
            "utf-8" if self.version >= (3, 0) else "latin-1", "surrogatepass"
        )
        self.interned.append(found)
        return found

    def text(self) -> str:
        """Return text in UTF-8."""
        return self.take(self.number("<i")).decode("utf-8", "surrogatepass")

    def latin(self) -> str:
        """Return ASCII text with a long length."""
        return self.take(self.number("<i")).decode("latin-1")

    def short(self) -> str:
        """Return ASCII text with a short length."""
        return self.take(self.number("<B")).decode("latin-1")

    def long(self) -> Any:
        """Return a number of 15-bit digits."""
        count: int = self.number("<i")
        if abs(count) > LONGEST_NUMBER:
            self.take(2 * abs(count))
            return UNREADABLE
        digits = struct.unpack(f"<{abs(count)}H", self.take(2 * abs(count)))
        # base 2 is the one base in which text becomes a number in linear time
        value = int("".join(format(digit & 0x7FFF, "015b") for digit in reversed(digits)) or "0", 2)
        return -value if count < 0 else value

    def decimal(self) -> float:
        """Return a float written as text."""
        return float(self.take(self.number("<B")))

    def sequence(self, count: int) -> tuple[Any, ...]:
        """Return that many objects."""
        return tuple(self.read() for _ in range(count))

    def mapping(self) -> Collection:
        """Return key and value in turn, up to the NULL that ends them."""
        found: list[Any] = []
        while self.content[self.position] & 0x7F != ord("0"):
            found.append(self.read())
        self.position += 1
        return Collection("dict", tuple(found))

    def reference(self) -> Any:
        """Return an object that was read before; inside itself it is unknown."""
        found = self.references[self.number("<I")]
        return UNREADABLE if found is None else found

    def code(self) -> Code:
        """Return a code object; the layout of CPython 3.11 differs from those before."""
        head = self.number("<i")
        if self.version >= (3, 8):
            self.number("<i")  # how many of them are positional only
        keyword_only = self.number("<i") if self.version >= (3, 0) else 0
        new = self.version >= (3, 11)
        skipped = 1 if new else 2  # stack size, and before it the number of locals
        for _ in range(skipped):
            self.number("<i")
        flags = self.number("<i")
        code, constants, names, variables = (self.read() for _ in range(4))
        if new:
            kinds = self.read()
            cells: tuple[str, ...] = ()
            variables = _texts(variables)
            if not isinstance(kinds, bytes) or len(kinds) != len(variables):
                raise ArtifactError("code object with kinds that fit no locals")
        else:
            free, cell = self.read(), self.read()
            cells = _texts(cell) + _texts(free)  # cells come first where an instruction counts them
        file, name = self.read(), self.read()
        if new:
            self.read()  # qualified name
        first_line = self.number("<i")
        lines = self.read()
        if new:
            self.read()  # exception table
        code = code.encode("latin-1") if isinstance(code, str) and self.version < (3, 0) else code
        lines = lines.encode("latin-1") if isinstance(lines, str) and self.version < (3, 0) else lines
        if not (isinstance(code, bytes) and isinstance(constants, tuple) and isinstance(lines, bytes)):
            raise ArtifactError("code object of the wrong parts")
        if not (isinstance(name, str) and isinstance(file, str)):
            raise ArtifactError("code object without a name")
        return Code(
            name=name,
            file=file,
            first_line=first_line,
            flags=flags,
            arguments=max(0, head + keyword_only),
            code=code,
            constants=constants,
            names=_texts(names),
            locals=_texts(variables),
            cells=cells,
            lines=lines,
            version=self.version,
        )


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, tuple) or not all(isinstance(each, str) for each in value):
        raise ArtifactError("code object whose names are no texts")
    return value


_SINGLETONS: Final[dict[str, Any]] = {
    "N": None,
    "T": True,
    "F": False,
    ".": Ellipsis,
    "S": UNREADABLE,
    "0": UNREADABLE,
}
_KINDS: Final[dict[str, Callable[[_Reader], Any]]] = {
    "i": lambda reader: reader.number("<i"),
    "I": lambda reader: reader.number("<q"),
    "l": _Reader.long,
    "g": lambda reader: reader.number("<d"),
    "f": _Reader.decimal,
    "y": lambda reader: complex(reader.number("<d"), reader.number("<d")),
    "x": lambda reader: complex(reader.decimal(), reader.decimal()),
    "s": _Reader.string,
    "t": _Reader.interned_string,
    "R": lambda reader: reader.interned[reader.number("<I")],
    "u": _Reader.text,
    "a": _Reader.latin,
    "A": _Reader.latin,
    "z": _Reader.short,
    "Z": _Reader.short,
    ")": lambda reader: reader.sequence(reader.number("<B")),
    "(": lambda reader: reader.sequence(reader.size()),
    "[": lambda reader: reader.sequence(reader.size()),
    "<": lambda reader: Collection("set", reader.sequence(reader.size())),
    ">": lambda reader: Collection("frozenset", reader.sequence(reader.size())),
    "{": _Reader.mapping,
    ":": lambda reader: Collection("slice", reader.sequence(3)),
    "r": _Reader.reference,
    "c": _Reader.code,
}
