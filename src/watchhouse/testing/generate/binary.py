"""Files that are no source code: tables of numbers, pictures, a library that holds nothing."""

import random
import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"


def table(chance: random.Random, size: int) -> bytes:
    """Return `size` bytes of a NumPy array of whole numbers."""
    head = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({size},), }}"
    text = head.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode() + chance.randbytes(size)


def picture(chance: random.Random, size: int) -> bytes:
    """Return a PNG of about `size` bytes that shows noise."""
    width = max(1, int(size**0.5))
    rows = chance.randbytes(width * width)
    lines = b"".join(b"\0" + rows[at : at + width] for at in range(0, len(rows), width))
    header = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return _PNG + b"".join(
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )


def empty_library(chance: random.Random, size: int) -> bytes:
    """Return a Windows library of about `size` bytes without code, import or export."""
    aligned = max(512, size - size % 512)
    dos = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64)
    coff = struct.pack("<HHIIIHH", 0x14C, 1, 0x5F000000, 0, 0, 224, 0x2102)
    optional = struct.pack("<HBBIIIIIIIIIHHHHHH", 0x10B, 48, 0, 0, aligned, 0, 0, 4096, 4096, 0x10000000, 4096, 512,
                           4, 0, 0, 0, 4, 0)  # fmt: skip
    optional += struct.pack("<IIIIHHIIIIII", 0, 4096 + aligned + -aligned % 4096, 512, 0, 3, 0x8540, 1 << 20, 4096,
                            1 << 20, 4096, 0, 16) + bytes(128)  # fmt: skip
    section = struct.pack("<8sIIIIIIHHI", b".rdata", aligned, 4096, aligned, 512, 0, 0, 0, 0, 0x40000040)
    head = (dos + b"PE\0\0" + coff + optional + section).ljust(512, b"\0")
    return head + chance.randbytes(aligned // 2).hex().encode()
