import bz2
import gzip
import io
import lzma
import zipfile
from random import Random

import pytest
from archives import contents, pax, read, reasons, std_tar, std_zip, tar, tar_file, targz, told

from watchhouse.model.artifact import ArtifactKind, ReadLimits
from watchhouse.model.evidence import GapReason

SETUP = b"from setuptools import setup\nsetup()\n"

LAYOUTS = [
    (std_tar({"pkg-1.0/PKG-INFO": b"Name: pkg", "pkg-1.0/setup.py": SETUP}), ArtifactKind.SDIST),
    (std_zip({"pkg-1.0/PKG-INFO": b"Name: pkg", "pkg-1.0/setup.py": SETUP}), ArtifactKind.SDIST),
    (std_zip({"pkg.py": b"", "pkg-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0"}), ArtifactKind.WHEEL),
    (std_zip({"pkg.py": b"", "EGG-INFO/PKG-INFO": b"Name: pkg"}), ArtifactKind.EGG),
    (std_zip({"pkg.nuspec": b"<package/>", "[Content_Types].xml": b"<Types/>"}), ArtifactKind.NUPKG),
    (std_tar({"package/package.json": b"{}", "package/index.js": b""}), ArtifactKind.NPM_TARBALL),
    (std_zip({"readme.txt": b"hello"}), ArtifactKind.ARCHIVE),
    (gzip.compress(b"print(1)\n", mtime=0), ArtifactKind.ARCHIVE),
    (SETUP, ArtifactKind.FILE),
]


@pytest.mark.parametrize(("content", "kind"), LAYOUTS)
def test_an_artifact_is_what_its_content_says_whatever_its_name(content: bytes, kind: ArtifactKind) -> None:
    """The kind comes from the layout; a name that says nothing changes nothing."""
    tree = read(content, "something.bin")
    assert kind is tree.kind
    assert tree.gaps == ()
    assert len(content) == tree.size


def test_a_name_decides_only_between_two_layouts_that_both_fit() -> None:
    """A folder with both package.json and setup.py is npm's if the file is called .tgz."""
    both = std_tar({"package/package.json": b"{}", "package/setup.py": SETUP})
    assert ArtifactKind.NPM_TARBALL is read(both, "both-1.0.tgz").kind
    assert ArtifactKind.SDIST is read(both, "both-1.0.tar.gz").kind


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_tar_archives_are_read_however_they_are_compressed(mode: str) -> None:
    """Plain, gzip, bzip2 and xz give the same members."""
    files = {"pkg-1.0/setup.py": SETUP, "pkg-1.0/data.bin": bytes(range(256)) * 700}
    tree = read(std_tar(files, mode))
    assert list(files.items()) == contents(tree)
    assert tree.gaps == ()


def test_old_lzma_is_read() -> None:
    """`.tar.lzma` opens in tarfile too."""
    plain = std_tar({"pkg-1.0/setup.py": SETUP}, "w")
    assert contents(read(lzma.compress(plain, format=lzma.FORMAT_ALONE))) == [("pkg-1.0/setup.py", SETUP)]


def test_a_tar_without_magic_is_read_by_its_checksum() -> None:
    """V7 archives have no magic; tarfile reads them."""
    block = bytearray(tar_file(b"a/setup.py", SETUP))
    block[257:265] = bytes(8)
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    assert contents(read(tar(bytes(block)), "a.bin")) == [("a/setup.py", SETUP)]


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_zip_archives_are_read_by_every_method_of_the_standard_library(method: int) -> None:
    """Stored, deflated, bzip2 and lzma, small and larger than one chunk."""
    files = {"pkg/a.py": SETUP, "pkg/empty.py": b"", "pkg/b.bin": Random(1).randbytes(1_500_000)}  # noqa: S311 -- noise, not secrets
    tree = read(std_zip(files, method))
    assert list(files.items()) == contents(tree)
    assert tree.gaps == ()


def test_a_single_source_file_is_its_own_member() -> None:
    """A file that is no archive has one member, named as the file."""
    assert contents(read(SETUP, "setup.py")) == [("setup.py", SETUP)]


def test_archives_in_archives_are_read_with_their_place_in_the_path() -> None:
    """A nested member is `outer!/inner`; the archive itself stays a member."""
    inner = std_zip({"evil.py": b"x = 1\n"})
    notes = gzip.compress(b"notes\n")
    tree = read(std_tar({"p/inner.zip": inner, "p/notes.txt.gz": notes}))
    expected = [
        ("p/inner.zip", inner),
        ("p/inner.zip!/evil.py", b"x = 1\n"),
        ("p/notes.txt.gz", notes),
        ("p/notes.txt.gz!/notes.txt", b"notes\n"),
    ]
    assert expected == contents(tree)
    assert tree.gaps == ()


def test_archives_nested_too_deep_are_kept_unopened_with_a_gap() -> None:
    """Depth 2 opens the artifact and what lies in it, no more."""
    third = std_zip({"deep.py": b"1"})
    second = std_zip({"third.zip": third})
    tree = read(std_zip({"second.zip": second}), "a.zip", ReadLimits(depth=2))
    assert [path for path, _ in contents(tree)] == ["second.zip", "second.zip!/third.zip"]
    assert told(tree) == [(GapReason.NESTING, "second.zip!/third.zip", True)]


def _iso() -> bytes:
    return bytes(0x8001) + b"CD001" + bytes(64)


def _msi() -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09\x00" + bytes(480)
    return head + bytes(80) + bytes.fromhex("84100C0000000000C000000000000046") + bytes(64)


@pytest.mark.parametrize(
    "content",
    [
        b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40),
        b"Rar!\x1a\x07\x01\x00" + bytes(40),
        b"MSCF\x00\x00\x00\x00" + bytes(40),
        b"\x28\xb5\x2f\xfd" + bytes(40),
        _iso(),
        _msi(),
    ],
)
def test_formats_that_nobody_here_reads_leave_a_gap_that_hides(content: bytes) -> None:
    """7z, rar, cab, zstd, iso and msi: alone nothing is read, nested they stay as members."""
    alone = read(content, "thing.dat")
    assert contents(alone) == []
    assert told(alone) == [(GapReason.UNSUPPORTED, "", True)]
    nested = read(targz(tar_file(b"p/thing.dat", content)))
    assert [("p/thing.dat", content)] == contents(nested)
    assert told(nested) == [(GapReason.UNSUPPORTED, "p/thing.dat", True)]


def test_another_compound_document_is_no_archive() -> None:
    """An old .doc or .xls shares msi's container, not its class."""
    document = _msi().replace(bytes.fromhex("84100C00"), bytes.fromhex("06090200"))
    assert read(document, "table.xls").gaps == ()


@pytest.mark.parametrize("content", [b"", b"\x00", b"not an archive at all", bytes(range(256)) * 4])
def test_an_archives_name_on_something_else_is_corrupt(content: bytes) -> None:
    """Zero length and random bytes: what is there is kept, the promise of the name is a gap."""
    tree = read(content, "pkg-1.0.tar.gz")
    assert [("pkg-1.0.tar.gz", content)] == contents(tree)
    assert told(tree) == [(GapReason.CORRUPT, "", True)]


def test_a_file_that_is_both_tar_and_zip_is_read_as_both() -> None:
    """Installers that go by the front and those that look for a zip's end see different packages."""
    tree = read(targz(tar_file(b"p/setup.py", b"good = 1")) + std_zip({"p/setup.py": b"evil = 1"}))
    assert contents(tree) == [("p/setup.py", b"good = 1"), ("p/setup.py", b"evil = 1")]
    assert (GapReason.AMBIGUOUS, True) in reasons(tree)
    assert (GapReason.DUPLICATE, True) in reasons(tree)


def test_a_zip_behind_a_program_is_read_and_the_program_too() -> None:
    """A self-extracting program inside a package hides nothing: both halves were read."""
    program = b"MZ" + bytes(200) + b"stub" + std_zip({"__main__.py": b"run()"})
    tree = read(targz(tar_file(b"p/run.exe", program)))
    assert [("p/run.exe", program), ("p/run.exe!/__main__.py", b"run()")] == contents(tree)
    assert {(GapReason.AMBIGUOUS, False)} == reasons(tree)


def test_an_artifact_with_something_before_the_zip_is_ambiguous() -> None:
    """Readers that stream from the front do not see the archive at all."""
    tree = read(b"#!/bin/sh\nexit\n" + std_zip({"pkg/a.py": SETUP}), "pkg-1.0-py3-none-any.whl")
    assert contents(tree) == [("pkg/a.py", SETUP)]
    assert {(GapReason.AMBIGUOUS, True)} == reasons(tree)


def test_members_of_an_npm_tarball_that_npm_puts_in_one_place_are_told() -> None:
    """npm drops the first folder, so two folders can write one file."""
    tree = read(
        std_tar({"package/package.json": b"{}", "package/a.js": b"1", "other/a.js": b"2"}), "a-1.0.tgz"
    )
    assert told(tree) == [(GapReason.DUPLICATE, "other/a.js", True)]


def test_reading_twice_gives_the_same_tree() -> None:
    """Nothing depends on the time or on what was read before."""
    content = targz(pax({"path": "p/long"}), tar_file(b"p/x", b"1"), tar_file(b"p/x", b"2"))
    assert read(content) == read(content)


def test_what_follows_a_compressed_archive_is_told() -> None:
    """Some tools ignore it, some fail; zeros are padding to all of them."""
    archive = targz(tar_file(b"p/setup.py", SETUP))
    assert read(archive + bytes(100)).gaps == ()
    assert told(read(archive + b"more")) == [(GapReason.AMBIGUOUS, "", True)]


def test_several_compressed_streams_in_a_row_are_one() -> None:
    """gzip, bzip2 and xz files may be joined; every installer reads on."""
    plain = std_tar({"p/setup.py": SETUP * 100}, "w")
    joined = gzip.compress(plain[:700]) + gzip.compress(plain[700:])
    assert contents(read(plain)) == contents(read(joined)) == contents(read(_joined_bz2(plain)))
    assert read(lzma.compress(plain[:700]) + bytes(8) + lzma.compress(plain[700:])).gaps == ()


def _joined_bz2(plain: bytes) -> bytes:
    out = io.BytesIO()
    out.write(bz2.compress(plain[:700]))
    out.write(bz2.compress(plain[700:]))
    return out.getvalue()
