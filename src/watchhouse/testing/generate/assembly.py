"""An assembly of .NET that holds nothing but metadata: what it claims to call, and its string literals."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field

_SECTION = 0x2000
"""Address at which the only section is mapped; it lies at offset 512 in the file."""
_RAW = 512
_CLR_HEADER = 72


@dataclass(slots=True)
class _Strings:
    """A heap of names, each once."""

    content: bytearray = field(default_factory=lambda: bytearray(1))
    places: dict[str, int] = field(default_factory=lambda: {"": 0})

    def place(self, text: str) -> int:
        if text not in self.places:
            self.places[text] = len(self.content)
            self.content += text.encode() + b"\0"
        return self.places[text]


def assembly(
    name: str,
    calls: Iterable[str] = (),
    natives: Iterable[tuple[str, str]] = (),
    literals: Iterable[str] = (),
) -> bytes:
    """
    Return a library called `name` without code.

    `calls` are members of other assemblies (`System.Console.WriteLine`), `natives` pairs of a native library and
    its function.
    """
    metadata = _metadata(name, list(calls), list(natives), list(literals))
    metadata_at = _SECTION + _CLR_HEADER
    header = struct.pack("<IHHIIII", _CLR_HEADER, 2, 5, metadata_at, len(metadata), 1, 0).ljust(
        _CLR_HEADER, b"\0"
    )
    section = header + metadata
    size = len(section) + -len(section) % 512
    directories = bytearray(128)
    struct.pack_into("<II", directories, 14 * 8, _SECTION, _CLR_HEADER)
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    coff = struct.pack("<HHIIIHH", 0x14C, 1, 0x5F000000, 0, 0, 224, 0x2102)
    optional = struct.pack("<HBBIIIIIIIIIHHHHHH", 0x10B, 48, 0, 0, size, 0, 0, _SECTION, _SECTION, 0x10000000, 0x2000,
                           512, 4, 0, 0, 0, 4, 0)  # fmt: skip
    optional += struct.pack("<IIIIHHIIIIII", 0, _SECTION + size + -size % 0x2000, 512, 0, 3, 0x8540, 1 << 20, 4096,
                            1 << 20, 4096, 0, 16) + directories  # fmt: skip
    table = struct.pack("<8sIIIIIIHHI", b".text", size, _SECTION, size, _RAW, 0, 0, 0, 0, 0x60000020)
    return (dos + b"PE\0\0" + coff + optional + table).ljust(_RAW, b"\0") + section.ljust(size, b"\0")


def _metadata(name: str, calls: list[str], natives: list[tuple[str, str]], literals: list[str]) -> bytes:
    """Return the root and the streams (ECMA-335, II.24.2)."""
    strings = _Strings()
    tables = _tables(strings, name, calls, natives)
    texts = b"\0" + b"".join(_literal(text) for text in literals)
    streams = (
        ("#~", tables),
        ("#Strings", bytes(strings.content)),
        ("#US", texts),
        ("#GUID", bytes(16)),
        ("#Blob", b"\0\0"),
    )
    version = b"v4.0.30319\0\0"
    root = (
        b"BSJB" + struct.pack("<HHII", 1, 1, 0, len(version)) + version + struct.pack("<HH", 0, len(streams))
    )
    place = len(root) + sum(8 + len(_padded_name(title)) for title, _ in streams)
    contents = b""
    for title, stream in streams:
        padded = stream + bytes(-len(stream) % 4)
        root += struct.pack("<II", place + len(contents), len(padded)) + _padded_name(title)
        contents += padded
    return root + contents


def _tables(strings: _Strings, name: str, calls: list[str], natives: list[tuple[str, str]]) -> bytes:
    """Return the tables: module, type references, one class, member references, modules, imports, assemblies."""
    types = list(dict.fromkeys(call.rpartition(".")[0] for call in calls))
    libraries = list(dict.fromkeys(library for library, _ in natives))
    rows: dict[int, list[bytes]] = {
        0: [struct.pack("<HHHHH", 0, strings.place(f"{name}.dll"), 1, 0, 0)],
        1: [
            # Resolution scope 6: the first assembly reference.
            struct.pack(
                "<HHH", 6, strings.place(each.rpartition(".")[2]), strings.place(each.rpartition(".")[0])
            )
            for each in types
        ],
        2: [struct.pack("<IHHHHH", 0, strings.place("<Module>"), 0, 0, 1, 1)],
        6: [struct.pack("<IHHHHH", 0, 0, 0x2016, strings.place(each), 1, 1) for _, each in natives],
        10: [
            struct.pack(
                "<HHH",
                (types.index(call.rpartition(".")[0]) + 1) << 3 | 1,
                strings.place(call.rpartition(".")[2]),
                1,
            )
            for call in calls
        ],
        26: [struct.pack("<H", strings.place(library)) for library in libraries],
        28: [
            struct.pack("<HHHH", 0x100, number << 1 | 1, strings.place(each), libraries.index(library) + 1)
            for number, (library, each) in enumerate(natives, start=1)
        ],
        32: [struct.pack("<IHHHHIHHH", 0x8004, 1, 0, 0, 0, 0, 0, strings.place(name), 0)],
        35: [struct.pack("<HHHHIHHHH", 8, 0, 0, 0, 0, 0, strings.place("System.Runtime"), 0, 0)],
    }
    filled = {number: table for number, table in rows.items() if table}
    valid = sum(1 << number for number in filled)
    head = struct.pack("<IBBBBQQ", 0, 2, 0, 0, 1, valid, 0)
    counts = b"".join(struct.pack("<I", len(table)) for table in filled.values())
    return head + counts + b"".join(row for table in filled.values() for row in table)


def _literal(text: str) -> bytes:
    """Return one entry of the heap of literals: its length, UTF-16, and a flag."""
    content = text.encode("utf-16-le") + b"\0"
    size = len(content)
    length = bytes([size]) if size < 0x80 else (size | 0x8000).to_bytes(2, "big")
    return length + content


def _padded_name(title: str) -> bytes:
    return title.encode() + bytes(4 - len(title) % 4)
