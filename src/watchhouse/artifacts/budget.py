"""What reading one artifact may still cost; spent while bytes are read, never checked afterwards."""

from collections.abc import Callable

from watchhouse.model.artifact import ReadLimits
from watchhouse.model.errors import ArtifactError
from watchhouse.model.evidence import GapReason

CHUNK = 1 << 20
"""Bytes that a decompressor may give at once: the budget is overdrawn by one chunk at most."""


class BudgetSpentError(ArtifactError):
    """The artifact has cost all that it may cost: reading stops, what was read is kept."""

    def __init__(self, reason: GapReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Budget:
    """One artifact's budget, shared by all archives nested in it."""

    __slots__ = ("_bytes", "_clock", "_deadline", "_members", "_published", "limits")

    def __init__(self, limits: ReadLimits, clock: Callable[[], float], published: int = 0) -> None:
        """Start the budget of an artifact of `published` bytes; `clock` tells monotonic seconds."""
        self.limits = limits
        self._clock = clock
        self._deadline = clock() + limits.seconds
        self._published = published
        self._members = 0
        self._bytes = 0

    def publish(self, count: int) -> None:
        """Add `count` bytes to the artifact's own size, against which its ratio is measured."""
        self._published += count

    def take_member(self) -> None:
        """Spend one member, or one header that costs as much as a member."""
        self._members += 1
        if self._members > self.limits.members:
            detail = f"more than {self.limits.members} members"
            raise BudgetSpentError(GapReason.TOO_MANY_MEMBERS, detail)
        self.take_time()

    def take_time(self) -> None:
        """Stop if the time is over."""
        if self._clock() > self._deadline:
            raise BudgetSpentError(GapReason.TIME, f"more than {self.limits.seconds:g} seconds")

    def take_bytes(self, count: int) -> None:
        """Spend `count` bytes that came out of the artifact or out of an archive nested in it."""
        self._bytes += count
        if self._bytes > self.limits.total_bytes:
            raise BudgetSpentError(
                GapReason.TOO_MUCH_DATA, f"more than {self.limits.total_bytes} bytes in all"
            )
        if self.is_bomb(self._bytes, self._published):
            detail = f"more than {self.limits.ratio} bytes out of each byte in the artifact as a whole"
            raise BudgetSpentError(GapReason.RATIO, detail)

    def is_bomb(self, unpacked: int, packed: int) -> bool:
        """Return whether `unpacked` bytes out of `packed` are more than compression of honest data gives."""
        return unpacked > self.limits.ratio_floor and unpacked > self.limits.ratio * packed

    @property
    def left(self) -> int:
        """How many bytes may still come out."""
        return self.limits.total_bytes - self._bytes

    @property
    def chunk(self) -> int:
        """How many bytes a decompressor may give at once: never much more than is left of the total."""
        return min(CHUNK, self.left + 1)
