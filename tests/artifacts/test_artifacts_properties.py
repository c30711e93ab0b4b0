import io
import tarfile
import zipfile
from random import Random

import pytest
from archives import SMALL, contents, read, std_tar, std_zip
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.artifacts.paths import leads_outside, member_path, normal, printable
from watchhouse.model.artifact import ReadLimits

TINY = ReadLimits(members=200, total_bytes=4 << 20, member_bytes=1 << 20, ratio_floor=1 << 18, seconds=5.0)

parts = st.text(
    st.characters(codec="utf-8", exclude_characters="/\\\0:!", exclude_categories=["Cs"]),
    min_size=1,
    max_size=20,
)
names = st.lists(parts.filter(lambda part: part.strip(".") != ""), min_size=1, max_size=4).map("/".join)
files = st.dictionaries(names, st.binary(max_size=2_000), min_size=1, max_size=8)
forms = st.sampled_from([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
SEEDS = [
    std_tar({"p-1.0/PKG-INFO": b"Name: p\n", "p-1.0/" + "n" * 120 + ".py": b"x = 1\n" * 40}),
    std_tar(
        {"p-1.0/PKG-INFO": b"Name: p\n", "p-1.0/" + "n" * 120 + ".py": b"x = 1\n" * 40},
        "w",
        tarfile.GNU_FORMAT,
    ),
    std_tar({"p-1.0/setup.py": b"x = 1\n" * 40}, "w:bz2"),
    std_tar({"p-1.0/setup.py": b"x = 1\n" * 40}, "w:xz"),
    std_zip({"p/a.py": b"x = 1\n" * 40, "p-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\n"}),
    std_zip({"p/a.py": b"x = 1\n" * 40}, zipfile.ZIP_LZMA),
    std_zip(
        {"p/a.zip": std_zip({"b.py": b"x = 2\n"}), "p/c.tgz": std_tar({"c.py": b"x = 3\n"})},
        zipfile.ZIP_STORED,
    ),
]


@given(st.binary(max_size=3_000), st.text(max_size=20))
def test_arbitrary_bytes_never_raise(content: bytes, name: str) -> None:
    """Whatever it is, it becomes a tree that holds no more than its limits."""
    tree = read(content, name, TINY)
    assert TINY.total_bytes >= sum(len(member.content) for member in tree.members)
    assert len(content) == tree.size


@settings(max_examples=300)
@given(st.sampled_from(SEEDS), st.data())
def test_mutated_archives_never_raise_and_read_the_same_twice(seed: bytes, data: st.DataObject) -> None:
    """Bytes changed, cut out, doubled: no crash, no difference between two readings, printable paths."""
    content = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        piece = data.draw(st.binary(max_size=8))
        length = data.draw(st.sampled_from([0, 1, len(piece), 40]))
        content[at : at + length] = piece
        content = content or bytearray(b"\0")
    tree = read(bytes(content), "p-1.0.tar.gz", TINY)
    assert tree == read(bytes(content), "p-1.0.tar.gz", TINY)
    assert all("\0" not in member.path and member.path.encode() for member in tree.members if member.path)


@given(files, forms, st.sampled_from(["w", "w:gz", "w:bz2", "w:xz"]))
def test_what_tarfile_wrote_is_read_as_tarfile_reads_it(
    written: dict[str, bytes], form: int, mode: str
) -> None:
    """Names and contents are the same, and nothing is told of it."""
    short = {
        name: content
        for name, content in written.items()
        if form != tarfile.USTAR_FORMAT or len(name.encode()) < 100
    }
    archive = std_tar(short, mode, form)
    tree = read(archive)
    with tarfile.open(fileobj=io.BytesIO(archive)) as oracle:
        expected = [(info.name, _content(oracle, info)) for info in oracle]
    assert sorted(expected) == sorted(one for one in contents(tree) if "!/" not in one[0])


def _content(archive: tarfile.TarFile, info: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(info)
    assert file is not None
    return file.read()


@given(
    files, st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
)
def test_what_zipfile_wrote_is_read_as_zipfile_reads_it(written: dict[str, bytes], method: int) -> None:
    """Names and contents are the same, by every method."""
    archive = std_zip(written, method)
    tree = read(archive)
    with zipfile.ZipFile(io.BytesIO(archive)) as oracle:
        expected = [(info.filename, oracle.read(info)) for info in oracle.infolist()]
    assert sorted(expected) == sorted(one for one in contents(tree) if "!/" not in one[0])


@pytest.mark.parametrize("seed", SEEDS)
def test_every_truncation_is_told_and_read_as_far_as_it_goes(seed: bytes) -> None:
    """A cut anywhere is told, be it that nothing but the mark at the end is missing."""
    for length in range(1, len(seed) * 3 // 4, 7):
        tree = read(seed[:length], "p-1.0.tar.gz", SMALL)
        assert tree.gaps or contents(tree) == contents(read(seed)), length


@given(st.binary(max_size=200))
def test_every_name_becomes_text_that_can_be_written(raw: bytes) -> None:
    """No lone surrogate and no NUL is left, and what was UTF-8 stays as it was."""
    text = printable(raw)
    assert text.encode().decode() == text
    assert "\0" not in text


@given(st.text(st.sampled_from("ab./\\:"), max_size=12))
def test_a_name_that_stays_inside_is_a_plain_relative_path(name: str) -> None:
    """The normal form has no way up, no empty part, and is its own normal form."""
    place = normal(name)
    assert place is None or place == normal(place)
    assert place is None or not {"", ".", ".."} & set(place.split("/")) or place == ""
    assert leads_outside(name) or normal(name) is not None


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=9_000))
def test_a_path_never_grows_beyond_what_systems_take(name: str) -> None:
    """Long ones are cut, the same way each time."""
    assert len(member_path("p!/", name)) <= 4096
    assert member_path("p!/", name) == member_path("p!/", name)


def test_large_archives_are_read_as_the_standard_library_reads_them() -> None:
    """Members that span many chunks, in tar and in zip."""
    random = Random(7)  # noqa: S311 -- noise, not secrets
    large = {f"p/{number}.bin": random.randbytes(random.randrange(3 << 20)) for number in range(8)}
    assert list(large.items()) == contents(read(std_tar(large)))
    assert list(large.items()) == contents(read(std_zip(large)))
