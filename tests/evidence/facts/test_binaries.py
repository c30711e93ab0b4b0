"""Native members: their format, imports and telling strings, and the Gap that they always leave."""

import importlib.util
import math
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.facts.binaries import read_binary
from watchhouse.evidence.facts.binaries.headers import Section, entropy
from watchhouse.evidence.facts.binaries.packing import packer_of
from watchhouse.evidence.facts.binaries.strings import MOST, find_strings, portable_scanner
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import GapReason

ELF = (
    b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0)
)
"""An ELF header of a shared object without anything in it."""


def native_module() -> bytes:
    """Return the bytes of an extension module that is a dependency of ours, whatever the platform's format."""
    spec = importlib.util.find_spec("isal.isal_zlib")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_bytes()


def test_a_real_extension_module_gives_its_imports() -> None:
    """Imported symbols and the module initialiser are seen in a module that pip installed here."""
    facts, gaps = read_binary(MemberPath("isal_zlib.so"), native_module())
    assert facts is not None
    assert any(name.startswith("Py") for name in facts.imports)
    assert facts.is_extension
    assert not facts.packed
    assert [(gap.reason, gap.hides) for gap in gaps] == [(GapReason.OPAQUE, False)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pkg/tool", ELF),
        ("pkg/libhelper.so", ELF + b"\0PyIni_x\0"),
        ("pkg/_fast.cpython-311-x86_64-linux-gnu.so", ELF + b"\0_MEIPASS\0"),
        ("pkg/_fast.pyd", ELF + b"\0PyInit__fast\0NUITKA_ONEFILE_PARENT\0"),
    ],
)
def test_a_program_and_a_wrapped_module_hide(path: str, content: bytes) -> None:
    """Only an ordinary extension module is looked at once its imports and strings are."""
    _, gaps = read_binary(MemberPath(path), content)
    assert [(gap.reason, gap.hides) for gap in gaps] == [(GapReason.OPAQUE, True)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("pkg/_fast.cpython-311-x86_64-linux-gnu.so", ELF),
        ("pkg/_fast.abi3.so", ELF),
        ("pkg/_fast.so", ELF + b"\0PyInit__fast\0"),
    ],
)
def test_an_extension_module_is_known_by_its_name_or_its_initialiser(path: str, content: bytes) -> None:
    """Its gap stays, and hides nothing."""
    facts, gaps = read_binary(MemberPath(path), content)
    assert facts is not None
    assert facts.is_extension
    assert [(gap.reason, gap.hides) for gap in gaps] == [(GapReason.OPAQUE, False)]


def test_an_extension_module_with_broken_headers_hides() -> None:
    """What calls itself an extension module but cannot be read was not looked at."""
    _, gaps = read_binary(MemberPath("pkg/_fast.pyd"), b"\x7fELF" + b"\xff" * 60)
    assert {(gap.reason, gap.hides) for gap in gaps} >= {(GapReason.CORRUPT, True)}


@pytest.mark.parametrize(
    "hidden",
    [
        b"https://discord.com.example/api/webhooks/1/x",
        b"https://x.example/payload",
        b"203.0.113.7:4444",
        b"cmd.exe /c whoami",
        b"powershell -w hidden",
        b"~/.ssh/id_rsa",
        b"Software\\Microsoft\\Windows\\CurrentVersion\\Run",
        b"\\Google\\Chrome\\User Data\\Default\\Login Data",
        b"stratum+tcp://pool.example:3333",
    ],
)
def test_telling_strings_are_found(hidden: bytes) -> None:
    """URLs, addresses, commands and places of secrets are quoted, those of no interest are not."""
    facts, _ = read_binary(MemberPath("x.so"), ELF + b"\0\1nothing here\0" + hidden + b"\0\xff")
    assert facts is not None
    assert facts.strings == (hidden.decode(),)


def test_wide_strings_are_found() -> None:
    """Windows programs hold their text as UTF-16."""
    wide = "https://x.example/payload".encode("utf-16-le")
    assert find_strings(b"\0\0\1\2" + wide + b"\0\0").strings == ("https://x.example/payload",)


def test_the_most_telling_strings_survive_a_flood() -> None:
    """A thousand ordinary URLs in front do not push the web-hook out."""
    flood = b"\0".join(b"https://host%d.example/" % n for n in range(2_000))
    found = find_strings(flood + b"\0https://discord.com.example/api/webhooks/1/x\0")
    assert len(found.strings) == MOST
    assert "webhooks" in found.strings[0]


def test_both_passes_find_the_same() -> None:
    """Where hyperscan has no wheel, `re` gives the same strings and marks."""
    pieces = [
        b"\0",
        b"https://x.example/a",
        b"cmd /c del x",
        b"~/.ssh/id_rsa",
        b"plain words",
        b"PyInit_x",
        b"_MEIPASS",
    ]
    wide = "powershell -enc".encode("utf-16-le")
    content = b"\0\1".join([*pieces, wide, b"203.0.113.7:4444", *reversed(pieces)]) + native_module()
    assert find_strings(content) == find_strings(content, portable_scanner())


@pytest.mark.parametrize(
    ("mark", "name"), [(b"_MEIPASS", "PyInstaller"), (b"NUITKA_ONEFILE_PARENT", "Nuitka one-file")]
)
def test_frozen_programs_are_noticed(mark: bytes, name: str) -> None:
    """A Python program frozen into one file counts as packed, and the gap says by what."""
    facts, gaps = read_binary(MemberPath("x"), ELF + b"\0" + mark + b"\0")
    assert facts is not None
    assert facts.packed
    assert name in gaps[-1].detail


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (Section(name="UPX0", size=1, entropy=0, executable=True), "UPX"),
        (Section(name=".text", size=1 << 20, entropy=7.9, executable=True), "unknown packer"),
        (Section(name=".text", size=1 << 20, entropy=6.4, executable=True), None),
        (Section(name=".rsrc", size=1 << 20, entropy=7.9, executable=False), None),
    ],
)
def test_packers_are_told_by_name_or_entropy(section: Section, expected: str | None) -> None:
    """Only code that looks compressed speaks of a packer; pictures in resources do not."""
    assert packer_of([section]) == expected


@pytest.mark.parametrize(
    "content", [b"", b"MZ", b"MZ" + bytes(100), b"\xca\xfe\xba\xbe\0\0\0\x34", b"#!/bin/sh"]
)
def test_other_bytes_are_not_native(content: bytes) -> None:
    """DOS stubs, Java classes and scripts are left to others, without a gap."""
    assert read_binary(MemberPath("x"), content) == (None, ())


@given(st.sampled_from([b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe\0\0\0\1", b""]), st.binary())
def test_damaged_headers_leave_a_gap(magic: bytes, rest: bytes) -> None:
    """Whatever follows a magic number, the reader answers, and native bytes never go without a gap."""
    facts, gaps = read_binary(MemberPath("x"), magic + rest)
    assert (facts is None) == (gaps == ())


@given(st.integers(0, 63), st.binary(min_size=1, max_size=8))
def test_a_damaged_elf_header_is_answered(position: int, damage: bytes) -> None:
    """Any field of the header may lie."""
    content = ELF[:position] + damage + ELF[position + len(damage) :] + bytes(200)
    facts, gaps = read_binary(MemberPath("x"), content)
    assert (facts is None) == (gaps == ())


@given(st.binary(min_size=1))
def test_entropy_stays_in_range(sample: bytes) -> None:
    """Entropy lies between nothing and the eight bits of a byte."""
    assert 0 <= entropy(sample) <= min(8, math.log2(len(sample)) + 1e-9)
