"""Archives made byte by byte, so that they can be wrong in one place, and what the tests ask of a tree."""

import gzip
import io
import tarfile
import time
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from struct import pack

from watchhouse.artifacts.open import read_artifact
from watchhouse.model.artifact import ArtifactTree, ReadLimits
from watchhouse.model.evidence import GapReason

BLOCK = 512
UNIT = 1 << 24
SMALL = ReadLimits(
    members=1_000, total_bytes=64 << 20, member_bytes=8 << 20, ratio_floor=1 << 20, seconds=30.0
)
"""Limits that a test can reach."""


def read(content: bytes, name: str = "pkg-1.0.tar.gz", limits: ReadLimits = SMALL) -> ArtifactTree:
    """Read an artifact against the real clock."""
    return read_artifact(content, name, limits, time.monotonic)


def contents(tree: ArtifactTree) -> list[tuple[str, bytes]]:
    """Return the members as (path, content)."""
    return [(member.path, member.content) for member in tree.members]


def reasons(tree: ArtifactTree) -> set[tuple[GapReason, bool]]:
    """Return the gaps as (reason, hides)."""
    return {(gap.reason, gap.hides) for gap in tree.gaps}


def told(tree: ArtifactTree) -> list[tuple[GapReason, str, bool]]:
    """Return the gaps as (reason, path, hides)."""
    return [(gap.reason, gap.location.path, gap.hides) for gap in tree.gaps]


def tar_header(
    name: bytes,
    size: int = 0,
    *,
    kind: bytes = b"0",
    target: bytes = b"",
    size_field: bytes | None = None,
    magic: bytes = b"ustar\x0000",
    prefix: bytes = b"",
) -> bytes:
    """Return one header block with a right checksum."""
    field = b"%011o\0" % size if size_field is None else size_field
    block = bytearray(BLOCK)
    block[0:100] = name.ljust(100, b"\0")
    block[100:108] = b"0000644\0"
    block[108:124] = b"0000000\0" * 2
    block[124:136] = field
    block[136:148] = b"%011o\0" % 0
    block[148:156] = b" " * 8
    block[156:157] = kind
    block[157:257] = target.ljust(100, b"\0")
    block[257:265] = magic
    block[345:500] = prefix.ljust(155, b"\0")
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padded(content: bytes) -> bytes:
    """Return `content` filled up to whole blocks."""
    return content + bytes(-len(content) % BLOCK)


def tar_file(name: bytes, content: bytes = b"", *, kind: bytes = b"0", target: bytes = b"") -> bytes:
    """Return one member of a tar archive."""
    return tar_header(name, len(content), kind=kind, target=target) + padded(content)


def tar(*members: bytes) -> bytes:
    """Return a tar archive of `members` with its end mark."""
    return b"".join(members) + bytes(2 * BLOCK)


def targz(*members: bytes) -> bytes:
    """Return a compressed tar archive of `members`."""
    return gzip.compress(tar(*members), mtime=0)


def pax(records: Mapping[str, str], kind: bytes = b"x") -> bytes:
    """Return a PAX header."""
    payload = b""
    for key, value in records.items():
        rest = f" {key}={value}\n".encode()
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length += 1
        payload += str(length).encode() + rest
    return tar_file(b"PaxHeader", payload, kind=kind)


def std_tar(files: Mapping[str, bytes], mode: str = "w:gz", form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a tar archive that the standard library wrote."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]  # a mode of ours
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def std_zip(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive that the standard library wrote."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=method)
    return out.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipEntry:
    """One entry of a handmade zip; what is left None follows from the content."""

    name: bytes
    content: bytes = b""
    local_name: bytes | None = None
    flags: int = 0
    local_flags: int | None = None
    method: int = 0
    local_method: int | None = None
    data: bytes | None = None
    unpacked: int | None = None
    local_unpacked: int | None = None
    checksum: int | None = None
    offset: int | None = None
    extra: bytes = b""
    attributes: int = 0
    listed: bool = True
    after: bytes = b""
    """What follows the data."""

    @property
    def packed(self) -> bytes:
        """The data as stored."""
        return self.content if self.data is None else self.data

    def local(self) -> bytes:
        """Return the local record with the data."""
        flags = self.flags if self.local_flags is None else self.local_flags
        method = self.method if self.local_method is None else self.local_method
        name = self.name if self.local_name is None else self.local_name
        size = self._unpacked if self.local_unpacked is None else self.local_unpacked
        head = pack(
            "<4s5H3L2H",
            b"PK\x03\x04",
            20,
            flags,
            method,
            0,
            33,
            self._crc,
            len(self.packed),
            size,
            len(name),
            0,
        )
        return head + name + self.packed + self.after

    def central(self, offset: int) -> bytes:
        """Return the directory's record of an entry at `offset`."""
        at = offset if self.offset is None else self.offset
        sizes = (self._crc, len(self.packed), self._unpacked, len(self.name), len(self.extra))
        head = pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            788,
            20,
            self.flags,
            self.method,
            0,
            33,
            *sizes,
            0,
            0,
            0,
            self.attributes,
            at,
        )
        return head + self.name + self.extra

    @property
    def _unpacked(self) -> int:
        return len(self.content) if self.unpacked is None else self.unpacked

    @property
    def _crc(self) -> int:
        return zlib.crc32(self.content) if self.checksum is None else self.checksum


def raw_zip(
    *entries: ZipEntry,
    before: bytes = b"",
    comment: bytes = b"",
    count: int | None = None,
    shifted: bool = False,
) -> bytes:
    """Return a zip archive of handmade entries; with `shifted`, its offsets ignore what comes `before`."""
    out = before
    listed = []
    shift = len(before) if shifted else 0
    for entry in entries:
        listed += [entry.central(len(out) - shift)] if entry.listed else []
        out += entry.local()
    directory = b"".join(listed)
    number = len(listed) if count is None else count
    end = pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(out) - shift, len(comment)
    )
    return out + directory + end + comment


def deflated(content: bytes) -> bytes:
    """Return `content` as a raw deflate stream."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return engine.compress(content) + engine.flush()


def compressed_zeros(count: int, before: bytes = b"") -> bytes:
    """Return a gzip file of `before` and `count` zeros, whole UNITs, of which only one is ever compressed."""
    zeros = bytes(UNIT)
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    start = engine.compress(before) + engine.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers to what came before, so the same bytes can stand there again.
    unit = engine.compress(zeros) + engine.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.crc32(before)
    for _ in range(count // UNIT):
        checksum = zlib.crc32(zeros, checksum)
    end = pack("<2L", checksum, (len(before) + count) & 0xFFFFFFFF)
    head = b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    return head + start + unit * (count // UNIT) + engine.flush() + end


def many_members(count: int) -> bytes:
    """Return a gzip file of a tar archive of `count` empty members, compressed two thousand at a time."""
    engine = zlib.compressobj(1, zlib.DEFLATED, 31)
    headers = tar_header(b"p/a") * 2048
    pieces = [engine.compress(headers) for _ in range(count // 2048)]
    return b"".join([*pieces, engine.flush()])
