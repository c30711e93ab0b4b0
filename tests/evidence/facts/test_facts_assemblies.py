"""Assemblies of .NET: what their metadata say is read, and what does not hold together is an artifact's fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.facts.binaries import read_binary
from watchhouse.evidence.facts.binaries.managed import clr_header, read_assembly
from watchhouse.model.artifact import MemberPath
from watchhouse.model.errors import ArtifactError
from watchhouse.testing.generate.assembly import assembly

LIBRARY = assembly(
    "Quiet.Harbor",
    ["System.Console.WriteLine", "System.Console.ReadLine", "System.Diagnostics.Process.Start"],
    [("kernel32.dll", "VirtualAlloc"), ("kernel32.dll", "CreateThread")],
    ["a word", "w" * 300],
)


def hidden(path: str) -> list[bool]:
    """Return what the gaps of the library at `path` say of hiding."""
    return [gap.hides for gap in read_binary(MemberPath(path), LIBRARY)[1]]


def test_calls_natives_and_texts_are_read() -> None:
    """Members by their full names, native functions with their libraries, literals in full."""
    found = read_assembly(LIBRARY)
    assert found.calls == {
        "System.Console.WriteLine",
        "System.Console.ReadLine",
        "System.Diagnostics.Process.Start",
    }
    assert found.natives == {"kernel32.dll", "VirtualAlloc", "CreateThread"}
    assert found.texts == ("a word", "w" * 300)


@pytest.mark.parametrize("path", ["lib/net8.0/A.dll", "ref/net8.0/A.dll", "runtimes/win/lib/net8.0/A.dll"])
def test_a_library_where_nuget_puts_libraries_hides_nothing(path: str) -> None:
    """The gap stays, as for an extension module."""
    assert hidden(path) == [False]


@pytest.mark.parametrize("path", ["tools/A.dll", "build/A.dll", "lib/net8.0/A.exe", "A.dll"])
def test_an_assembly_elsewhere_hides(path: str) -> None:
    """What runs while a project is built, and programs."""
    assert hidden(path) == [True]


def test_an_assembly_with_broken_metadata_hides() -> None:
    """Its gaps say that nothing could be read."""
    broken = LIBRARY.replace(b"BSJB", b"XXXX")
    assert all(gap.hides for gap in read_binary(MemberPath("lib/net8.0/A.dll"), broken)[1])


@given(st.integers(0, len(LIBRARY) - 1), st.binary(min_size=1, max_size=16))
def test_no_change_of_bytes_breaks_the_reader(place: int, patch: bytes) -> None:
    """It reads, or says that it is the artifact's fault."""
    content = LIBRARY[:place] + patch + LIBRARY[place + len(patch) :]
    assert _reads(content) in {True, False}


@given(st.integers(0, len(LIBRARY)))
def test_a_cut_library_does_not_break_the_reader(length: int) -> None:
    """It reads, or says that it is the artifact's fault."""
    assert _reads(LIBRARY[:length]) in {True, False}


def _reads(content: bytes) -> bool:
    clr_header(content)
    try:
        read_assembly(content)
    except ArtifactError:
        return False
    return True
