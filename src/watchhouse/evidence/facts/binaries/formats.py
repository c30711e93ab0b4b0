"""Which native format some bytes are, by their first bytes alone."""

from enum import StrEnum
from typing import Final

_MACH_THIN: Final = frozenset(
    (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
)
_MACH_FAT: Final = frozenset((b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf"))
_MOST_ARCHITECTURES: Final = 30
"""A Java class has the magic of a fat Mach-O; where the latter counts architectures it has a version above 44."""
_PE_OFFSET: Final = slice(0x3C, 0x40)


class Format(StrEnum):
    """A native format."""

    PE = "PE"
    ELF = "ELF"
    MACH_O = "Mach-O"


def format_of(content: bytes) -> Format | None:
    r"""
    Return the native format of `content`, or None if it is none.

    >>> format_of(b"\x7fELF\x02\x01")
    <Format.ELF: 'ELF'>
    >>> format_of(b"\xca\xfe\xba\xbe\x00\x00\x00\x34") is None
    True
    """
    magic = content[:4]
    if magic == b"\x7fELF":
        return Format.ELF
    if magic[:2] == b"MZ":
        offset = int.from_bytes(content[_PE_OFFSET], "little")
        return Format.PE if content[offset : offset + 4] == b"PE\0\0" else None
    if magic in _MACH_THIN:
        return Format.MACH_O
    if magic in _MACH_FAT and 0 < int.from_bytes(content[4:8], "big") <= _MOST_ARCHITECTURES:
        return Format.MACH_O
    return None


def is_binary(content: bytes) -> bool:
    """Return whether `content` is a native program or library."""
    return format_of(content) is not None
