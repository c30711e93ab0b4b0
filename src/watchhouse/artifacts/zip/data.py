"""The data of one zip entry, unpacked by its method, under the budget."""

import bz2
import lzma
from collections.abc import Generator
from dataclasses import dataclass

from isal.igzip_lib import DECOMP_DEFLATE, IgzipDecompressor, IsalError
from isal.isal_zlib import crc32

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.deflate import inflate
from watchhouse.artifacts.engines import lzma_alone
from watchhouse.artifacts.entries import Flaw
from watchhouse.artifacts.stream import Ending, Stream, drain, in_memory
from watchhouse.artifacts.zip.records import Record
from watchhouse.model.evidence import GapReason

STORED, DEFLATED, BZIP2, LZMA = 0, 8, 12, 14
METHODS = frozenset({STORED, DEFLATED, BZIP2, LZMA})

_LZMA_HEADER = 4
_LZMA_PROPERTIES = 5
_LZMA_END_MARK = 0x0002
_CHUNK = 1 << 15
_AT_ONCE = 64 << 20
"""Up to this size an entry is unpacked in one call, a sixth of a second at most and twice as fast as in chunks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What came out of an entry."""

    content: bytes
    flaws: tuple[Flaw, ...] = ()


def read_data(packed: memoryview, record: Record, budget: Budget) -> Unpacked:
    """Return the whole content that `packed` holds, whatever `record` says of its size."""
    fits = record.unpacked <= min(_AT_ONCE, budget.limits.member_bytes, budget.left)
    if fits and not budget.is_bomb(record.unpacked, len(packed)):
        content = _at_once(packed, record)
        if content is not None:
            budget.take_bytes(len(content))
            return Unpacked(content=content)
    return _step_by_step(packed, record, budget)


def _at_once(packed: memoryview, record: Record) -> bytes | None:
    """Return the content of an entry that is all that `record` says it is, else None."""
    if record.method == STORED and len(packed) == record.unpacked:
        content = bytes(packed)
    elif record.method == DEFLATED:
        engine = IgzipDecompressor(flag=DECOMP_DEFLATE)
        try:
            content = engine.decompress(packed, record.unpacked + 1)
        except IsalError:  # type: ignore[misc]  # isal's stub declares the class as an instance
            return None
        if not engine.eof or engine.unused_data or len(content) != record.unpacked:
            return None
    else:
        return None
    return content if crc32(content) == record.checksum else None


def _step_by_step(packed: memoryview, record: Record, budget: Budget) -> Unpacked:
    limit = budget.limits.member_bytes
    stream = Stream(_steps(packed, record, budget))
    content = stream.read(limit)
    flaws: list[Flaw] = []
    if len(content) == limit and stream.peek(1):
        flaws.append(
            Flaw(reason=GapReason.MEMBER_TOO_LARGE, detail=f"more than {limit} bytes; the first were read")
        )
        return Unpacked(content=content, flaws=tuple(flaws))
    stream.peek(1)
    ending = stream.ending
    if ending is not None and ending.flaw is not None:
        flaws.append(ending.flaw)
    elif ending is not None and ending.used < len(packed):
        detail = "bytes after the end of the compressed data, which some readers take for the next entry"
        flaws.append(Flaw(reason=GapReason.AMBIGUOUS, detail=detail))
    if not flaws and len(content) != record.unpacked:
        detail = f"{len(content)} bytes where {record.unpacked} are declared"
        flaws.append(Flaw(reason=GapReason.AMBIGUOUS, detail=detail))
    elif not flaws and crc32(content) != record.checksum:
        flaws.append(Flaw(reason=GapReason.CORRUPT, detail="the checksum does not fit"))
    return Unpacked(content=content, flaws=tuple(flaws))


def _steps(packed: memoryview, record: Record, budget: Budget) -> Generator[bytes, None, Ending]:
    if record.method == DEFLATED:
        return inflate(packed, budget)
    if record.method == BZIP2:
        return _bunzip(packed, budget)
    if record.method == LZMA:
        return _unlzma(packed, record, budget)
    return in_memory(packed, budget)


def _bunzip(packed: memoryview, budget: Budget) -> Generator[bytes, None, Ending]:
    try:
        return (yield from drain(bz2.BZ2Decompressor(), packed, budget, _CHUNK))
    except (OSError, ValueError):
        return Ending(used=len(packed), flaw=Flaw(reason=GapReason.CORRUPT, detail="damaged bzip2 data"))


def _unlzma(packed: memoryview, record: Record, budget: Budget) -> Generator[bytes, None, Ending]:
    """
    Unpack by way of the `.lzma` form.

    APPNOTE 5.8.8: version (2 bytes), size of the properties (2), the properties, the stream; `.lzma` has
    the properties, then the size (8 bytes, all ones if an end mark follows), then the same stream.
    """
    if bytes(packed[2:4]) != _LZMA_PROPERTIES.to_bytes(2, "little"):
        return Ending(used=len(packed), flaw=Flaw(reason=GapReason.CORRUPT, detail="damaged lzma header"))
    start = _LZMA_HEADER + _LZMA_PROPERTIES
    size = b"\xff" * 8 if record.flags & _LZMA_END_MARK else record.unpacked.to_bytes(8, "little")
    engine = lzma_alone()
    try:
        engine.decompress(bytes(packed[_LZMA_HEADER:start]) + size, 0)
        ending = yield from drain(engine, packed[start:], budget, _CHUNK)
    except lzma.LZMAError as error:
        reason = GapReason.UNSUPPORTED if "limit" in str(error) else GapReason.CORRUPT
        return Ending(used=len(packed), flaw=Flaw(reason=reason, detail="lzma data cannot be unpacked"))
    return Ending(used=start + ending.used, flaw=ending.flaw)
