"""One header block of a tar archive (POSIX.1-1988 ustar, GNU, V7)."""

from dataclasses import dataclass
from zlib import adler32

BLOCK = 512
REGULAR = b"0\x007"
"""Types of ordinary files: ustar's, V7's, and `7`, a contiguous file, which nobody tells apart."""

_SUM_AT = slice(148, 156)
_HALF = 256
_SIGN = 0x80
_PERMISSIONS = 0o7777


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The fields of a header that matter to a reader of content."""

    name: bytes
    """The name field alone, without the prefix."""
    prefix: bytes
    type: bytes
    size: int
    mode: int | None
    target: bytes
    posix: bool
    """Whether the magic is ustar's: GNU and V7 keep other things where ustar has its prefix."""
    extended: bool
    """Whether further blocks of a GNU sparse map follow."""
    strict: bool
    """Whether the size is written as the standard says; readers differ over other spellings."""

    @property
    def plain(self) -> bool:
        """Whether this is an ordinary file whose header all readers read alike."""
        return self.type in REGULAR and self.strict and (self.posix or not self.prefix)


def is_header(block: bytes) -> bool:
    """Return whether `block` carries its own checksum, as a header must."""
    stored = _octal(block[_SUM_AT]) if len(block) == BLOCK else None
    if stored is None:
        return False
    # The low half of adler32 is 1 + the sum of the bytes modulo 65521, which 256 bytes cannot reach: six
    # times as fast as sum().
    checksum = (
        (adler32(block[:_HALF]) & 0xFFFF)
        + (adler32(block[_HALF:]) & 0xFFFF)
        - 2
        - sum(block[_SUM_AT])
        + len(b"        ") * ord(" ")
    )
    if stored == checksum:
        return True
    # Old Sun tars summed signed characters; tarfile and GNU tar accept both.
    signed = sum(byte >= _SIGN for byte in block[:148]) + sum(byte >= _SIGN for byte in block[156:])
    return stored == checksum - 256 * signed


def parse(block: bytes) -> Header | None:
    """Return the header in `block`, or None if it is none."""
    if not is_header(block):
        return None
    field = block[124:136]
    size = _number(field)
    if size is None:
        return None
    mode = _octal(block[100:108])
    return Header(
        name=_text(block[:100]),
        prefix=_text(block[345:500]) if block[345] else b"",
        type=block[156:157],
        size=size,
        mode=None if mode is None else mode & _PERMISSIONS,
        target=_text(block[157:257]) if block[157] else b"",
        posix=block[257:263] == b"ustar\0",
        extended=block[482] != 0,
        strict=field[:11].isdigit() or bool(field[0] & _SIGN) or field.strip(b" \0").isdigit(),
    )


def _text(field: bytes) -> bytes:
    end = field.find(0)
    return field if end < 0 else field[:end]


def _octal(field: bytes) -> int | None:
    digits = field.rstrip(b"\0 ")
    if 0 in digits:
        digits = _text(field)
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return None


def _number(field: bytes) -> int | None:
    """Return a size: octal digits, or GNU's base-256 if the highest bit is set; None if it is negative."""
    if field[0] == _SIGN:
        return int.from_bytes(field[1:], "big")
    value = None if field[0] & _SIGN else _octal(field)
    return None if value is None or value < 0 else value
