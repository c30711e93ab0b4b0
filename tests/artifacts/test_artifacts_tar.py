import gzip
import tarfile

import pytest
from archives import (
    BLOCK,
    contents,
    padded,
    pax,
    read,
    reasons,
    std_tar,
    tar_file,
    tar_header,
    targz,
    told,
)

from watchhouse.model.evidence import GapReason

PLAIN = tar_file(b"p/setup.py", b"setup()\n")
READ = ("p/setup.py", b"setup()\n")


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_are_read_in_every_dialect(form: int) -> None:
    """ustar's prefix, GNU's L headers and PAX paths give the whole name."""
    name = "pkg-1.0/" + "/".join(["folder" * 5] * 4) + "/a.py"
    tree = read(std_tar({name: b"1"}, form=form))
    assert [(name, b"1")] == contents(tree)
    assert tree.gaps == ()


def test_a_name_of_a_megabyte_is_cut_and_told() -> None:
    """No system takes such a name, and a report must not carry it."""
    name = b"n" * (1 << 20)
    member = tar_file(b"././@LongLink", name, kind=b"L") + tar_file(b"x", b"1")
    tree = read(targz(member, PLAIN))
    assert tree.members[0].content == b"1"
    assert len(tree.members[0].path) <= 4096
    assert {(GapReason.UNSAFE_PATH, True)} == reasons(tree)
    assert contents(tree)[1] == READ


def test_names_too_long_stay_apart_when_they_are_cut() -> None:
    """Two long names that differ only at the end are two members."""
    members = [
        tar_file(b"././@LongLink", b"n" * 9000 + end, kind=b"L") + tar_file(b"x", end) for end in (b"a", b"b")
    ]
    assert len({member.path for member in read(targz(*members)).members}) == 2


def test_sizes_in_base_256_are_read() -> None:
    """GNU tar writes large sizes in binary; a small one written so is a size like any other."""
    header = tar_header(b"p/a", size_field=b"\x80" + (5).to_bytes(11, "big"))
    tree = read(targz(header + padded(b"hello"), PLAIN))
    assert contents(tree) == [("p/a", b"hello"), READ]
    assert tree.gaps == ()


@pytest.mark.parametrize("field", [b"\xff" * 12, b"\x80" + b"\x7f" * 11, b"zzzzzzzzzzz\0", b"-0000000001\0"])
def test_impossible_sizes_hide_something_and_crash_nothing(field: bytes) -> None:
    """Negative, astronomical and senseless sizes end in a gap."""
    tree = read(targz(PLAIN, tar_header(b"p/a", size_field=field), PLAIN.replace(b"setup()", b"other()")))
    assert contents(tree)[0] == READ
    assert any(gap.hides for gap in tree.gaps)


def test_a_size_that_readers_parse_differently_is_ambiguous() -> None:
    """Python's int takes an underscore, C's strtol stops there."""
    tree = read(targz(tar_header(b"p/a", size_field=b"0000000_005\0") + padded(b"hello"), PLAIN))
    assert (GapReason.AMBIGUOUS, "p/a", True) in told(tree)


def test_a_size_that_two_headers_give_differently_is_ambiguous() -> None:
    """One reader takes the PAX size and sees one file, another takes the header's and sees two."""
    hidden = tar_file(b"p/evil.py", b"evil()")
    member = pax({"size": str(len(hidden))}) + tar_header(b"p/data") + hidden
    tree = read(targz(member, PLAIN))
    assert [("p/data", hidden), ("p/data!/p/evil.py", b"evil()"), READ] == contents(tree)
    assert (GapReason.AMBIGUOUS, "p/data", True) in told(tree)


def test_names_that_two_headers_give_differently_are_ambiguous() -> None:
    """A GNU long name and a PAX path for one member: readers take either."""
    both = tar_file(b"././@LongLink", b"p/one.py", kind=b"L") + pax({"path": "p/two.py"})
    tree = read(targz(both + tar_file(b"p/x", b"1")))
    assert (GapReason.AMBIGUOUS, True) in reasons(tree)


def test_a_global_header_that_names_members_is_ambiguous() -> None:
    """tarfile applies a global path to every member; hardly anybody else does."""
    tree = read(targz(pax({"path": "p/every.py"}, kind=b"g"), PLAIN))
    assert (GapReason.AMBIGUOUS, True) in reasons(tree)


def test_a_global_header_with_a_comment_is_ordinary() -> None:
    """`git archive` writes the commit's id there."""
    tree = read(targz(pax({"comment": "0" * 40}, kind=b"g"), PLAIN))
    assert contents(tree) == [READ]
    assert tree.gaps == ()


@pytest.mark.parametrize(
    "payload", [b"no records here", b"9999999999 path=x\n", b"3 a\n", b"0 path=x\n", b"-9 path=x\n"]
)
def test_damaged_extended_headers_are_told(payload: bytes) -> None:
    """The member is read under its short name."""
    tree = read(targz(tar_file(b"PaxHeader", payload, kind=b"x"), PLAIN))
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.CORRUPT, "p/setup.py", True)]


def test_an_extended_header_of_megabytes_is_passed_over() -> None:
    """Nobody needs five megabytes to say what comes next."""
    tree = read(targz(tar_file(b"PaxHeader", bytes(5 << 20), kind=b"x"), PLAIN))
    assert contents(tree) == [READ]
    assert (GapReason.CORRUPT, "", True) in told(tree)


@pytest.mark.parametrize(
    "name", ["../evil.py", "p/../../evil.py", "/etc/evil", "C:/evil.py", "p\\..\\..\\evil.py"]
)
def test_members_that_lead_outside_are_read_and_told(name: str) -> None:
    """Nothing is ever written by its name, so it can be read all the same."""
    tree = read(targz(tar_file(name.encode(), b"evil()"), PLAIN))
    assert [(name, b"evil()"), READ] == contents(tree)
    assert [(GapReason.UNSAFE_PATH, name, True)] == told(tree)


def test_names_that_only_look_unsafe_are_ordinary() -> None:
    """Two dots within a name, and a way up that stays inside."""
    assert read(targz(tar_file(b"p/a..b.py", b"1"), tar_file(b"p/x/../c.py", b"2"))).gaps == ()


def test_a_backslash_that_stays_inside_hides_nothing() -> None:
    """It separates folders on Windows only; the content is read either way."""
    tree = read(targz(tar_file(b"p\\a.py", b"1")))
    assert told(tree) == [(GapReason.UNSAFE_PATH, "p\\a.py", False)]


def test_names_that_are_no_utf_8_stay_printable() -> None:
    """Such bytes, as of UTF-16 or Latin-1, are written as escapes."""
    utf16 = "päckage".encode("utf-16")
    records = b"%d path=" % (len(utf16) + 9) + utf16 + b"\n"
    tree = read(
        targz(tar_file(b"caf\xe9.py", b"1"), tar_file(b"P", records, kind=b"x"), tar_file(b"x", b"2"))
    )
    assert tree.members[0].path == "caf\\xe9.py"
    assert tree.members[1].path.startswith("\\xff\\xfep\\x00")
    assert all(member.path.encode().isascii() for member in tree.members)


def test_a_name_of_nul_alone_is_an_empty_name() -> None:
    """tar ends a name at NUL; a file without a name is read and told."""
    tree = read(targz(tar_file(b"\x00", b"evil()"), PLAIN))
    assert contents(tree) == [("", b"evil()"), READ]
    assert told(tree) == [(GapReason.UNSAFE_PATH, "", True)]


def test_two_members_of_one_name_are_both_read() -> None:
    """Which one is installed depends on the reader."""
    tree = read(targz(tar_file(b"p/a.py", b"good()"), tar_file(b"p/./a.py", b"evil()")))
    assert contents(tree) == [("p/a.py", b"good()"), ("p/./a.py", b"evil()")]
    assert told(tree) == [(GapReason.DUPLICATE, "p/./a.py", True)]


def test_the_same_member_twice_hides_nothing() -> None:
    """It is kept once."""
    tree = read(targz(PLAIN, PLAIN))
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.DUPLICATE, "p/setup.py", False)]


@pytest.mark.parametrize("target", [b"/etc/passwd", b"../../outside", b"nowhere.py"])
def test_links_to_nothing_in_the_artifact_hide_something(target: bytes) -> None:
    """What they will show on the victim's machine, nobody knows here."""
    tree = read(targz(tar_file(b"p/link", kind=b"2", target=target), PLAIN))
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.LINK, "p/link", True)]


@pytest.mark.parametrize(("kind", "target"), [(b"2", b"../tests/data.txt"), (b"1", b"tests/data.txt")])
def test_a_link_to_a_member_shows_that_members_content(kind: bytes, target: bytes) -> None:
    """A setup.py that is a link to a text file runs that text."""
    tree = read(
        targz(tar_file(b"p/setup.py", kind=kind, target=target), tar_file(b"tests/data.txt", b"evil()"))
    )
    assert ("p/setup.py", b"evil()") in contents(tree)
    assert told(tree) == [(GapReason.LINK, "p/setup.py", False)]


def test_a_link_to_a_folder_shows_what_lies_in_it() -> None:
    """A package that is a link to a folder of test data is that data."""
    link = tar_file(b"p/pkg", kind=b"2", target=b"tests/data")
    chain = tar_file(b"p/tests/data/b.py", kind=b"2", target=b"a.py")
    tree = read(targz(link, tar_file(b"p/tests/data/a.py", b"evil()"), chain))
    assert ("p/pkg/a.py", b"evil()") in contents(tree)
    assert ("p/pkg/b.py", b"evil()") in contents(tree)
    assert {(GapReason.LINK, False)} == reasons(tree)


def test_a_chain_of_links_is_followed_and_a_loop_ends() -> None:
    """Each hop is followed, through folders too, forty at most."""
    chain = [
        tar_file(b"p/a", kind=b"2", target=b"b"),
        tar_file(b"p/b", kind=b"2", target=b"../q/setup.py"),
        tar_file(b"q", kind=b"2", target=b"p"),
    ]
    loop = [tar_file(b"p/c", kind=b"2", target=b"d"), tar_file(b"p/d", kind=b"2", target=b"c")]
    tree = read(targz(*chain, *loop, PLAIN))
    assert ("p/a", b"setup()\n") in contents(tree)
    assert [one for one in told(tree) if one[2]] == [
        (GapReason.LINK, "p/c", True),
        (GapReason.LINK, "p/d", True),
    ]


def test_a_link_into_its_own_folder_ends() -> None:
    """A folder that contains itself is shown once more, not for ever."""
    tree = read(targz(tar_file(b"p/self", kind=b"2", target=b"."), PLAIN))
    assert ("p/self/setup.py", b"setup()\n") in contents(tree)
    assert len(tree.members) == 2


@pytest.mark.parametrize("kind", [b"3", b"4", b"6"])
def test_devices_and_pipes_are_told(kind: bytes) -> None:
    """They have no content."""
    tree = read(targz(tar_file(b"p/dev", kind=kind), PLAIN))
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.SPECIAL_FILE, "p/dev", True)]


def test_an_unknown_type_is_read_as_a_file_and_ambiguous() -> None:
    """tarfile unpacks it as a file, others pass over it."""
    tree = read(targz(tar_file(b"p/odd.py", b"1", kind=b"Z"), PLAIN))
    assert contents(tree) == [("p/odd.py", b"1"), READ]
    assert told(tree) == [(GapReason.AMBIGUOUS, "p/odd.py", True)]


def test_sparse_files_are_kept_as_stored() -> None:
    """Their holes are not filled in, which is told; what follows is read."""
    header = bytearray(tar_header(b"p/sparse", 5, kind=b"S"))
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    tree = read(targz(bytes(header) + bytes(BLOCK) + padded(b"piece"), PLAIN))
    assert contents(tree) == [("p/sparse", b"piece"), READ]
    assert told(tree) == [(GapReason.UNSUPPORTED, "p/sparse", True)]


def test_sparse_files_of_pax_are_told_too() -> None:
    """PAX says it in a record."""
    tree = read(targz(pax({"GNU.sparse.major": "1"}) + tar_file(b"p/sparse", b"piece")))
    assert told(tree) == [(GapReason.UNSUPPORTED, "p/sparse", True)]


def test_content_where_none_should_be_is_ambiguous() -> None:
    """A folder or a link with a size: some readers skip it, some take it for the next header."""
    tree = read(targz(tar_file(b"p/dir/", PLAIN, kind=b"5")))
    assert contents(tree) == [READ]
    assert told(tree) == [(GapReason.AMBIGUOUS, "p/dir/", True)]


def test_a_prefix_that_is_none_in_this_dialect_is_ambiguous() -> None:
    """GNU keeps times where ustar keeps the first part of the name."""
    header = tar_header(b"setup.py", 1, magic=b"ustar  \0", prefix=b"p")
    assert told(read(targz(header + padded(b"1")))) == [(GapReason.AMBIGUOUS, "p/setup.py", True)]


def test_members_after_the_end_are_read_and_ambiguous() -> None:
    """tarfile stops at the first empty block; others go on."""
    tree = read(targz(PLAIN, bytes(BLOCK), tar_file(b"p/evil.py", b"evil()")))
    assert contents(tree) == [READ, ("p/evil.py", b"evil()")]
    assert told(tree) == [(GapReason.AMBIGUOUS, "", True)]


def test_members_before_which_only_zeros_stand_are_read() -> None:
    """An archive may start with an empty block; it is no file of zeros."""
    tree = read(targz(bytes(BLOCK), PLAIN))
    assert contents(tree) == [READ]
    assert {(GapReason.AMBIGUOUS, True)} == reasons(tree)


def test_a_damaged_header_is_passed_over() -> None:
    """What follows it is read; the gap says that something was there."""
    tree = read(targz(PLAIN, b"garbage".ljust(BLOCK), tar_file(b"p/after.py", b"1")))
    assert contents(tree) == [READ, ("p/after.py", b"1")]
    assert told(tree) == [(GapReason.CORRUPT, "", True)]


def test_a_cut_off_archive_keeps_what_was_there() -> None:
    """The piece of the last member is kept too."""
    whole = std_tar({"p/a.py": b"a" * 1000, "p/b.py": b"b" * 1000}, "w", tarfile.USTAR_FORMAT)
    tree = read(whole[: 512 + 1024 + 512 + 300])
    assert contents(tree) == [("p/a.py", b"a" * 1000), ("p/b.py", b"b" * 300)]
    assert (GapReason.CORRUPT, "p/b.py", True) in told(tree)


def test_an_archive_without_the_mark_at_its_end_is_told() -> None:
    """Nothing hides there, but nobody can tell whether more was meant to follow."""
    assert told(read(gzip.compress(PLAIN))) == [(GapReason.CORRUPT, "", False)]


def test_an_archive_of_zeros_alone_is_empty() -> None:
    """tarfile writes one for no files at all."""
    tree = read(std_tar({}))
    assert tree.members == ()
    assert tree.gaps == ()
    assert read(std_tar({}, "w:bz2")).gaps == ()


def test_a_member_s_mode_is_kept() -> None:
    """Permission bits alone, as stored."""
    assert read(targz(PLAIN)).members[0].mode == 0o644
