"""Feeds arbitrary bytes to the readers of compiled Python, as files of several versions and as marshal data."""

from watchhouse.evidence.facts.bytecode import read_marshal, read_pyc
from watchhouse.evidence.facts.code import Zone
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Moment

MAGICS = (62211, 3379, 3394, 3413, 3425, 3439, 3495, 3531, 3571, 3627)
"""Magic numbers of 2.7 and 3.6 to 3.14."""


def fuzz_one(data: bytes) -> None:
    """Read `data` behind the header that its first byte chooses, and as marshal data."""
    magic = MAGICS[data[0] % len(MAGICS)] if data else MAGICS[0]
    header = magic.to_bytes(2, "little") + b"\r\n" + bytes(12)
    read_pyc(MemberPath("x.pyc"), header + data[1:], zone=Zone.PACKAGE, moment=Moment.IMPORT)
    read_marshal(data[1:], path=MemberPath("x.py"), zone=Zone.PACKAGE, moment=Moment.CALL)
