"""What holds for every metadata detector, whatever the package says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metadata_builders import package

from watchhouse.evidence.detector import EXCERPT, Detector
from watchhouse.evidence.examine import MAX_SIGHTINGS
from watchhouse.evidence.facts.package import Dependency, Link
from watchhouse.evidence.metadata.catalogue import METADATA_DETECTORS
from watchhouse.model.identity import Ecosystem

words = st.text(max_size=60)
urls = words | st.builds("https://github.com/{}/{}".format, words, words)
members = st.dictionaries(
    st.sampled_from(["setup.py", "garden/__init__.py", "README", "a.exe", "x.bat", "index.js", "b.lnk"]),
    st.binary(max_size=80) | words.map(lambda text: text.encode("utf-8", "surrogatepass")),
    max_size=4,
)


@given(
    name=words,
    version=words,
    ecosystem=st.sampled_from(Ecosystem),
    said=st.fixed_dictionaries(
        {
            "summary": words,
            "description": words,
            "authors": st.lists(words, max_size=2).map(tuple),
            "emails": st.lists(words, max_size=2).map(tuple),
            "urls": st.lists(st.tuples(words, urls), max_size=2).map(tuple),
            "dependencies": st.lists(
                st.builds(Dependency, name=words, specifier=words, url=urls), max_size=2
            ).map(tuple),
            "scripts": st.lists(st.tuples(st.sampled_from(["install", "x"]), words), max_size=2).map(tuple),
            "links": st.lists(st.builds(Link, url=urls, label=words), max_size=2).map(tuple),
        }
    ),
    files=members,
)
def test_no_package_breaks_a_detector(
    name: str, version: str, ecosystem: Ecosystem, said: dict[str, Any], files: dict[str, bytes]
) -> None:
    """Whatever metadata say, every detector ends, in its own name, with bounded quotations."""
    facts = package(name, version, ecosystem=ecosystem, members=files, **said)
    for detector in METADATA_DETECTORS:
        for sighting in detector.examine(facts):
            assert sighting.detector == detector.id
            assert max(len(sighting.excerpt), len(sighting.decoded)) <= EXCERPT
            assert all(len(value) <= EXCERPT for _, value in sighting.attributes)


@pytest.mark.parametrize("detector", METADATA_DETECTORS, ids=lambda detector: detector.id)
@pytest.mark.parametrize(
    "unit", ["a", "-a", "free ", "curl ", "@a.", "1.", "buy order cheap ", "/x", "click "]
)
def test_long_metadata_are_examined_to_an_end(detector: Detector, unit: str) -> None:
    """Fields of a hundred thousand repetitive characters yield few sightings, in short quotations."""
    long = unit * (100_000 // len(unit))
    facts = package(
        long,
        long,
        summary=long,
        description=long,
        authors=(long,),
        emails=(long,),
        urls=(("home", "https://github.com/" + long),),
        dependencies=(Dependency(name=long, specifier="", url=long),),
        scripts=(("postinstall", long),),
        links=(Link(url=long, label=long),),
        ecosystem=Ecosystem.NPM,
        members={"README" + unit: long.encode()},
    )
    sightings = list(detector.examine(facts))
    assert len(sightings) <= MAX_SIGHTINGS
    assert all(len(one.excerpt) + len(one.claim) <= 2 * EXCERPT for one in sightings)
