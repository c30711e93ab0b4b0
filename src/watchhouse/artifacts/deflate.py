"""The deflate format, unpacked in chunks; where it is damaged, what stands before the damage comes out."""

import zlib
from collections.abc import Generator

from isal import igzip_lib

from watchhouse.artifacts.budget import Budget
from watchhouse.artifacts.entries import Flaw
from watchhouse.artifacts.stream import Ending, Flow, drain
from watchhouse.model.evidence import GapReason

_FEED = 1 << 16
_STEPS = (1 << 16, 1 << 11, 1 << 6, 1)
"""Ever smaller steps towards the first damaged byte."""


def inflate(packed: memoryview, budget: Budget) -> Generator[bytes, None, Ending]:
    """Yield the bytes of the deflate stream at the start of `packed`."""
    engine = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_DEFLATE)
    unpacked = 0
    flow = Flow(drain(engine, packed, budget))
    try:
        for chunk in flow:
            unpacked += len(chunk)
            yield chunk
    except igzip_lib.IsalError:  # type: ignore[misc]  # isal's stub declares the class as an instance
        yield from _salvage(packed, unpacked, budget)
        return Ending(used=len(packed), flaw=Flaw(reason=GapReason.CORRUPT, detail="damaged deflate data"))
    return flow.ending


def _salvage(packed: memoryview, done: int, budget: Budget) -> Generator[bytes]:
    """
    Yield what stands between byte `done` of the output and the damage.

    A decompressor that fails keeps what it had unpacked in that call. zlib's can be copied before
    each call and asked again for less; only the very last byte goes down with the damage behind it.
    """
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    fed = 0
    out = 0
    for step in _STEPS:
        while True:
            budget.take_time()
            before = engine.copy()
            feed = engine.unconsumed_tail or packed[fed : fed + _FEED]
            new = 0 if engine.unconsumed_tail else len(feed)
            try:
                chunk = engine.decompress(feed, step if out >= done else min(step, done - out))
            except zlib.error:
                engine = before
                break
            fed += new
            out += len(chunk)
            if not chunk and (engine.eof or (not engine.unconsumed_tail and fed >= len(packed))):
                return
            if chunk and out > done:
                budget.take_bytes(len(chunk))
                yield chunk
