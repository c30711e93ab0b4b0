"""Hypothesis strategies for evidence."""

from hypothesis import strategies as st

from watchhouse.model.evidence import Confidence, Gap, GapReason, Location, Moment, Severity, Sighting
from watchhouse.model.technique import Technique

DETECTORS = ("exec-hidden", "steals", "sends", "pth-exec", "never-trained")
TECHNIQUES = (
    Technique.OBFUSCATION,
    Technique.EXFILTRATION_WEBHOOK,
    Technique.BROWSER_CREDENTIALS,
    Technique.TOOL_TRANSFER,
    Technique.UNIX_SHELL,
    Technique.MATCH_LEGITIMATE_NAME,
)

locations = st.builds(
    Location,
    path=st.sampled_from(("setup.py", "p/__init__.py", "")),
    line=st.integers(min_value=0, max_value=3),
)

sightings = st.builds(
    Sighting,
    detector=st.sampled_from(DETECTORS),
    claim=st.sampled_from(("does one thing", "does another")),
    location=locations,
    confidence=st.sampled_from(Confidence),
    severity=st.sampled_from(Severity),
    techniques=st.lists(st.sampled_from(TECHNIQUES), max_size=2, unique=True).map(tuple),
    moment=st.sampled_from(Moment),
)

gaps = st.builds(Gap, reason=st.sampled_from(GapReason), location=locations, hides=st.booleans())

evidence = st.lists(st.one_of(sightings, gaps), max_size=8)
