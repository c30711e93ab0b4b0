"""Files that are no source code: tables of numbers, pictures."""

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
