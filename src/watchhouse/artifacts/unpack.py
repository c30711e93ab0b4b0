"""Compressed files of one content: gzip, bzip2, xz and lzma, several streams in a row included."""

import bz2
import lzma
from collections.abc import Callable, Generator

from isal import isal_zlib

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.deflate import inflate
from watchhouse.artifacts.engines import lzma_alone, xz
from watchhouse.artifacts.entries import Flaw
from watchhouse.artifacts.formats import Format
from watchhouse.artifacts.stream import Ending, Engine, Flow, drain
from watchhouse.model.evidence import GapReason

_CHUNK = 1 << 15
"""bzip2 and xz lose a whole chunk where the data is damaged; they are slow enough for small ones."""

_GZIP_HEADER = 10
_GZIP_TRAILER = 8
_HEADER_CRC, _EXTRA, _NAME, _COMMENT = 2, 4, 8, 16


def unpack(form: Format, packed: memoryview, budget: Budget) -> Generator[bytes, None, Ending]:
    """Yield the content of `packed`, which starts as `form` does."""
    match form:
        case Format.GZIP:
            return gunzip(packed, budget)
        case Format.BZIP2:
            return _concatenated(bz2.BZ2Decompressor, b"BZh", packed, budget)
        case Format.XZ:
            return _concatenated(xz, b"\xfd7zXZ\x00", packed, budget)
        case _:
            return _concatenated(lzma_alone, b"", packed, budget)


def gunzip(packed: memoryview, budget: Budget) -> Generator[bytes, None, Ending]:
    """Yield the content of every gzip stream in a row, as gzip itself and every installer does."""
    at = 0
    flaw: Flaw | None = None
    while bytes(packed[at : at + 2]) == b"\x1f\x8b":
        start = _gzip_body(packed, at)
        if start is None:
            return Ending(used=len(packed), flaw=Flaw(reason=GapReason.CORRUPT, detail="damaged gzip header"))
        if at:
            budget.take_member()
        checksum = size = 0
        flow = Flow(inflate(packed[start:], budget))
        for chunk in flow:
            checksum = isal_zlib.crc32(chunk, checksum)
            size += len(chunk)
            yield chunk
        at = start + flow.ending.used
        if flow.ending.flaw:
            return Ending(used=len(packed), flaw=flow.ending.flaw)
        trailer = bytes(packed[at : at + _GZIP_TRAILER])
        at += len(trailer)
        if trailer != checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
            flaw = Flaw(reason=GapReason.CORRUPT, detail="the gzip checksum does not fit")
    return Ending(used=at, flaw=flaw)


def _gzip_body(packed: memoryview, at: int) -> int | None:
    """Return where the deflate data starts (RFC 1952, section 2.3), or None if the header is cut off."""
    head = bytes(packed[at : at + _GZIP_HEADER])
    if len(head) < _GZIP_HEADER or head[2] != 8:  # 8 is deflate, the only method defined
        return None
    flags = head[3]
    at += _GZIP_HEADER
    if flags & _EXTRA:
        at += 2 + int.from_bytes(packed[at : at + 2], "little")
    for flag in (_NAME, _COMMENT):
        if flags & flag:
            end = bytes(packed[at : at + (1 << 16)]).find(0)
            if end < 0:
                return None
            at += end + 1
    if flags & _HEADER_CRC:
        at += 2
    return at if at < len(packed) else None


def _concatenated(
    make: Callable[[], Engine], magic: bytes, packed: memoryview, budget: Budget
) -> Generator[bytes, None, Ending]:
    at = 0
    while True:
        try:
            ending = yield from drain(make(), packed[at:], budget, _CHUNK)
        except lzma.LZMAError as error:
            reason = GapReason.UNSUPPORTED if "limit" in str(error) else GapReason.CORRUPT
            return Ending(used=len(packed), flaw=Flaw(reason=reason, detail="xz data cannot be unpacked"))
        except (OSError, ValueError, EOFError):
            flaw = Flaw(reason=GapReason.CORRUPT, detail="damaged bzip2 data")
            return Ending(used=len(packed), flaw=flaw)
        at += ending.used
        if ending.flaw:
            return Ending(used=len(packed), flaw=ending.flaw)
        while magic[:1] == b"\xfd" and bytes(packed[at : at + 4]) == bytes(4):
            at += 4  # xz 2.2, "Stream Padding": zeros, a multiple of four
        if not magic or bytes(packed[at : at + len(magic)]) != magic:
            return Ending(used=at)
        budget.take_member()
