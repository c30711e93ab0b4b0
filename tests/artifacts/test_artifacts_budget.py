import bz2
import gzip
import io
import itertools
import lzma
import tarfile
import zlib
from collections.abc import Iterator
from struct import pack

import pytest
from archives import (
    BLOCK,
    SMALL,
    ZipEntry,
    compressed_zeros,
    contents,
    deflated,
    many_members,
    raw_zip,
    read,
    reasons,
    std_zip,
    tar,
    tar_file,
    tar_header,
    targz,
    told,
)

from watchhouse.artifacts.budget import CHUNK
from watchhouse.artifacts.open import read_artifact
from watchhouse.model.artifact import ArtifactTree, ReadLimits
from watchhouse.model.evidence import GapReason

GOOD = tar_file(b"p/setup.py", b"setup()\n")
READ = ("p/setup.py", b"setup()\n")
GIGABYTE = 1 << 30


@pytest.fixture(scope="module")
def gigabyte() -> bytes:
    """A gzip file of a tar archive with one member: a line of a gigabyte."""
    return compressed_zeros(GIGABYTE, tar_header(b"p/line.txt", GIGABYTE))


def spent(tree: ArtifactTree) -> int:
    """Return how many bytes a tree holds."""
    return sum(len(member.content) for member in tree.members)


def test_a_bomb_stops_at_the_ratio_of_the_default_limits(gigabyte: bytes) -> None:
    """A thousand to one: 32 MB come out, not the gigabyte."""
    tree = read(gigabyte, limits=ReadLimits())
    assert (GapReason.RATIO, "", True) in told(tree)
    assert ReadLimits().ratio_floor + 2 * CHUNK >= spent(tree)


def test_a_line_of_a_gigabyte_is_a_member_too_large(gigabyte: bytes) -> None:
    """With any ratio allowed, the first part is kept, and what comes after the line is read."""
    limits = ReadLimits(member_bytes=4 << 20, total_bytes=2 << 30, ratio=1 << 20)
    plain = gigabyte + gzip.compress(GOOD + bytes(2 * BLOCK), mtime=0)
    tree = read(plain, limits=limits)
    assert [("p/line.txt", bytes(4 << 20)), READ] == contents(tree)
    assert told(tree) == [(GapReason.MEMBER_TOO_LARGE, "p/line.txt", True)]


@pytest.mark.parametrize("pack_all", [bz2.compress, lzma.compress, gzip.compress])
def test_a_bomb_of_one_file_keeps_its_beginning(pack_all: object) -> None:
    """bzip2 and xz reach far higher ratios than deflate."""
    assert callable(pack_all)
    tree = read(pack_all(bytes(32 << 20)), "zeros.gz", ReadLimits(ratio=100, ratio_floor=1 << 20))
    assert {GapReason.RATIO} == {gap.reason for gap in tree.gaps}
    assert spent(tree) < 3 << 20


def test_one_bomb_in_a_zip_does_not_hide_the_rest() -> None:
    """The entry is cut at its own ratio; its neighbours are read."""
    bomb = ZipEntry(name=b"bomb", content=b"", data=deflated(bytes(40 << 20)), method=8, unpacked=40 << 20)
    padding = ZipEntry(name=b"noise", content=bytes(range(256)) * 400)
    limits = ReadLimits(ratio=900, ratio_floor=1 << 20)
    tree = read(raw_zip(bomb, padding), "a.zip", limits)
    assert told(tree) == [(GapReason.RATIO, "bomb", True)]
    assert ("noise", bytes(range(256)) * 400) in contents(tree)


def test_a_bomb_of_overlapping_entries_stops() -> None:
    """Ten thousand entries that all unpack the same bytes: each is small, all together are not."""
    kernel = ZipEntry(name=b"kernel", content=b"", data=deflated(bytes(1 << 20)), method=8, unpacked=1 << 20)
    entries = [
        ZipEntry(
            name=b"kernel", content=b"", data=kernel.data, method=8, unpacked=1 << 20, offset=0, listed=True
        )
        for _ in range(10_000)
    ]
    local = kernel.local()
    directory = b"".join(entry.central(0) for entry in entries)
    end = pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 10_000, 10_000, len(directory), len(local), 0)
    tree = read(local + directory + end, "overlap.zip")
    assert any(gap.hides and gap.reason in {GapReason.RATIO, GapReason.TOO_MUCH_DATA} for gap in tree.gaps)
    assert SMALL.total_bytes >= spent(tree)


def _nest(inner: bytes, width: int) -> bytes:
    """Return a zip of `width` different names with one content."""
    return std_zip({f"lib {number}.zip": inner for number in range(width)})


def test_archives_of_archives_of_archives_stop() -> None:
    """The shape of 42.zip: sixteen archives of sixteen archives, at the bottom a file of zeros."""
    bottom = std_zip({"0.dll": bytes(4 << 20)})
    tree = read(_nest(_nest(bottom, 16), 16), "42.zip", SMALL)
    assert any(gap.hides and gap.reason in {GapReason.RATIO, GapReason.TOO_MUCH_DATA} for gap in tree.gaps)
    assert SMALL.total_bytes + 2 * CHUNK >= spent(tree)
    deep = read(_nest(_nest(_nest(bottom, 2), 2), 2), "42.zip", SMALL)
    assert GapReason.NESTING in {gap.reason for gap in deep.gaps}


def test_a_file_that_contains_itself_for_ever_ends_at_the_depth() -> None:
    """A chain of gzip files: each is one archive deeper."""
    content = b"print(1)\n"
    for _ in range(50):
        content = gzip.compress(content, mtime=0)
    tree = read(content, "chain.gz")
    assert SMALL.depth == len(tree.members)
    assert {(GapReason.NESTING, True)} == reasons(tree)


def test_ten_million_members_stop_at_the_limit() -> None:
    """Five gigabytes of headers in a few megabytes of gzip: unpacking ends with the members' budget."""
    tree = read(many_members(10_000_000 // 16) * 16, limits=ReadLimits())
    assert len(tree.members) <= ReadLimits().members
    assert {GapReason.TOO_MANY_MEMBERS} <= {gap.reason for gap in tree.gaps}
    assert len(tree.gaps) < 1_100


def test_ten_million_directory_entries_stop_at_the_limit() -> None:
    """They all point at one entry; the directory is not even read to its end."""
    entry = ZipEntry(name=b"a", content=b"")
    local = entry.local()
    record = entry.central(0)
    count = 10_000_000 // 50
    end = pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(record) * count, len(local), 0)
    tree = read(local + record * count + end, "a.zip", ReadLimits())
    assert [gap.reason for gap in tree.gaps if gap.reason is not GapReason.DUPLICATE] == [
        GapReason.TOO_MANY_MEMBERS
    ]


def test_many_gaps_of_one_kind_are_summed_up() -> None:
    """A report with a million lines helps nobody; the sum says whether one of them hides something."""
    members = [tar_file(b"../%d" % number, b"%d" % number) for number in range(1_500)]
    tree = read(targz(*members), limits=ReadLimits())
    assert len(tree.gaps) == 1_001
    assert tree.gaps[-1].detail == "and 500 more"
    assert tree.gaps[-1].hides
    assert len(tree.members) == 1_500


def test_a_chain_of_headers_about_nothing_costs_as_much_as_members() -> None:
    """An archive of extended headers alone would otherwise be free."""
    chain = tar_file(b"././@LongLink", b"name", kind=b"L") * 2_000
    assert GapReason.TOO_MANY_MEMBERS in {gap.reason for gap in read(targz(chain)).gaps}


def test_many_empty_streams_in_a_row_cost_as_much_as_members() -> None:
    """Twenty bytes each, and nothing comes out."""
    tree = read(gzip.compress(b"", mtime=0) * 5_000, "a.gz")
    assert GapReason.TOO_MANY_MEMBERS in {gap.reason for gap in tree.gaps}


def test_the_total_is_spent_by_all_archives_together() -> None:
    """Each of these is small; together they are not."""
    noise = bytes(range(256)) * 4096
    limits = ReadLimits(total_bytes=4 << 20)
    tree = read(
        tar(*(tar_file(b"p/%d" % number, noise + b"%d" % number) for number in range(8))), limits=limits
    )
    assert told(tree) == [(GapReason.TOO_MUCH_DATA, "", True)]
    assert 2 <= len(tree.members) <= 4


def test_a_truncated_gzip_keeps_what_came_out() -> None:
    """Everything before the cut is read."""
    noise = zlib.compress(bytes(range(256)) * 100)
    whole = targz(GOOD, tar_file(b"p/noise.bin", noise * 50))
    tree = read(whole[: len(whole) // 2])
    assert contents(tree)[0] == READ
    assert (GapReason.CORRUPT, "", True) in told(tree)


def test_a_gzip_with_a_wrong_checksum_is_read_to_its_end() -> None:
    """An unpacker that stops at the archive's end never sees the checksum."""
    whole = bytearray(targz(GOOD))
    whole[-8] ^= 1
    tree = read(bytes(whole))
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.CORRUPT, "", True)]


@pytest.mark.parametrize(
    "header",
    [
        b"\x1f\x8b\x08",
        b"\x1f\x8b\x08\x08" + bytes(6) + b"endless",
        b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff",
    ],
)
def test_a_gzip_that_is_all_header_is_corrupt(header: bytes) -> None:
    """A name that never ends, an extra field that reaches beyond the file."""
    assert (GapReason.CORRUPT, "", True) in told(read(header, "a.gz"))


def test_xz_that_asks_for_too_much_memory_is_refused() -> None:
    """The dictionary's size is the writer's choice; 1.5 GiB is not given."""
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 4096}]
    stream = bytearray(lzma.compress(b"x" * 100, lzma.FORMAT_XZ, lzma.CHECK_CRC32, filters=filters))
    at = stream.index(b"\x21\x01", 12) + 2
    stream[at] = 40
    length = (stream[12] + 1) * 4
    stream[12 + length - 4 : 12 + length] = zlib.crc32(stream[12 : 12 + length - 4]).to_bytes(4, "little")
    tree = read(bytes(stream), "a.xz")
    assert {(GapReason.UNSUPPORTED, True)} == reasons(tree)


def test_time_ends_the_reading() -> None:
    """The clock is asked while bytes are read; what was read before stays."""
    ticks: Iterator[float] = itertools.count(step=1.0)
    tree = read_artifact(
        targz(*(tar_file(b"p/%d.py" % number, b"%d" % number) for number in range(100))),
        "slow.tar.gz",
        ReadLimits(seconds=40.0),
        lambda: next(ticks),
    )
    assert told(tree) == [(GapReason.TIME, "", True)]
    assert 10 < len(tree.members) < 100


def test_a_stored_member_is_spent_too() -> None:
    """Ratio and sizes count for entries without compression."""
    tree = read(raw_zip(ZipEntry(name=b"a", content=bytes(9 << 20))), "a.zip", SMALL)
    assert told(tree) == [(GapReason.MEMBER_TOO_LARGE, "a", True)]
    assert [("a", bytes(8 << 20))] == contents(tree)


def test_a_single_file_too_large_keeps_its_beginning() -> None:
    """Padding a script does not hide its first lines."""
    script = b"import os\n" + bytes(9 << 20)
    tree = read(script, "setup.py", SMALL)
    assert script[: 8 << 20] == tree.members[0].content
    assert told(tree) == [(GapReason.MEMBER_TOO_LARGE, "setup.py", True)]


def test_an_archive_that_tarfile_writes_is_within_every_limit() -> None:
    """The counter-test: nothing of this is told of an honest archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for number in range(200):
            content = b"x = %d\n" % number * 50
            info = tarfile.TarInfo(f"p-1.0/mod{number}.py")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    assert read(out.getvalue()).gaps == ()
