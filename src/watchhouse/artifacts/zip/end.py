"""Where a zip archive ends: the record from which readers find the directory, and where readers differ on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from struct import Struct

from watchhouse.artifacts.zip.records import CENTRAL

END = b"PK\x05\x06"
_LOCATOR = b"PK\x06\x07"
_END64 = b"PK\x06\x06"

_END_RECORD = Struct("<4s4H2LH")
_LOCATOR_RECORD = Struct("<4sLQL")
_END64_RECORD = Struct("<4sQ2H2L4Q")
_REACH = (1 << 16) + _END_RECORD.size
"""A comment of 65,535 bytes may follow the record."""
_CANDIDATES = 64
"""Records that are tried; one decoy after the other must not cost a search of its own."""
_MAX16 = 0xFFFF
_MAX32 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a zip's directory lies, and what is odd about how one gets there."""

    directory: int
    """Where the directory starts in the file."""
    directory_end: int
    shift: int
    """What must be added to the offsets in the archive: the bytes that were put before it."""
    entries: int
    """How many entries the record counts."""
    stop: int
    """Where the archive ends, its comment included."""
    oddities: tuple[str, ...] = ()
    """Each a reason why two readers may see different content."""


def find_end(content: bytes) -> End | None:
    """Return the end that readers find in `content`, or None if it is no zip archive."""
    lowest = max(0, len(content) - _REACH)
    if content.find(6, lowest) < 0:  # one byte is sought twenty times as fast as four; text has none
        return None
    later: list[int] = []
    for at in islice(_candidates(content, lowest), _CANDIDATES):
        end = _read(content, at)
        if end is not None:
            return _with_rivals(content, end, at, later)
        later.append(at)
    return None


def _candidates(content: bytes, lowest: int) -> Iterator[int]:
    at = len(content)
    while (at := content.rfind(END, lowest, at + len(END) - 1 if at < len(content) else at)) >= 0:
        if at + _END_RECORD.size <= len(content):
            yield at
        if at == lowest:
            return


def _with_rivals(content: bytes, end: End, at: int, later: list[int]) -> End:
    """Add what other readers make of the same bytes: they may take a later record, or none that ends early."""
    oddities = list(end.oddities)
    if later:
        oddities.append("a second end record, which some readers take for the first")
    elif content.rfind(END, at + 1) > 0:
        oddities.append("a second end record, cut off")
    if end.stop != len(content):
        oddities.append("data after the end of the archive")
    return End(
        directory=end.directory,
        directory_end=end.directory_end,
        shift=end.shift,
        entries=end.entries,
        stop=end.stop,
        oddities=tuple(oddities),
    )


def _read(content: bytes, at: int) -> End | None:
    """Return what the record at `at` says, or None if no directory lies where it points."""
    _, disk, start_disk, here, entries, size, offset, comment = _END_RECORD.unpack_from(content, at)
    oddities: list[str] = []
    stop = at + _END_RECORD.size + comment
    record = at
    if content[at - _LOCATOR_RECORD.size : at].startswith(_LOCATOR) and at >= _LOCATOR_RECORD.size:
        wide = _read64(content, at - _LOCATOR_RECORD.size)
        if wide is None:
            oddities.append("a damaged zip64 end record")
        else:
            record, entries64, size64, offset64 = wide
            pairs = ((entries, entries64, _MAX16), (size, size64, _MAX32), (offset, offset64, _MAX32))
            if any(narrow not in {full, highest} for narrow, full, highest in pairs):
                oddities.append("the two end records differ")
            entries = here = entries64
            size, offset = size64, offset64
    if disk or start_disk or here != entries:
        oddities.append("an archive of several parts")
    shift = record - size - offset
    if shift < 0 or (shift and content[offset : offset + 4] == CENTRAL):
        oddities.append("two places where the directory may be")
    directory = record - size
    if directory < 0 or not _is_directory(content, directory, record):
        if not _is_directory(content, offset, record):
            return None
        directory, shift = offset, 0
        oddities.append("the directory does not end where the end record starts")
    return End(
        directory=directory,
        directory_end=record,
        shift=shift,
        entries=entries,
        stop=stop,
        oddities=tuple(oddities),
    )


def _is_directory(content: bytes, at: int, record: int) -> bool:
    if at == record:  # an empty archive, if nothing else stands before its end
        return record == 0
    return at < record and content[at : at + 4] == CENTRAL


def _read64(content: bytes, locator: int) -> tuple[int, int, int, int] | None:
    """Return where the zip64 record is, and its entries, size and offset."""
    _, _, told, _ = _LOCATOR_RECORD.unpack_from(content, locator)
    for at in (told, locator - _END64_RECORD.size):
        if 0 <= at <= locator - _END64_RECORD.size and content[at : at + 4] == _END64:
            fields = _END64_RECORD.unpack_from(content, at)
            return at, fields[7], fields[8], fields[9]
    return None
