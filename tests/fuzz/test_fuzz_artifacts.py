import gzip
from itertools import pairwise

from fuzz_artifacts import fuzz_one
from hypothesis import given
from hypothesis import strategies as st

_MAGIC = st.sampled_from(
    [
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"PK\x06\x07",
        b"PK\x06\x06",
        b"PK\x07\x08",
        b"\x1f\x8b\x08\x00",
        b"BZh91AY&SY",
        b"\xfd7zXZ\x00",
        b"\x5d\x00\x00\x80\x00" + b"\xff" * 8 + b"\x00",
        b"ustar\x0000",
        bytes(512),
    ]
)
_PIECES = st.lists(st.one_of(_MAGIC, st.binary(max_size=64)), max_size=24)


@given(_PIECES)
def test_the_fuzz_target_survives_pieces_of_every_format(pieces: list[bytes]) -> None:
    """Signatures in any order, with anything between them, alone and compressed."""
    fuzz_one(b"".join(pieces))
    fuzz_one(gzip.compress(b"".join(pieces), mtime=0))
    for first, second in pairwise(pieces):
        fuzz_one(first + second)
