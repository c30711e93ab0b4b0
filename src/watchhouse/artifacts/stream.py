"""Bytes that come one chunk at a time, out of memory or out of a decompressor, and how they ended."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Protocol

from watchhouse.artifacts.budget import CHUNK, Budget
from watchhouse.artifacts.entries import Flaw
from watchhouse.model.evidence import GapReason

FEED = 1 << 14
"""Bytes handed to a decompressor at once; it copies what it does not use at a stream's end."""


class Engine(Protocol):
    """What the decompressors of isal, bz2 and lzma have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of the compressed stream was reached."""

    @property
    def needs_input(self) -> bool:
        """Whether more compressed bytes are wanted."""

    @property
    def unused_data(self) -> bytes:
        """What was handed over after the end."""

    def decompress(self, data: memoryview | bytes, max_length: int = -1) -> bytes:
        """Return at most `max_length` bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a stream ended."""

    used: int
    """How many of the packed bytes belong to the stream."""
    flaw: Flaw | None = None


def drain(
    engine: Engine, packed: memoryview, budget: Budget, chunk: int = CHUNK
) -> Generator[bytes, None, Ending]:
    """Yield what `engine` makes of the one stream at the start of `packed`; its own errors pass through."""
    fed = 0
    unpacked = 0
    while not engine.eof:
        budget.take_time()
        piece = packed[:0]
        if engine.needs_input:  # only now is it sure that everything fed was used
            if budget.is_bomb(unpacked, fed):
                detail = f"{unpacked} bytes out of {fed}, and more to come"
                return Ending(used=fed, flaw=Flaw(reason=GapReason.RATIO, detail=detail))
            piece = packed[fed : fed + FEED]
            fed += len(piece)
            if not piece:
                return Ending(
                    used=fed, flaw=Flaw(reason=GapReason.CORRUPT, detail="the compressed data is cut off")
                )
        made = engine.decompress(piece, min(chunk, budget.chunk))
        if not made:
            continue
        budget.take_bytes(len(made))
        unpacked += len(made)
        yield made
    return Ending(used=fed - len(engine.unused_data))


def in_memory(content: memoryview, budget: Budget) -> Generator[bytes, None, Ending]:
    """Yield `content` itself, spending it as it goes."""
    for start in range(0, len(content), CHUNK):
        piece = bytes(content[start : start + CHUNK])
        budget.take_bytes(len(piece))
        yield piece
    return Ending(used=len(content))


class Flow:
    """An iterator over chunks that remembers how they ended."""

    __slots__ = ("_steps", "ending")

    def __init__(self, steps: Generator[bytes, None, Ending]) -> None:
        """Pass on what `steps` yields; until that is exhausted, nothing of it counts as used."""
        self._steps = steps
        self.ending = Ending(used=0)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the chunks."""
        self.ending = yield from self._steps


class Stream:
    """A reader over chunks: exact counts of bytes, short only at the end."""

    __slots__ = ("_at", "_chunk", "_steps", "ending")

    def __init__(self, steps: Generator[bytes, None, Ending]) -> None:
        """Read from `steps`; `ending` is set once they are exhausted."""
        self._steps = steps
        self._chunk = b""
        self._at = 0
        self.ending: Ending | None = None

    def read(self, count: int) -> bytes:
        """Return the next `count` bytes, or all that is left if that is less."""
        end = self._at + count
        if end <= len(self._chunk):
            piece = self._chunk[self._at : end]
            self._at = end
            return piece
        return b"".join(self._pieces(count))

    def skip(self, count: int) -> int:
        """Pass over `count` bytes and return how many there were."""
        end = self._at + count
        if end <= len(self._chunk):
            self._at = end
            return count
        return sum(map(len, self._pieces(count)))

    def peek(self, count: int) -> bytes:
        """Return the next `count` bytes without passing them."""
        if self._at == len(self._chunk):
            self._refill()
        if self._at + count > len(self._chunk):
            self._chunk = self.read(count) + self._chunk[self._at :]
            self._at = 0
        return self._chunk[self._at : self._at + count]

    def _pieces(self, count: int) -> Iterator[bytes]:
        while count:
            piece = self._chunk[self._at : self._at + count]
            self._at += len(piece)
            count -= len(piece)
            if piece:
                yield piece
            if count and not self._refill():
                return

    def _refill(self) -> bool:
        try:
            self._chunk = next(self._steps)
        except StopIteration as stop:
            self._chunk = b""
            self._at = 0
            self.ending = self.ending or stop.value  # asked once more, a generator has no value
            return False
        self._at = 0
        return True
