"""What holds of any two releases: nothing is new since itself, and what is kept comes back from the wire."""

import string

from hypothesis import given, settings
from hypothesis import strategies as st
from releases import KEYS_WHEN_CALLED, MAZE, NETWORK, PLAIN, SENDS_AT_IMPORT, WEBHOOK, of_wheel

from watchhouse.evidence.delta.capabilities import Capabilities, Trace
from watchhouse.evidence.delta.compare import compare, difference
from watchhouse.evidence.delta.describe import MOST, capabilities
from watchhouse.evidence.facts.package import Dependency, Metadata, PackageFacts
from watchhouse.model.artifact import ArtifactKind, ArtifactTree
from watchhouse.model.identity import ArtifactRef, Ecosystem, Sha256
from watchhouse.model.wire import decode, encode

CODE = st.sampled_from(
    [PLAIN, NETWORK, SENDS_AT_IMPORT, KEYS_WHEN_CALLED, WEBHOOK, MAZE + "exec(_0x000001)\n"]
)
NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6).map(lambda name: f"garden/{name}.py")
MORE = st.lists(st.sampled_from(["attrs", "qzwxv-plork", "a @ https://a.example/a.zip"]), max_size=3).map(
    lambda names: "".join(f"Requires-Dist: {name}\n" for name in names)
)
RELEASES = st.builds(of_wheel, st.dictionaries(NAMES, CODE, max_size=4), st.just("1.0"), MORE)


@settings(max_examples=40)
@given(RELEASES)
def test_nothing_is_new_since_itself(release: Capabilities) -> None:
    """And nothing is left uncompared, either."""
    assert compare(release, release) == ()
    assert difference(release, release) == ()


@settings(max_examples=40)
@given(RELEASES, RELEASES)
def test_what_is_new_lies_in_members_that_changed(old: Capabilities, new: Capabilities) -> None:
    """No sighting in code points at bytes that the old release held."""
    kept = {trace.location.path for trace in _traces(new) if trace.sha256 in old.files}
    changed = {trace.location.path for trace in _traces(new)} - kept
    assert {one.location.path for one in compare(old, new) if one.location.path.endswith(".py")} <= changed


def _traces(release: Capabilities) -> list[Trace]:
    abilities = [trace for one in release.abilities for trace in one.traces]
    shown = [one.trace for one in release.shown]
    return [
        *abilities,
        *shown,
        *(one.trace for one in release.hosts),
        *(one.trace for one in release.obfuscations),
    ]


@settings(max_examples=40)
@given(RELEASES)
def test_capabilities_come_back_from_the_wire(release: Capabilities) -> None:
    """So that a store can keep them, and a worker can send them."""
    assert decode(encode(release), Capabilities) == release


def test_what_is_kept_is_small_whatever_the_metadata_say() -> None:
    """Lists and texts from hostile metadata are cut."""
    ref = ArtifactRef(ecosystem=Ecosystem.PYPI, file="garden-1.0.tar.gz")
    many = tuple(Dependency(name=f"{number}" + "x" * 1_000, specifier="") for number in range(5_000))
    metadata = Metadata(
        authors=tuple(f"{number}" + "y" * 1_000 for number in range(5_000)), dependencies=many
    )
    tree = ArtifactTree(kind=ArtifactKind.SDIST, sha256=Sha256("0" * 64), size=0, members=())
    facts = PackageFacts(ref=ref, tree=tree, metadata=metadata, code=(), binaries=(), hints={})
    found = capabilities(facts, ())
    assert (len(found.dependencies), len(found.authors)) == (MOST, MOST)
    assert len(encode(found)) < 200_000
