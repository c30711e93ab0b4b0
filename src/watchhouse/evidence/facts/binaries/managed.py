"""Assemblies of .NET: their metadata say what they call, what they import from native libraries, and their texts."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from watchhouse.model.errors import ArtifactError

MOST_ROWS: Final = 50_000
"""Rows of one table that are looked at; the largest libraries refer to some thousand members."""
MOST_TEXTS: Final = 50_000
LONGEST: Final = 400
"""Characters of one text."""
SECTIONS: Final = 96
"""Sections of one file at most (PE format: the loader's own limit)."""

_CLR_DIRECTORY: Final = 14
_WIDE_OPTIONAL_HEADER: Final = 0x20B

# ECMA-335, II.22: the columns of each table up to ImplMap. A digit is a fixed size in bytes; S, G, B an index into
# the heap of strings, GUIDs, blobs; `t` with a number one into that table; a capital word a coded index.
_TABLES: Final = (
    "2 S G G G", "ResolutionScope S S", "4 S S TypeDefOrRef t4 t6", "t4", "2 S B", "t6", "4 2 2 S B t8", "t8",
    "2 2 S", "t2 TypeDefOrRef", "MemberRefParent S B", "2 HasConstant B", "HasCustomAttribute CustomAttributeType B",
    "HasFieldMarshal B", "2 HasDeclSecurity B", "2 4 t2", "4 t4", "B", "t2 t20", "t20", "2 S TypeDefOrRef",
    "t2 t23", "t23", "2 S B", "2 t6 HasSemantics", "t2 MethodDefOrRef MethodDefOrRef", "S", "B",
    "2 MemberForwarded S t26",
)  # fmt: skip
_CODED: Final = {
    "ResolutionScope": (2, (0, 26, 35, 1)),
    "TypeDefOrRef": (2, (2, 1, 27)),
    "MemberRefParent": (3, (2, 1, 26, 6, 27)),
    "HasConstant": (2, (4, 8, 23)),
    "HasCustomAttribute": (
        5,
        (6, 4, 1, 2, 8, 9, 10, 0, 14, 23, 20, 17, 26, 27, 32, 35, 38, 39, 40, 42, 44, 43),
    ),
    "CustomAttributeType": (3, (6, 10)),
    "HasFieldMarshal": (1, (4, 8)),
    "HasDeclSecurity": (2, (2, 6, 32)),
    "HasSemantics": (1, (20, 23)),
    "MethodDefOrRef": (1, (6, 10)),
    "MemberForwarded": (1, (4, 6)),
}
"""ECMA-335, II.24.2.6: bits of the tag, and the tables among which it chooses."""
_TYPE_REF, _MEMBER_REF, _MODULE_REF, _IMPL_MAP = 1, 10, 26, 28
_TYPE_REF_TAG: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """What the metadata of one assembly say."""

    calls: frozenset[str]
    """Members of other assemblies, `System.Diagnostics.Process.Start`."""
    natives: frozenset[str]
    """Functions and libraries that are called past the runtime (P/Invoke)."""
    texts: tuple[str, ...]
    """The string literals of its code."""
    mixed: bool
    """Whether native code stands beside the managed."""


def clr_header(content: bytes) -> tuple[int, int] | None:
    """Return offset and size of the header that makes a PE an assembly, or None if it is none."""
    try:
        return _Image(content).directory(_CLR_DIRECTORY)
    except (struct.error, ArtifactError):
        return None


def read_assembly(content: bytes) -> Assembly:
    """Return what an assembly's metadata say; ArtifactError if they do not hold together."""
    try:
        image = _Image(content)
        header = image.directory(_CLR_DIRECTORY)
        if header is None:
            raise ArtifactError("no assembly")
        rva, size, flags = struct.unpack_from("<III", content, header[0] + 8)
        begin = image.offset(rva)
        metadata = _Metadata(content[begin : begin + size])
        return Assembly(
            calls=frozenset(metadata.members()),
            natives=frozenset(metadata.natives()),
            texts=tuple(islice(metadata.literals(), MOST_TEXTS)),
            mixed=not flags & 1,
        )
    except (struct.error, IndexError, KeyError, ValueError) as error:
        raise ArtifactError(f"metadata of the assembly do not parse: {type(error).__name__}") from error


class _Image:
    """The sections of a PE, to find what stands at an address."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        header = struct.unpack_from("<I", content, 0x3C)[0]
        self._optional = header + 24
        count = min(struct.unpack_from("<H", content, header + 6)[0], SECTIONS)
        first = self._optional + struct.unpack_from("<H", content, header + 20)[0]
        self._sections = [
            struct.unpack_from("<IIII", content, first + 40 * each + 8) for each in range(count)
        ]

    def directory(self, number: int) -> tuple[int, int] | None:
        """Return offset and size of a data directory, or None if there is none."""
        wide = struct.unpack_from("<H", self._content, self._optional)[0] == _WIDE_OPTIONAL_HEADER
        begin = self._optional + (112 if wide else 96)
        if struct.unpack_from("<I", self._content, begin - 4)[0] <= number:
            return None
        rva, size = struct.unpack_from("<II", self._content, begin + 8 * number)
        return (self.offset(rva), size) if rva and size else None

    def offset(self, rva: int) -> int:
        """Return where in the file an address lies; ArtifactError if nowhere."""
        for size, address, raw_size, raw in self._sections:
            if address <= rva < address + max(size, raw_size):
                return int(raw + rva - address)
        raise ArtifactError("address outside all sections")


class _Metadata:
    """ECMA-335, II.24: the streams and the tables."""

    def __init__(self, content: bytes) -> None:
        if content[:4] != b"BSJB":
            raise ArtifactError("metadata without their signature")
        self._content = content
        self._streams = dict(self._read_streams())
        self._strings = self._stream(b"#Strings")
        tables = self._streams.get(b"#~") or self._streams.get(b"#-")
        if tables is None:
            raise ArtifactError("metadata without tables")
        self._begin = tables[0]
        self._heaps = content[self._begin + 6]
        valid = struct.unpack_from("<Q", content, self._begin + 8)[0]
        place = self._begin + 24
        self._rows: dict[int, int] = {}
        for table in range(64):
            if valid >> table & 1:
                self._rows[table] = struct.unpack_from("<I", content, place)[0]
                place += 4
        if self._heaps & 0x40:
            place += 4  # extra data that only edit-and-continue writes
        self._places: dict[int, int] = {}
        for table in range(len(_TABLES)):
            self._places[table] = place
            place += self._rows.get(table, 0) * sum(self._widths[table])

    def members(self) -> Iterator[str]:
        """Yield every member of another assembly that is referred to, as `Namespace.Type.Member`."""
        types = [f"{self._text(row[2])}.{self._text(row[1])}" for row in self._table(_TYPE_REF)]
        for parent, name, _ in self._table(_MEMBER_REF):
            number = (parent >> 3) - 1
            if parent & 7 == _TYPE_REF_TAG and 0 <= number < len(types):
                yield f"{types[number]}.{self._text(name)}"

    def natives(self) -> Iterator[str]:
        """Yield the names of native functions and of their libraries."""
        for _, _, name, _ in self._table(_IMPL_MAP):
            yield self._text(name)
        for (name,) in self._table(_MODULE_REF):
            yield self._text(name)

    def literals(self) -> Iterator[str]:
        """Yield the string literals: UTF-16 behind a compressed length (II.24.2.4)."""
        heap = self._stream(b"#US")
        place = 1
        while place < len(heap):
            first = heap[place]
            if first < 0x80:
                size, place = first, place + 1
            elif first < 0xC0:
                size, place = int.from_bytes(heap[place : place + 2], "big") & 0x3FFF, place + 2
            else:
                size, place = int.from_bytes(heap[place : place + 4], "big") & 0x1FFFFFFF, place + 4
            if size > 1:
                yield heap[place : place + min(size - 1, 2 * LONGEST)].decode("utf-16-le", "replace")
            place += size

    def _read_streams(self) -> Iterator[tuple[bytes, tuple[int, int]]]:
        place = 16 + struct.unpack_from("<I", self._content, 12)[0]
        count = struct.unpack_from("<H", self._content, place + 2)[0]
        place += 4
        for _ in range(min(count, 16)):
            offset, size = struct.unpack_from("<II", self._content, place)
            name = self._content[place + 8 : place + 40].partition(b"\0")[0]
            yield name, (offset, size)
            place += 8 + (len(name) // 4 + 1) * 4

    def _stream(self, name: bytes) -> bytes:
        offset, size = self._streams.get(name, (0, 0))
        return self._content[offset : offset + size]

    @cached_property
    def _widths(self) -> list[list[int]]:
        """Bytes of each column of each table."""
        return [[self._width(column) for column in columns.split()] for columns in _TABLES]

    def _width(self, column: str) -> int:
        if column.isdigit():
            return int(column)
        if column in {"S", "G", "B"}:
            return 4 if self._heaps & {"S": 1, "G": 2, "B": 4}[column] else 2
        if column[0] == "t":
            return 2 if self._rows.get(int(column[1:]), 0) < 1 << 16 else 4
        bits, tables = _CODED[column]
        return 2 if max(self._rows.get(table, 0) for table in tables) < 1 << 16 - bits else 4

    def _table(self, table: int) -> Iterator[tuple[int, ...]]:
        """Yield the rows of a table as numbers."""
        codes = {1: "B", 2: "H", 4: "I"}
        row = struct.Struct("<" + "".join(codes[width] for width in self._widths[table]))
        count = min(self._rows.get(table, 0), MOST_ROWS)
        begin = self._places[table]
        return row.iter_unpack(self._content[begin : begin + count * row.size])

    def _text(self, index: int) -> str:
        end = self._strings.find(b"\0", index, index + LONGEST)
        return self._strings[index : end if end >= 0 else index + LONGEST].decode("utf-8", "replace")
