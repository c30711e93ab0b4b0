"""Feeds arbitrary bytes to the reader of native members; lief is native code, so a crash is a finding too."""

from watchhouse.evidence.facts.binaries import read_binary
from watchhouse.model.artifact import MemberPath

MAGICS = (
    b"",
    b"\x7fELF\x02\x01\x01",
    b"MZ" + bytes(58) + b"\x40\0\0\0PE\0\0",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)


def fuzz_one(data: bytes) -> None:
    """Read `data`, with a native format's magic number in front as the first byte says."""
    magic = MAGICS[data[0] % len(MAGICS)] if data else b""
    read_binary(MemberPath("x"), magic + data[1:])
