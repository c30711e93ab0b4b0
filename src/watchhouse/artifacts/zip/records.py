"""The two records of a zip entry: the one in the directory and the one before its data."""

from dataclasses import dataclass
from struct import Struct

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
_CENTRAL_RECORD = Struct("<4s6H3L5H2L")
_LOCAL_RECORD = Struct("<4s5H3L2H")
_UNIX = 3
_ZIP64 = 0x0001
_UNICODE_PATH = 0x7075
_MAX32 = 0xFFFFFFFF

ENCRYPTED = 0x2041
"""Flag bits: encrypted, strongly encrypted, headers masked."""
DESCRIPTOR = 0x0008
"""Flag bit: sizes and checksum follow the data."""
UTF8 = 0x0800
MEANING = ENCRYPTED | DESCRIPTOR | UTF8
"""The flag bits that change what a reader makes of an entry; the others tell of the compressor."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one of the two records says of an entry."""

    name: bytes
    flags: int
    method: int
    checksum: int
    packed: int
    unpacked: int
    offset: int
    """Of the local record, as the directory has it; a local record's own place."""
    next: int
    """Where the record ends: the next one's place, or the data's."""
    mode: int | None = None
    unicode_name: bytes | None = None
    """What Info-ZIP's extra field would have some readers take for the name."""


def central(content: bytes, at: int, stop: int) -> Record | None:
    """Return the directory's record at `at`, or None if there is none, whole, before `stop`."""
    if at + _CENTRAL_RECORD.size > stop or content[at : at + 4] != CENTRAL:
        return None
    fields = _CENTRAL_RECORD.unpack_from(content, at)
    (_, maker, _, flags, method, _, _, checksum, packed, unpacked) = fields[:10]
    (name_size, extra_size, comment_size, _, _, attributes, offset) = fields[10:]
    name_end = at + _CENTRAL_RECORD.size + name_size
    extra_end = name_end + extra_size
    if extra_end + comment_size > stop:
        return None
    unicode_name = None
    if extra_size:
        wide, unicode_name = _extras(content[name_end:extra_end])
        unpacked, packed, offset = _widen(wide, unpacked, packed, offset)
    mode = attributes >> 16
    return Record(
        name=content[name_end - name_size : name_end],
        flags=flags,
        method=method,
        checksum=checksum,
        packed=packed,
        unpacked=unpacked,
        offset=offset,
        next=extra_end + comment_size,
        mode=mode if mode or maker >> 8 == _UNIX else None,
        unicode_name=unicode_name,
    )


def local(content: bytes, at: int, stop: int) -> Record | None:
    """Return the record before the data at `at`, or None if there is none, whole, before `stop`."""
    if at < 0 or at + _LOCAL_RECORD.size > stop or content[at : at + 4] != LOCAL:
        return None
    (_, _, flags, method, _, _, checksum, packed, unpacked, name_size, extra_size) = (
        _LOCAL_RECORD.unpack_from(content, at)
    )
    name_end = at + _LOCAL_RECORD.size + name_size
    extra_end = name_end + extra_size
    if extra_end > stop:
        return None
    unicode_name = None
    if extra_size:
        wide, unicode_name = _extras(content[name_end:extra_end])
        unpacked, packed, _ = _widen(wide, unpacked, packed, 0)
    return Record(
        name=content[name_end - name_size : name_end],
        flags=flags,
        method=method,
        checksum=checksum,
        packed=packed,
        unpacked=unpacked,
        offset=at,
        next=extra_end,
        unicode_name=unicode_name,
    )


def _extras(extra: bytes) -> tuple[bytes, bytes | None]:
    """Return the zip64 field and the Unicode name of an extra area; broken ones are left to the comparison."""
    wide = b""
    unicode_name = None
    at = 0
    while at + 4 <= len(extra):
        kind = int.from_bytes(extra[at : at + 2], "little")
        end = at + 4 + int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _ZIP64 and not wide:
            wide = extra[at + 4 : end]
        elif kind == _UNICODE_PATH:
            unicode_name = extra[at + 9 : end]
        at = end
    return wide, unicode_name


def _widen(wide: bytes, *narrow: int) -> list[int]:
    """Return the 32-bit fields, those at their highest value replaced by zip64's, in zip64's order."""
    full = []
    at = 0
    for value in narrow:
        if value == _MAX32 and at + 8 <= len(wide):
            full.append(int.from_bytes(wide[at : at + 8], "little"))
            at += 8
        else:
            full.append(value)
    return full


def descriptor_size(content: bytes, at: int, record: Record) -> int | None:
    """Return the size of the data descriptor at `at` if it says what `record` says, else None."""
    checksum = record.checksum.to_bytes(4, "little")
    for width in (4, 8):
        if record.packed >> (8 * width) or record.unpacked >> (8 * width):
            continue
        body = checksum + record.packed.to_bytes(width, "little") + record.unpacked.to_bytes(width, "little")
        for whole in (b"PK\x07\x08" + body, body):
            if content.startswith(whole, at):
                return len(whole)
    return None
