import zlib
from struct import pack

import pytest
from archives import ZipEntry, contents, deflated, raw_zip, read, reasons, std_zip, told

from watchhouse.model.evidence import GapReason

WHEEL = "pkg-1.0-py3-none-any.whl"
GOOD = ZipEntry(name=b"pkg/a.py", content=b"good()\n")
READ = ("pkg/a.py", b"good()\n")


def test_a_handmade_zip_is_ordinary_until_something_is_changed() -> None:
    """The sample maker itself makes nothing that is told."""
    tree = read(
        raw_zip(GOOD, ZipEntry(name=b"pkg/b.py", content=b"x" * 99, data=deflated(b"x" * 99), method=8)),
        WHEEL,
    )
    assert contents(tree) == [READ, ("pkg/b.py", b"x" * 99)]
    assert tree.gaps == ()


@pytest.mark.parametrize(
    "entry",
    [
        ZipEntry(name=b"pkg/a.py", content=b"good()\n", local_name=b"pkg/b.py"),
        ZipEntry(name=b"pkg/a.py", content=b"good()\n", local_method=12),
        ZipEntry(name=b"pkg/a.py", content=b"good()\n", local_flags=0x800),
        ZipEntry(name=b"pkg/a.py", content=b"good()\n", local_unpacked=3),
        ZipEntry(name=b"pkg/a.py", content=b"good()\n", flags=0x8, local_unpacked=0),
    ],
)
def test_an_entry_that_differs_from_the_directory_is_ambiguous(entry: ZipEntry) -> None:
    """Readers that stream believe the entry, the others the directory; the directory's view is read."""
    tree = read(raw_zip(entry), WHEEL)
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.AMBIGUOUS, "pkg/a.py", True)]


@pytest.mark.parametrize("signature", [b"PK\x07\x08", b""])
def test_a_descriptor_after_the_data_is_ordinary_if_it_is_right(signature: bytes) -> None:
    """Writers that stream put sizes and checksum behind the data, with or without a signature."""
    crc = 0x7DA4F137
    content = b"good()\n"
    right = signature + pack("<3L", zlib.crc32(content), len(content), len(content))
    wrong = signature + pack("<3L", crc, 1, 1)
    entries = [
        ZipEntry(name=b"pkg/a.py", content=content, flags=0x8, after=after) for after in (right, wrong)
    ]
    assert read(raw_zip(entries[0]), WHEEL).gaps == ()
    assert (GapReason.AMBIGUOUS, True) in reasons(read(raw_zip(entries[1]), WHEEL))


def test_an_entry_that_the_directory_leaves_out_is_read() -> None:
    """Readers that stream install it, the others never see it."""
    hidden = ZipEntry(name=b"pkg/evil.py", content=b"evil()\n", listed=False)
    tree = read(raw_zip(GOOD, hidden), WHEEL)
    assert contents(tree) == [READ, ("pkg/evil.py", b"evil()\n")]
    assert told(tree) == [(GapReason.AMBIGUOUS, "pkg/evil.py", True)]


def test_a_second_directory_is_ambiguous() -> None:
    """Two archives, one after the other: readers from the front see the first one, from the back the last."""
    first = std_zip({"pkg/a.py": b"good()\n"})
    tree = read(raw_zip(ZipEntry(name=b"pkg/a.py", content=b"evil()\n"), before=first, shifted=True), WHEEL)
    assert {READ, ("pkg/a.py", b"evil()\n")} == set(contents(tree))
    assert (GapReason.AMBIGUOUS, True) in reasons(tree)
    assert (GapReason.DUPLICATE, True) in reasons(tree)


def test_an_archive_within_the_comment_is_ambiguous() -> None:
    """A reader from the back takes the comment's end record for the archive's."""
    inner = std_zip({"pkg/a.py": b"evil()\n"})
    tree = read(raw_zip(GOOD, comment=inner), WHEEL)
    assert {READ, ("pkg/a.py", b"evil()\n")} == set(contents(tree))
    assert (GapReason.AMBIGUOUS, True) in reasons(tree)


def test_a_decoy_end_record_is_ambiguous() -> None:
    """zipfile takes the last signature and fails; others look on and succeed."""
    tree = read(raw_zip(GOOD, comment=b"PK\x05\x06" + b"\xff" * 30), WHEEL)
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.AMBIGUOUS, "", True)]


def test_a_comment_is_ordinary_and_data_behind_it_is_not() -> None:
    """The end record says how long the comment is."""
    assert read(raw_zip(GOOD, comment=b"built by make"), WHEEL).gaps == ()
    assert told(read(raw_zip(GOOD) + b"appended", WHEEL)) == [(GapReason.AMBIGUOUS, "", True)]


def test_a_wrong_count_is_ambiguous() -> None:
    """Some readers go by the directory's size, some by its count."""
    assert told(read(raw_zip(GOOD, GOOD, count=1), WHEEL))[-1:] == [(GapReason.AMBIGUOUS, "", True)]


def test_two_entries_of_one_name_are_both_read() -> None:
    """zipfile shows the last, others the first."""
    tree = read(raw_zip(GOOD, ZipEntry(name=b"pkg/a.py", content=b"evil()\n")), WHEEL)
    assert contents(tree) == [READ, ("pkg/a.py", b"evil()\n")]
    assert told(tree) == [(GapReason.DUPLICATE, "pkg/a.py", True)]


def test_entries_that_share_bytes_are_ambiguous() -> None:
    """No writer does that; bombs do."""
    tree = read(raw_zip(GOOD, ZipEntry(name=b"pkg/a.py", content=b"good()\n", offset=0)), WHEEL)
    assert (GapReason.AMBIGUOUS, "", True) in told(tree)


def test_encrypted_entries_are_told() -> None:
    """Without a password there is no content."""
    tree = read(raw_zip(ZipEntry(name=b"pkg/e.py", content=b"secret", flags=1), GOOD), WHEEL)
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.ENCRYPTED, "pkg/e.py", True)]


def test_methods_of_no_common_reader_are_told() -> None:
    """zipfile cannot read them either, others can."""
    tree = read(raw_zip(ZipEntry(name=b"pkg/z.py", content=b"x", method=93), GOOD), WHEEL)
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.UNSUPPORTED, "pkg/z.py", True)]


def test_a_wrong_checksum_keeps_the_content() -> None:
    """Some readers do not check."""
    tree = read(raw_zip(ZipEntry(name=b"pkg/a.py", content=b"good()\n", checksum=1)), WHEEL)
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.CORRUPT, "pkg/a.py", True)]


@pytest.mark.parametrize("declared", [3, 5000])
def test_a_wrong_size_keeps_the_whole_content(declared: int) -> None:
    """One reader stops at the declared size, another reads all there is."""
    content = b"good()\n" * 100
    entry = ZipEntry(name=b"pkg/a.py", content=content, data=deflated(content), method=8, unpacked=declared)
    tree = read(raw_zip(entry), WHEEL)
    assert [("pkg/a.py", content)] == contents(tree)
    assert told(tree) == [(GapReason.AMBIGUOUS, "pkg/a.py", True)]


def test_bytes_behind_the_compressed_data_are_ambiguous() -> None:
    """A reader that streams goes on right after the deflate stream and finds another entry."""
    hidden = ZipEntry(name=b"pkg/evil.py", content=b"evil()\n").local()
    entry = ZipEntry(name=b"pkg/a.py", content=b"good()\n", data=deflated(b"good()\n") + hidden, method=8)
    tree = read(raw_zip(entry), WHEEL)
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.AMBIGUOUS, "pkg/a.py", True)]


def test_damaged_data_is_kept_up_to_the_damage() -> None:
    """Everything that some reader could still get out is read."""
    content = b"evil()\n" * 50_000
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    whole_blocks = engine.compress(content) + engine.flush(zlib.Z_FULL_FLUSH)
    third_kind_of_block = b"\x07" * 20
    entry = ZipEntry(name=b"a.py", content=content + b"x", data=whole_blocks + third_kind_of_block, method=8)
    tree = read(raw_zip(entry), WHEEL)
    assert [("a.py", content[:-1])] == contents(tree)
    assert told(tree) == [(GapReason.CORRUPT, "a.py", True)]


def test_an_archive_without_its_directory_is_read_from_the_front() -> None:
    """A truncated download still shows what it holds."""
    whole = std_zip({"pkg/a.py": b"good()\n", "pkg/b.py": b"b" * 10_000})
    tree = read(whole[: whole.index(b"PK\x01\x02")], WHEEL)
    assert contents(tree) == [READ, ("pkg/b.py", b"b" * 10_000)]
    assert (GapReason.CORRUPT, "", True) in told(tree)


def test_an_entry_whose_data_is_elsewhere_is_told() -> None:
    """An offset into nowhere reads nothing, and does not hide the others."""
    tree = read(raw_zip(ZipEntry(name=b"pkg/x.py", content=b"x", offset=1 << 31), GOOD), WHEEL)
    assert READ in contents(tree)
    assert (GapReason.CORRUPT, "pkg/x.py", True) in told(tree)


@pytest.mark.parametrize("name", [b"../evil.py", b"/evil.py", b"c:\\evil.py", b"pkg\\..\\..\\evil.py"])
def test_entries_that_lead_outside_are_read_and_told(name: bytes) -> None:
    """As with tar, the content is read all the same."""
    tree = read(raw_zip(ZipEntry(name=name, content=b"evil()")), WHEEL)
    assert [(name.decode(), b"evil()")] == contents(tree)
    assert [(GapReason.UNSAFE_PATH, name.decode(), True)] == told(tree)


@pytest.mark.parametrize("name", [b"\x00", b"evil.py\x00.txt", "evil.py".encode("utf-16-le")])
def test_a_nul_in_a_name_is_ambiguous(name: bytes) -> None:
    """zipfile cuts the name there, others do not; UTF-16 names are full of them."""
    tree = read(raw_zip(ZipEntry(name=name, content=b"evil()")), WHEEL)
    assert [(name.decode().replace("\0", "\\x00"), b"evil()")] == contents(tree)
    assert (GapReason.AMBIGUOUS, True) in reasons(tree)


def test_an_empty_name_is_told() -> None:
    """The content is read under it."""
    tree = read(raw_zip(ZipEntry(name=b"", content=b"evil()")), WHEEL)
    assert contents(tree) == [("", b"evil()")]
    assert told(tree) == [(GapReason.UNSAFE_PATH, "", True)]


def test_names_are_utf_8_only_where_the_entry_says_so() -> None:
    """As zipfile reads them; what is no UTF-8 stays printable."""
    entries = [
        ZipEntry(name="naïve.py".encode(), content=b"1", flags=0x800),
        ZipEntry(name=b"na\x8bve.py", content=b"2"),
        ZipEntry(name=b"na\xffve.py", content=b"3", flags=0x800),
    ]
    tree = read(raw_zip(*entries), WHEEL)
    assert [member.path for member in tree.members] == ["naïve.py", "naïve.py", "na\\xffve.py"]


def test_a_second_name_in_an_extra_field_is_ambiguous() -> None:
    """Info-ZIP's Unicode path overrides the name for those who know it."""
    extra = pack("<2H", 0x7075, 5 + 7) + b"\x01" + bytes(4) + b"evil.py"
    tree = read(raw_zip(ZipEntry(name=b"good.py", content=b"1", extra=extra)), WHEEL)
    assert told(tree) == [(GapReason.AMBIGUOUS, "good.py", True)]


@pytest.mark.parametrize(
    ("target", "hides"), [(b"a.py", False), (b"../../etc/passwd", True), (b"/etc/passwd", True)]
)
def test_symbolic_links_keep_their_text_and_are_told(target: bytes, *, hides: bool) -> None:
    """Wheels' installers write a file with the target in it; unzip makes a link."""
    link = ZipEntry(name=b"pkg/link.py", content=target, attributes=0o120777 << 16)
    tree = read(raw_zip(GOOD, link), WHEEL)
    assert [READ, ("pkg/link.py", target)] == contents(tree)
    assert [(GapReason.LINK, "pkg/link.py", hides)] == told(tree)


def test_zip64_sizes_are_read() -> None:
    """A size of all ones is found in the extra field."""
    extra = pack("<2H2Q", 1, 16, 7, 7)
    whole = raw_zip(GOOD)
    entry = ZipEntry(name=b"pkg/a.py", content=b"good()\n", extra=extra)
    record = bytearray(entry.central(0))
    record[20:28] = b"\xff" * 8
    local = entry.local()
    end = pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(record), len(local), 0)
    assert contents(read(whole, WHEEL)) == contents(read(local + bytes(record) + end, WHEEL))
    assert read(local + bytes(record) + end, WHEEL).gaps == ()


def _zip64(entries: int) -> bytes:
    """Return an archive with a zip64 end record that counts `entries`, and an ordinary one that counts 1."""
    local = GOOD.local()
    directory = GOOD.central(0)
    at = len(local) + len(directory)
    end64 = pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, entries, entries, len(directory), len(local))
    locator = pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
    end = pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), len(local), 0)
    return local + directory + end64 + locator + end


def test_end_records_that_disagree_are_ambiguous() -> None:
    """Readers with and without zip64 would see two directories."""
    assert read(_zip64(1), WHEEL).gaps == ()
    assert (GapReason.AMBIGUOUS, "", True) in told(read(_zip64(2), WHEEL))


def test_an_empty_zip_is_empty() -> None:
    """It is nothing but an end record."""
    tree = read(std_zip({}), "a.zip")
    assert tree.members == ()
    assert tree.gaps == ()
