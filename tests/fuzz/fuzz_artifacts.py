"""The archive reader under arbitrary bytes: `python tests/fuzz/fuzz_artifacts.py` with atheris, or through a test."""

import sys
import time

from watchhouse.artifacts.open import read_artifact
from watchhouse.model.artifact import ReadLimits

_LIMITS = ReadLimits(
    members=500, total_bytes=8 << 20, member_bytes=2 << 20, ratio_floor=1 << 20, depth=4, seconds=5.0
)


def fuzz_one(data: bytes) -> None:
    """Read `data` as an artifact; whatever it raises, and whatever it holds beyond its limits, is a defect."""
    tree = read_artifact(data, "fuzz-1.0.tar.gz", _LIMITS, time.monotonic)
    if (
        len(tree.members) > _LIMITS.members
        or sum(len(one.content) for one in tree.members) > _LIMITS.total_bytes
    ):
        raise AssertionError("more was read than the limits allow")


if __name__ == "__main__":
    import atheris

    atheris.instrument_all()
    atheris.Setup(sys.argv, fuzz_one)
    atheris.Fuzz()
