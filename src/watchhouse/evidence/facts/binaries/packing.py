"""Signs that a native member is wrapped around something else: packers, and Python programs frozen into one file."""

from collections.abc import Iterable
from typing import Final

from watchhouse.evidence.facts.binaries.headers import Section

PACKER_SECTIONS: Final = {
    "upx0": "UPX",
    "upx1": "UPX",
    "upx!": "UPX",
    ".upx0": "UPX",
    ".upx1": "UPX",
    ".themida": "Themida",
    ".winlice": "WinLicense",
    ".vmp0": "VMProtect",
    ".vmp1": "VMProtect",
    ".vmp2": "VMProtect",
    ".aspack": "ASPack",
    ".adata": "ASPack",
    ".asprotec": "ASProtect",
    ".mpress1": "MPRESS",
    ".mpress2": "MPRESS",
    ".enigma1": "Enigma",
    ".enigma2": "Enigma",
    ".petite": "Petite",
    ".nsp0": "NsPack",
    ".nsp1": "NsPack",
    "fsg!": "FSG",
    "pec1": "PECompact",
    "pec2": "PECompact",
    "pecompact2": "PECompact",
    ".yp": "Y0da",
    ".perplex": "Perplex",
    ".taggant": "Taggant",
    "obsidium": "Obsidium",
}
"""Section names that packers leave, as their own outputs and Detect-It-Easy's signatures show them."""

ENTROPY: Final = 7.3
"""Bits per byte that machine code does not reach (x86-64 code is near 6.3) and compressed data exceeds."""
SMALLEST: Final = 16 << 10
"""Bytes of a section below which entropy says little."""


def packer_of(sections: Iterable[Section]) -> str | None:
    """Return the packer's name, "unknown packer" if only entropy speaks of one, or None."""
    unknown = None
    for section in sections:
        known = PACKER_SECTIONS.get(section.name.lower().rstrip("\0"))
        if known:
            return known
        if section.executable and section.size >= SMALLEST and section.entropy >= ENTROPY:
            unknown = "unknown packer"
    return unknown
