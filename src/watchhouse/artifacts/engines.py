"""Decompressors of xz and its older form, which never take more memory than they are given."""

import lzma

from watchhouse.artifacts.stream import Engine

LZMA_MEMORY = 128 << 20
"""xz -9 needs 65 MiB to unpack; a header may ask for 4 GiB."""


def lzma_alone() -> Engine:
    """Return a decompressor of the old `.lzma` form, which zip uses too."""
    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, LZMA_MEMORY)


def xz() -> Engine:
    """Return a decompressor of one xz stream."""
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, LZMA_MEMORY)
