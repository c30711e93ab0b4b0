"""Detectors that read source text survive every text and are not led astray by what stands around the trick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchhouse.evidence.detector import Detector
from watchhouse.evidence.detectors import (
    bidi_text,
    confusable_identifier,
    invisible_text,
    obfuscated_source,
    pushed_offscreen,
)
from watchhouse.evidence.facts.hints import Hint
from watchhouse.evidence.facts.package import Metadata, PackageFacts
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, Member, MemberPath
from watchhouse.model.evidence import Sighting
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256

READERS = (
    bidi_text.DETECTOR,
    confusable_identifier.DETECTOR,
    invisible_text.DETECTOR,
    obfuscated_source.DETECTOR,
    pushed_offscreen.DETECTOR,
)
PATH = MemberPath("garden_book/__init__.py")
LINES = st.lists(st.text(alphabet="ab =()#'\"\u0434\u00e9\t", max_size=40), max_size=8).map("\n".join)


def seen(detector: Detector, content: bytes) -> list[Sighting]:
    digest = Sha256("0" * 64)
    facts = PackageFacts(
        ref=ArtifactRef(ecosystem=Ecosystem.PYPI, file="sample"),
        tree=ArtifactTree(
            kind=ArtifactKind.FOLDER,
            sha256=digest,
            size=len(content),
            members=(Member(path=PATH, content=content, sha256=digest),),
        ),
        metadata=Metadata(),
        code=(),
        binaries=(),
        hints={PATH: frozenset(Hint)},
    )
    return list(detector.examine(facts))


@pytest.mark.parametrize("detector", READERS, ids=lambda detector: detector.id)
@given(content=st.binary() | st.text().map(str.encode))
def test_no_bytes_break_a_reader(detector: Detector, content: bytes) -> None:
    """Any bytes give sightings of the member at hand, or none."""
    assert {one.location.path for one in seen(detector, content)} <= {PATH}


@given(before=LINES, after=LINES, blanks=st.text(alphabet=" \t\f", min_size=60, max_size=200))
def test_pushed_code_is_found_on_its_line(before: str, after: str, blanks: str) -> None:
    """Sixty blanks of any kind after a statement's end, wherever the line stands."""
    text = f"{before}\nx = 1;{blanks}exec(y)\n{after}"
    expected = before.count("\n") + 2
    assert expected in {one.location.line for one in seen(pushed_offscreen.DETECTOR, text.encode())}


@given(before=LINES, after=LINES, mark=st.sampled_from("\u202a\u202b\u202d\u202e\u2066\u2067\u2068"))
def test_an_open_direction_mark_is_found_on_its_line(before: str, after: str, mark: str) -> None:
    """Every opening mark that its line does not close."""
    text = f"{before}\nx = 'y{mark}'\n{after}"
    assert [one.location.line for one in seen(bidi_text.DETECTOR, text.encode())] == [before.count("\n") + 2]


@given(before=st.text(alphabet="ab\n\u0434", max_size=60), size=st.integers(16, 90))
def test_a_run_of_invisible_characters_is_found(before: str, size: int) -> None:
    """From sixteen on, and its length is told."""
    text = before + "\ufe01" * size
    (found,) = seen(invisible_text.DETECTOR, text.encode())
    assert str(size) in found.claim


@given(size=st.integers(0, 15))
def test_short_runs_are_left_to_emoji(size: int) -> None:
    """Fifteen selectors in a row are still somebody's emoji."""
    assert seen(invisible_text.DETECTOR, ("\u2764" + "\ufe0f" * size).encode()) == []
