"""What some bytes are, by their content alone."""

from enum import StrEnum

from watchhouse.artifacts.tar.header import is_header
from watchhouse.artifacts.zip.end import find_end


class Format(StrEnum):
    """A format that holds other files."""

    ZIP = "zip"
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    LZMA = "lzma"
    SEVEN_ZIP = "7z"
    RAR = "rar"
    CAB = "cab"
    ISO = "iso image"
    MSI = "msi"
    ZSTD = "zstd"
    LZ4 = "lz4"
    LZIP = "lzip"
    COMPRESS = "compress"
    DEB = "deb"
    RPM = "rpm"
    XAR = "xar"
    SQUASHFS = "squashfs"


COMPRESSED = frozenset({Format.GZIP, Format.BZIP2, Format.XZ, Format.LZMA})
UNSUPPORTED = frozenset(Format) - COMPRESSED - {Format.ZIP, Format.TAR}

_MAGIC = (
    (b"PK\x03\x04", Format.ZIP),
    (b"PK\x05\x06", Format.ZIP),
    (b"PK\x07\x08", Format.ZIP),
    (b"PK00PK\x03\x04", Format.ZIP),
    (b"\x1f\x8b\x08", Format.GZIP),
    (b"\x1f\x9d\x90", Format.COMPRESS),
    (b"\xfd7zXZ\x00", Format.XZ),
    (b"7z\xbc\xaf\x27\x1c", Format.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Format.RAR),
    (b"MSCF\x00\x00\x00\x00", Format.CAB),
    (b"\x28\xb5\x2f\xfd", Format.ZSTD),
    (b"\x04\x22\x4d\x18", Format.LZ4),
    (b"LZIP\x01", Format.LZIP),
    (b"!<arch>\ndebian-binary", Format.DEB),
    (b"\xed\xab\xee\xdb", Format.RPM),
    (b"xar!\x00", Format.XAR),
    (b"hsqs", Format.SQUASHFS),
)
_BZIP2 = (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")
"""The magic numbers of a block and of the end of an empty stream, after `BZh1` to `BZh9`."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MSI_CLASS = bytes.fromhex("84100C0000000000C000000000000046")
"""{000C1084-0000-0000-C000-000000000046}; other compound documents (old .doc, .xls) hold no files."""
_OLE_CLASS_AT = 80
_SECTOR = 512
_TAR_SUM_END = 154
_TAR_SUM_ENDS = (b"\0", b" ")
"""What stands after the six digits of a tar header's checksum; most files have something else there."""
_ISO_AT = 0x8001
_FIRST = frozenset(magic[0] for magic, _ in _MAGIC) | {ord("B"), 0x5D, 0xD0}


def recognise(content: bytes) -> tuple[Format, ...]:
    """
    Return the formats that `content` can be read as: none, one, or two for a file that is both.

    Readers go by a file's front or, for zip, by its back; a file whose front is one format and whose
    back is a zip is both.
    """
    front = recognise_front(content)
    if front is Format.ZIP or find_end(content) is None:
        return (front,) if front else ()
    return (front, Format.ZIP) if front else (Format.ZIP,)


def recognise_front(content: bytes) -> Format | None:
    """Return the format that `content` starts as, if it is one that holds other files."""
    if content and content[0] in _FIRST:
        for magic, form in _MAGIC:
            if content.startswith(magic):
                return form
        for test, form in _TESTS:
            if test(content):
                return form
    if content[_TAR_SUM_END : _TAR_SUM_END + 1] in _TAR_SUM_ENDS and is_header(content[:_SECTOR]):
        return Format.TAR
    if content[_ISO_AT : _ISO_AT + 5] == b"CD001":
        return Format.ISO
    return None


def _is_bzip2(content: bytes) -> bool:
    return content.startswith(b"BZh") and content[4:10] in _BZIP2 and content[3:4].isdigit()


def _is_lzma(content: bytes) -> bool:
    """Return whether `content` starts as a `.lzma` file, which has no magic number: the usual header."""
    dictionary = int.from_bytes(content[1:5], "little")
    size = content[5:13]
    return (
        content[0] == 0x5D  # lc=3, lp=0, pb=2: what every writer uses
        and dictionary >= 1 << 12
        and dictionary & (dictionary - 1) == 0
        and len(size) == 8
        and (size == b"\xff" * 8 or size[5:] == bytes(3))
        and content[13:14] == b"\0"
    )


def _is_msi(content: bytes) -> bool:
    """Return whether `content` is a compound document whose root has the class of an installer ([MS-CFB] 2.6.1)."""
    if not content.startswith(_OLE):
        return False
    shift = int.from_bytes(content[30:32], "little")
    at = (int.from_bytes(content[48:52], "little") + 1) << min(shift, 12)
    return content[at + _OLE_CLASS_AT : at + _OLE_CLASS_AT + 16] == _MSI_CLASS


_TESTS = ((_is_bzip2, Format.BZIP2), (_is_lzma, Format.LZMA), (_is_msi, Format.MSI))
