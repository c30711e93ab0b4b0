"""Each metadata format: what it gives, and that hostile input only ever costs a Gap."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.facts.metadata.npm import read_package_json
from watchhouse.evidence.facts.metadata.nuspec import read_nuspec
from watchhouse.evidence.facts.metadata.pkginfo import read_entry_points, read_pkginfo
from watchhouse.evidence.facts.metadata.pyproject import read_pyproject
from watchhouse.evidence.facts.package import Dependency, Metadata
from watchhouse.model.evidence import GapReason

Reader = Callable[[str, bytes], Metadata]

PKGINFO = b"""Metadata-Version: 2.1
Name: Foo_Bar
Version: 1.0
Summary: does things
Home-page: https://h.example
Project-URL: Code, https://c.example
Author: Ann
Author-email: "Bob B." <bob@b.example>
Requires-Dist: Requests (>=2)
Requires-Dist: evil @ https://e.example/evil.tar.gz

A long [story](https://s.example).
"""
PYPROJECT = b"""
[project]
name = "foo"
version = "1"
description = "does things"
authors = [{name = "Ann", email = "ann@a.example"}]
dependencies = ["Requests>=2"]
urls = {Home = "https://h.example"}
scripts = {foo = "foo:main"}
[project.optional-dependencies]
dev = ["pytest"]
"""
PACKAGE = {
    "name": "foo",
    "version": "1.0.0",
    "description": "does things",
    "author": "Ann <ann@a.example> (https://a.example)",
    "maintainers": [{"name": "Bob", "email": "bob@b.example"}],
    "repository": {"type": "git", "url": "https://c.example/r"},
    "bin": {"foo": "./cli.js"},
    "scripts": {"postinstall": "node x.js"},
    "dependencies": {"a": "^1", "b": "git+https://g.example/b.git", "c": "user/repo"},
    "devDependencies": {"d": "*"},
}
NUSPEC = b"""<?xml version="1.0"?><package xmlns="urn:example"><metadata><id>Foo.Bar</id><version>1.0</version>
<authors>Ann</authors><projectUrl>https://h.example</projectUrl><description>does things</description>
<dependencies><group targetFramework="net6"><dependency id="Baz" version="[1,2)"/></group></dependencies>
</metadata></package>"""


def test_core_metadata_give_all_that_detectors_ask_for() -> None:
    """Names, people, links and direct references are read from PKG-INFO, also in old spellings."""
    found = read_pkginfo("PKG-INFO", PKGINFO)
    assert (found.name, found.version, found.summary) == ("Foo_Bar", "1.0", "does things")
    assert found.authors == ("Ann", "Bob B.")
    assert found.emails == ("bob@b.example",)
    assert found.urls == (("Home-page", "https://h.example"), ("Code", "https://c.example"))
    assert found.dependencies == (
        Dependency(name="requests", specifier=">=2"),
        Dependency(name="evil", specifier="", url="https://e.example/evil.tar.gz"),
    )
    assert "story" in found.description
    assert found.gaps == ()


def test_what_does_not_parse_is_kept() -> None:
    """A field given twice and an invalid requirement are not lost."""
    found = read_pkginfo(
        "PKG-INFO", PKGINFO.replace(b"Summary:", b"Name: second\nRequires-Dist: x ??\nSummary:")
    )
    assert found.name == "Foo_Bar"
    assert Dependency(name="x", specifier="??") in found.dependencies


def test_pyproject_stands_in() -> None:
    """The project table gives the same facts, optional dependencies included."""
    found = read_pyproject("pyproject.toml", PYPROJECT)
    assert (found.name, found.authors, found.emails) == ("foo", ("Ann",), ("ann@a.example",))
    assert [each.name for each in found.dependencies] == ["requests", "pytest"]
    assert found.scripts == (("foo", "foo:main"),)


def test_poetry_is_read() -> None:
    """Poetry's own table counts where there is no project table."""
    found = read_pyproject(
        "pyproject.toml",
        b'[tool.poetry]\nname="foo"\nauthors=["Ann <ann@a.example>"]\n[tool.poetry.dependencies]\npython="^3"\n'
        b'x={git="https://g.example/x"}\ny="^1"\n',
    )
    assert found.emails == ("ann@a.example",)
    assert found.dependencies == (
        Dependency(name="x", specifier="", url="https://g.example/x"),
        Dependency(name="y", specifier="^1"),
    )


def test_package_json_gives_scripts_and_remote_dependencies() -> None:
    """Lifecycle scripts, commands and dependencies from elsewhere are told apart."""
    found = read_package_json("package.json", json.dumps(PACKAGE).encode())
    assert found.scripts == (("postinstall", "node x.js"), ("bin:foo", "./cli.js"))
    assert found.authors == ("Ann", "Bob")
    assert found.emails == ("ann@a.example", "bob@b.example")
    assert [(each.name, each.specifier, each.url) for each in found.dependencies] == [
        ("a", "^1", ""),
        ("b", "", "git+https://g.example/b.git"),
        ("c", "", "user/repo"),
    ]


def test_nuspec_is_read() -> None:
    """Id, people and dependencies of every framework are read, whatever the name space."""
    found = read_nuspec("foo.nuspec", NUSPEC)
    assert (found.name, found.version, found.authors) == ("Foo.Bar", "1.0", ("Ann",))
    assert found.dependencies == (Dependency(name="baz", specifier="[1,2)"),)
    assert found.gaps == ()


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><package><metadata><id>&a;</id></metadata></package>',
        b'<!DOCTYPE x SYSTEM "file:///x"><package/>',
        b"<package>" + b"<a>" * 100,
        b"<?xml version='1.0' encoding='nonsense'?><package/>",
    ],
)
def test_hostile_xml_ends_in_a_gap(content: bytes) -> None:
    """Entities, document types, depth and unknown encodings are refused and said so."""
    assert [gap.reason for gap in read_nuspec("x.nuspec", content).gaps] == [GapReason.CORRUPT]


def test_entry_points_are_read() -> None:
    """Scripts keep their name, other groups stand before it; nonsense is a gap."""
    scripts, gaps = read_entry_points(
        "e", "[console_scripts]\nFoo = foo:main\n[pytest11]\nx = y\n[pytest11]\nz = w\n"
    )
    assert scripts == (("Foo", "foo:main"), ("pytest11:x", "y"), ("pytest11:z", "w"))
    assert gaps == ()
    assert [gap.reason for gap in read_entry_points("e", "nothing = here")[1]] == [GapReason.CORRUPT]


@pytest.mark.parametrize("reader", [read_pkginfo, read_pyproject, read_package_json, read_nuspec])
@given(content=st.binary(max_size=2_000))
def test_no_bytes_make_a_reader_fail(reader: Reader, content: bytes) -> None:
    """Every reader answers on arbitrary bytes."""
    assert reader("x", content).path == "x"


@pytest.mark.parametrize(
    ("reader", "valid"),
    [
        (read_pkginfo, PKGINFO),
        (read_pyproject, PYPROJECT),
        (read_package_json, json.dumps(PACKAGE).encode()),
        (read_nuspec, NUSPEC),
    ],
)
@given(data=st.data())
def test_damaged_input_makes_no_reader_fail(reader: Reader, valid: bytes, data: st.DataObject) -> None:
    """Valid metadata with a part replaced by anything is still answered."""
    start = data.draw(st.integers(0, len(valid)))
    end = data.draw(st.integers(start, len(valid)))
    damaged = valid[:start] + data.draw(st.binary(max_size=40)) + valid[end:]
    assert reader("x", damaged).path == "x"


@pytest.mark.parametrize("reader", [read_pyproject, read_package_json])
@pytest.mark.parametrize("content", [b"[" * 100_000, b'{"a":' * 100_000, b"x = " + b"[" * 100_000])
def test_depth_is_answered_with_a_gap(reader: Reader, content: bytes) -> None:
    """Nesting beyond Python's own limit is a broken document, not a crash."""
    assert [gap.reason for gap in reader("x", content).gaps] == [GapReason.CORRUPT]
