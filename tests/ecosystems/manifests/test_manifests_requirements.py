"""What a requirements file asks for, held against what pip's documentation says of the format."""

import hashlib

import pytest

from watchhouse.ecosystems.manifests.requirements import parse
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder, Preference, Unresolved

ONE, TWO = hashlib.sha256(b"1").hexdigest(), hashlib.sha256(b"2").hexdigest()


class Files:
    """Includes that lie beside the first file; remembers what was asked for."""

    def __init__(self, **files: str) -> None:
        self.files = {name.replace("__", "/") + ".txt": text for name, text in files.items()}
        self.asked: list[str] = []

    def __call__(self, path: str) -> str:
        """Return the text of one of them."""
        self.asked.append(path)
        try:
            return self.files[path]
        except KeyError:
            raise RequestError("not there") from None


def named(text: str, machine: Machine, files: Files | None = None) -> list[tuple[str, str]]:
    """Return (name, specifier) of what an index is asked for."""
    found = parse(text, "r.txt", machine, files or Files())
    assert all(isinstance(request, IndexRequest) for request in found)
    return [(request.name, request.specifier) for request in found if isinstance(request, IndexRequest)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Foo_Bar", [("foo-bar", "")]),
        ("foo >= 1, < 2  # why", [("foo", "<2,>=1")]),
        ("# foo\n\nbar==1", [("bar", "==1")]),
        ("foo==1 \\\n  --hash=sha256:" + ONE, [("foo", "==1")]),
        ("foo \\\n# comment\nbar", [("foo", ""), ("bar", "")]),
        ("foo[extra,other]==1; python_version >= '3'", [("foo", "==1")]),
        ("foo>=1\nfoo<2", [("foo", ">=1,<2")]),
        ("foo==1 --config-settings=a=b --global-option x", [("foo", "==1")]),
    ],
)
def test_lines_are_read_as_pip_reads_them(text: str, expected: list[tuple[str, str]], linux: Machine) -> None:
    """Names, comments, continuations, extras, markers, options."""
    assert named(text, linux) == expected


def test_hashes_go_with_their_requirement(linux: Machine) -> None:
    """Several hashes are several files that are accepted."""
    text = f"foo==1 --hash=sha256:{ONE} \\\n --hash sha256:{TWO.upper()}\nbar"
    foo, bar = parse(text, "r.txt", linux, Files())
    assert isinstance(foo, IndexRequest)
    assert isinstance(bar, IndexRequest)
    assert (foo.hashes, foo.origin) == (frozenset({f"sha256:{ONE}", f"sha256:{TWO}"}), "r.txt:1")
    assert (bar.hashes, bar.origin) == (frozenset(), "r.txt:3")


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ("foo; sys_platform == 'win32'", False),
        ("foo @ https://files.example/foo-1.0.tar.gz", True),
        ("git+https://git.example/foo.git@main#egg=foo", True),
        ("-e git+ssh://git@git.example/foo#egg=foo", True),
        ("https://files.example/foo-1.0-py3-none-any.whl", True),
        ("foo==${VERSION}", True),
        ("-r missing.txt", True),
        ("-r https://files.example/r.txt", True),
        ("foo\n--no-index", True),
    ],
)
def test_what_no_index_has_is_told(text: str, needed: bool, linux: Machine) -> None:  # noqa: FBT001 - parametrized
    """Nothing that the user wrote disappears."""
    (found,) = parse(text, "r.txt", linux, Files())
    assert isinstance(found, Unresolved)
    assert (found.needed, found.origin) == (needed, "r.txt:1")


@pytest.mark.parametrize(
    "text", ["./foo", "-e ./foo[extra]", "--editable=foo", "foo/", "../foo", "foo @ file:///a/foo"]
)
def test_folders(text: str, linux: Machine) -> None:
    """Paths become folders; whether they may be read is decided by who can see the disk."""
    (found,) = parse(text, "r.txt", linux, Files())
    assert isinstance(found, LocalFolder)


@pytest.mark.parametrize("text", ["./foo-1.0-py3-none-any.whl", "foo-1.0.tar.gz", "file:///a/foo-1.0.zip"])
def test_archives(text: str, linux: Machine) -> None:
    """Archives become files."""
    (found,) = parse(text, "r.txt", linux, Files())
    assert isinstance(found, LocalFile)


def test_includes_are_followed_from_where_they_stand(linux: Machine) -> None:
    """A path is relative to the file that names it; a circle ends."""
    files = Files(sub__a="bar\n-r b.txt\n-r ../r.txt", sub__b="baz\n--requirement a.txt", r="again")
    assert named("foo\n-r sub/a.txt", linux, files) == [("foo", ""), ("bar", ""), ("baz", "")]
    assert files.asked == ["sub/a.txt", "sub/b.txt"]


def test_includes_are_bounded(linux: Machine) -> None:
    """A hundred files are enough."""

    def endless(path: str) -> str:
        return f"-r {int(path.partition('.')[0]) + 1}.txt"

    with pytest.raises(RequestError, match="more than 100 files"):
        parse("-r 1.txt", "r.txt", linux, endless)


def test_constraints_limit_and_ask_for_nothing(linux: Machine) -> None:
    """A constraint counts for what is required, and only for that."""
    files = Files(c="foo<2\nother==1\n")
    assert named("-c c.txt\nfoo>=1", linux, files) == [("foo", ">=1,<2")]


def test_options_of_the_whole_file_reach_every_request(linux: Machine) -> None:
    """Wherever they stand: an index, further ones, formats, pre-releases."""
    text = (
        "foo\n--index-url https://i.example/simple\n--extra-index-url=https://e.example\n-f links\n"
        "--pre\n--no-binary foo\n--only-binary :all:\nbar\n"
    )
    foo, bar = parse(text, "r.txt", linux, Files())
    assert isinstance(foo, IndexRequest)
    assert isinstance(bar, IndexRequest)
    assert (foo.index, foo.extra_indexes) == ("https://i.example/simple", ("https://e.example", "links"))
    assert foo.preference == Preference(prereleases=True, wheels=False, sdists=False)
    assert bar.preference == Preference(prereleases=True, wheels=True, sdists=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ok\nnot a requirement", "r.txt:2: 'not a requirement' is no requirement"),
        ("foo --hash=md5:00", "r.txt:1: 'md5:00' is no SHA-2 hash"),
        ("--unknown", "r.txt:1: pip knows no option '--unknown' here"),
        ("foo --hash='sha256:", "r.txt:1: No closing quotation"),
        (f"foo --hash=sha256:{ONE}\nfoo --hash=sha256:{TWO}", "r.txt:2: no hash in common with r.txt:1"),
        ("foo; " + "(" * 2000, "is no requirement"),
        ("foo" * 2000, "r.txt:1: a requirement longer than 4096 characters"),
        ("a" * (17 << 20), "r.txt: longer than 16777216 characters"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, message: str, linux: Machine) -> None:
    """As pip does, refuse the whole file."""
    with pytest.raises(RequestError) as caught:
        parse(text, "r.txt", linux, Files())
    assert message in str(caught.value)
