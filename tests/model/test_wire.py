"""What comes over a worker's channel is the value that was sent, or an error."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchhouse.model.evidence import Gap, Location, Sighting
from watchhouse.model.identity import ArtifactRef, Ecosystem, ProjectName, Sha256
from watchhouse.model.verdict import Level, Reason, Verdict
from watchhouse.model.wire import WireError, decode, encode

texts = st.text(max_size=20)
"""Any text that Python can hold, lone surrogates among it."""
surrogates = st.text(st.characters(categories=["Cs", "Cc", "Lu"]), max_size=8)
locations = st.builds(Location, path=texts | surrogates, line=st.integers(0, 9), layer=st.integers(0, 9))
sightings = st.builds(Sighting, location=locations, excerpt=surrogates)
verdicts = st.builds(
    Verdict,
    artifact=st.builds(
        ArtifactRef,
        ecosystem=st.sampled_from(Ecosystem),
        file=texts,
        name=st.none() | texts.map(ProjectName),
        version=st.none() | texts,
    ),
    sha256=texts.map(Sha256),
    level=st.sampled_from(Level),
    probability=st.floats(0, 1),
    reasons=st.lists(st.builds(Reason, sighting=sightings, weight=st.floats(-9, 9)), max_size=2).map(tuple),
    gaps=st.lists(st.builds(Gap, location=locations), max_size=2).map(tuple),
    rules=texts,
)


@settings(max_examples=40)
@given(verdicts)
def test_a_verdict_survives_the_channel(verdict: Verdict) -> None:
    """Decoding undoes encoding."""
    assert decode(encode(verdict), Verdict) == verdict


VERDICT = json.loads(
    encode(
        Verdict(
            artifact=ArtifactRef(ecosystem=Ecosystem.PYPI, file="a.whl"),
            sha256=Sha256("0" * 64),
            level=Level.CLEAR,
            probability=0.0,
            reasons=(),
            gaps=(),
            rules="1",
        )
    )
)


@pytest.mark.parametrize(
    "change",
    [
        {"level": 17},
        {"level": "0"},
        {"probability": "low"},
        {"reasons": {}},
        {"reasons": [1]},
        {"gaps": [{"reason": "no such reason"}]},
        {"artifact": None},
        {"rules": 1},
        {"rules": True},
        {"more": 1},
    ],
)
def test_an_answer_of_another_shape_is_refused(change: dict[str, object]) -> None:
    """A worker that was taken over cannot hand on anything but the values that are declared."""
    with pytest.raises(WireError):
        decode(json.dumps({**VERDICT, **change}).encode(), Verdict)


@given(st.binary(max_size=30))
def test_noise_is_refused(noise: bytes) -> None:
    """Bytes that are no answer at all are an error of one kind."""
    with pytest.raises(WireError):
        decode(noise, Verdict)


def test_depth_is_refused() -> None:
    """Nesting that exhausts the parser is an error of the same kind."""
    with pytest.raises(WireError):
        decode(b"[" * 200_000, Verdict)
