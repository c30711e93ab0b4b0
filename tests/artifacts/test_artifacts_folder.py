import time
from collections.abc import Callable
from dataclasses import dataclass, field

from archives import contents, std_zip, told

from watchhouse.artifacts.folder import FolderFile, read_folder
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, ReadLimits
from watchhouse.model.evidence import GapReason


def _file(path: str, content: bytes, *, is_link: bool = False, is_special: bool = False) -> FolderFile:
    return FolderFile(
        path=path, mode=0o644, size=len(content), load=lambda: content, is_link=is_link, is_special=is_special
    )


def _read(*files: FolderFile, limits: ReadLimits | None = None) -> ArtifactTree:
    return read_folder(files, limits or ReadLimits(), time.monotonic)


def _failing(error: Exception) -> Callable[[], bytes]:
    def load() -> bytes:
        raise error

    return load


@dataclass(slots=True)
class _Source:
    """A file that notes whether it was opened."""

    opened: list[str] = field(default_factory=list)

    def load(self) -> bytes:
        """Note the opening."""
        self.opened.append("opened")
        return b"content"


def test_a_folder_is_its_files_and_the_archives_in_it() -> None:
    """A wheel in a folder is read like one in an sdist."""
    wheel = std_zip({"pkg/a.py": b"x = 1\n"})
    tree = _read(_file("setup.py", b"setup()\n"), _file("dist/pkg.whl", wheel))
    expected = [("setup.py", b"setup()\n"), ("dist/pkg.whl", wheel), ("dist/pkg.whl!/pkg/a.py", b"x = 1\n")]
    assert expected == contents(tree)
    assert ArtifactKind.FOLDER is tree.kind
    assert len(wheel) + 8 == tree.size
    assert tree.gaps == ()


def test_a_folder_s_digest_depends_on_its_files_alone() -> None:
    """In whatever order they are listed."""
    one, two = _file("a.py", b"1"), _file("b.py", b"2")
    assert _read(one, two).sha256 == _read(two, one).sha256
    assert _read(one, two).sha256 != _read(one, _file("b.py", b"3")).sha256
    assert _read(one, two).sha256 != _read(one, _file("c.py", b"2")).sha256


def test_links_and_special_files_are_told() -> None:
    """A link's content is its target."""
    tree = _read(
        _file("pkg/a.py", b"1"),
        _file("pkg/b.py", b"a.py", is_link=True),
        _file("pkg/c.py", b"/etc/passwd", is_link=True),
        _file("pipe", b"", is_special=True),
    )
    expected = [
        (GapReason.SPECIAL_FILE, "pipe", True),
        (GapReason.LINK, "pkg/b.py", False),
        (GapReason.LINK, "pkg/c.py", True),
    ]
    assert expected == told(tree)
    assert ("pkg/b.py", b"1") in contents(tree)


def test_a_file_that_cannot_be_opened_is_told() -> None:
    """It may have gone, or be somebody else's."""
    gone = FolderFile(path="gone.py", mode=0, size=1, load=_failing(FileNotFoundError("gone")))
    assert told(_read(gone)) == [(GapReason.CORRUPT, "gone.py", True)]


def test_a_file_too_large_is_not_even_opened() -> None:
    """Its size is known before."""
    source = _Source()
    large = FolderFile(path="large.bin", mode=0, size=1 << 40, load=source.load)
    assert told(_read(large)) == [(GapReason.MEMBER_TOO_LARGE, "large.bin", True)]
    assert source.opened == []


def test_a_file_that_grows_while_it_is_read_is_cut() -> None:
    """The size that was listed is not trusted."""
    grown = FolderFile(path="log.txt", mode=0, size=1, load=lambda: bytes(100))
    tree = _read(grown, limits=ReadLimits(member_bytes=10))
    assert [("log.txt", bytes(10))] == contents(tree)
    assert told(tree) == [(GapReason.MEMBER_TOO_LARGE, "log.txt", True)]


def test_a_folder_of_too_many_files_stops() -> None:
    """The budget is one for all files."""
    tree = _read(*(_file(f"{number}.py", b"") for number in range(20)), limits=ReadLimits(members=10))
    assert len(tree.members) == 10
    assert told(tree) == [(GapReason.TOO_MANY_MEMBERS, "", True)]


def test_names_that_are_no_unicode_stay_printable() -> None:
    """The file system gives such bytes as lone surrogates."""
    tree = _read(_file("caf\udce9.py", b"1"))
    assert [member.path for member in tree.members] == ["caf\\udce9.py"]
