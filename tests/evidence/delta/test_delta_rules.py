"""Each rule sees what only the new release can do, and nothing in what both can."""

import dataclasses
import json
import struct

from releases import (
    ABOUT,
    KEYS_WHEN_CALLED,
    MAZE,
    NETWORK,
    PLAIN,
    SENDS_AT_IMPORT,
    WEBHOOK,
    of_npm,
    of_sdist,
    of_wheel,
    sdist,
    told,
    wheel,
)

from watchhouse.evidence.catalogue import CATALOGUE, RULES
from watchhouse.evidence.delta.catalogue import DELTA_RULES
from watchhouse.evidence.delta.compare import compare, difference
from watchhouse.evidence.delta.gap import not_compared
from watchhouse.model.evidence import Confidence, Gap, GapReason, Moment, Sighting

PLAIN_SETUP = "from setuptools import setup\nsetup(name='garden')\n"
BUSY_SETUP = (
    "import urllib.request\nfrom setuptools import setup\n"
    "urllib.request.urlopen('https://collect.example/tools')\nsetup(name='garden')\n"
)
PACKAGE = {"name": "garden", "version": "1.0.0", "description": "a garden"}
ELF = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(40)


def rules(found: set[tuple[str, Confidence, str]]) -> dict[str, Confidence]:
    """The surest confidence of each rule."""
    return {name: max(sure for other, sure, _ in found if other == name) for name, _, _ in found}


def test_sending_the_environment_at_import_is_new() -> None:
    """What flows where is compared, with the version in the claim and the line as the place."""
    old, new = of_wheel({"garden/a.py": PLAIN}), of_wheel({"garden/a.py": SENDS_AT_IMPORT}, "1.1")
    one = next(one for one in compare(old, new) if ("source", "environment variables") in one.attributes)
    assert (one.detector, one.moment, one.confidence) == (
        "delta-capability",
        Moment.IMPORT,
        Confidence.MEDIUM,
    )
    assert one.claim == "sends environment variables to another host at import, new since 1.0"
    assert (one.location.path, one.location.line) == ("garden/a.py", 2)


def test_taking_keys_is_new_also_where_the_network_is_not() -> None:
    """A package that always spoke to the network did not always send keys."""
    old = of_wheel({"garden/a.py": NETWORK})
    new = of_wheel({"garden/a.py": NETWORK, "garden/b.py": KEYS_WHEN_CALLED}, "1.1")
    found = told(old, new)
    assert ("delta-capability", Confidence.MEDIUM, "sends SSH keys to another host, new since 1.0") in found
    assert not any("speaks to the network" in claim for _, _, claim in found)


def test_a_first_use_of_the_network_when_called_says_little() -> None:
    """Releases have new features."""
    found = told(of_wheel({"garden/a.py": PLAIN}), of_wheel({"garden/a.py": NETWORK}, "1.1"))
    assert found == {("delta-capability", Confidence.LOW, "speaks to the network, new since 1.0")}


def test_an_ability_that_moves_from_import_to_a_call_is_not_new() -> None:
    """Only what needs less of the victim than before is new."""
    asking = of_wheel({"garden/a.py": "import requests\nrequests.get('https://a.example/', timeout=3)\n"})
    assert told(asking, of_wheel({"garden/a.py": NETWORK}, "1.1")) == set()


def test_tests_and_examples_do_not_count() -> None:
    """Nothing imports them."""
    new = of_sdist({"garden/a.py": PLAIN, "tests/test_a.py": SENDS_AT_IMPORT}, "1.1")
    assert told(of_sdist({"garden/a.py": PLAIN}), new) == set()


def test_an_unchanged_member_shows_nothing_new() -> None:
    """What was there in the same bytes could be done before, whether it was read then or not."""
    old = of_wheel({"garden/a.py": KEYS_WHEN_CALLED, "garden/b.py": WEBHOOK})
    unread = dataclasses.replace(old, abilities=(), hosts=(), shown=(), obfuscations=())
    moved = of_wheel({"garden/c.py": KEYS_WHEN_CALLED, "garden/d.py": WEBHOOK}, "1.1")
    assert told(unread, moved) == set()


def test_a_mailbox_is_new() -> None:
    """Web hooks stand out among hosts; a second one where there was one says little."""
    old, new = of_wheel({"garden/a.py": NETWORK}), of_wheel({"garden/a.py": WEBHOOK}, "1.1")
    found = told(old, new)
    assert ("delta-host", Confidence.MEDIUM, "names a chat web-hook, new since 1.0") in found
    other = of_wheel({"garden/a.py": WEBHOOK.replace("discord.com", "ptb.discord.com")}, "1.2")
    assert rules(told(new, other)) == {"delta-host": Confidence.LOW}


def test_an_ordinary_host_is_not_told() -> None:
    """Every release may speak to another service of its own."""
    old = of_wheel({"garden/a.py": NETWORK + "URL = 'https://a.garden.example/'\n"})
    assert (
        told(old, of_wheel({"garden/a.py": NETWORK + "URL = 'https://b.garden.example/'\n"}, "1.1")) == set()
    )


def test_a_lifecycle_script_is_new() -> None:
    """As the worms of npm add it; an ordinary build's is LOW, a changed one MEDIUM."""
    worm = {**PACKAGE, "scripts": {"postinstall": "node bundle.js"}}
    builds = {**PACKAGE, "scripts": {"install": "node-gyp rebuild"}}
    plain = of_npm({"package.json": json.dumps(PACKAGE), "index.js": "module.exports = 1;\n"})
    wormy, building = (
        of_npm({"package.json": json.dumps(worm)}, "1.0.1"),
        of_npm({"package.json": json.dumps(builds)}),
    )
    assert rules(told(plain, wormy)) == {"delta-install-hook": Confidence.HIGH}
    assert rules(told(plain, building)) == {"delta-install-hook": Confidence.LOW}
    other = {**PACKAGE, "scripts": {"postinstall": "node setup_bun.js"}}
    assert rules(told(wormy, of_npm({"package.json": json.dumps(other)}))) == {
        "delta-install-hook": Confidence.MEDIUM
    }


def test_an_installer_that_begins_to_act_is_new() -> None:
    """A setup.py that only described the package now speaks to the network."""
    old, new = of_sdist({"setup.py": PLAIN_SETUP}), of_sdist({"setup.py": BUSY_SETUP}, "1.1")
    assert (
        "delta-install-hook",
        Confidence.MEDIUM,
        "speaks to the network while it is installed, new since 1.0",
    ) in told(old, new)
    assert told(new, of_sdist({"setup.py": BUSY_SETUP + "# changed\n"}, "1.2")) == set()


def test_a_start_up_file_is_new() -> None:
    """A `.pth` with code, where there was none; one with folders only runs nothing."""
    old = of_wheel({"garden/a.py": PLAIN})
    new = of_wheel({"garden/a.py": PLAIN, "garden.pth": "import os; os.system('true')\n"}, "1.1")
    assert rules(told(old, new))["delta-startup-hook"] is Confidence.HIGH
    assert told(old, of_wheel({"garden/a.py": PLAIN, "garden.pth": "../lib\n"}, "1.1")) == set()


def test_a_readable_project_that_turns_unreadable_is_seen() -> None:
    """Once; a project that was unreadable before only stays so."""
    hidden = MAZE + "exec(_0x000001)\n"
    old, new = of_wheel({"garden/a.py": PLAIN}), of_wheel({"garden/a.py": hidden}, "1.1")
    assert "delta-obfuscation" in rules(told(old, new))
    assert "delta-obfuscation" not in rules(told(new, of_wheel({"garden/a.py": hidden + "# more\n"}, "1.2")))


def test_compiled_code_is_new_once() -> None:
    """The first program says more than the next ones."""
    old = of_wheel({"garden/a.py": PLAIN})
    new = of_wheel({"garden/a.py": PLAIN, "garden/tool": ELF}, "1.1")
    assert ("delta-native", Confidence.MEDIUM, "carries a native program or library, new since 1.0") in told(
        old, new
    )
    more = of_wheel({"garden/a.py": PLAIN, "garden/tool": ELF + b"1", "garden/other": ELF + b"2"}, "1.2")
    assert "delta-native" not in rules(told(new, more))


def test_a_dependency_is_new() -> None:
    """A popular one is LOW, one that nobody knows MEDIUM, one from an address HIGH."""
    old = of_wheel({"garden/a.py": PLAIN}, more="Requires-Dist: attrs\n")
    needs = "Requires-Dist: attrs\nRequires-Dist: {}\n"
    for need, sure in (
        ("requests", Confidence.LOW),
        ("garden-tools", Confidence.LOW),
        ("qzwxv-plork", Confidence.MEDIUM),
        ("attrs @ https://collect.example/attrs.tar.gz", Confidence.HIGH),
    ):
        new = of_wheel({"garden/a.py": PLAIN}, "1.1", more=needs.format(need))
        assert rules(told(old, new)) == {"delta-dependency": sure}


def test_other_people_are_seen() -> None:
    """All of them replaced, and the repository too, is MEDIUM; somebody who joins is nothing."""
    old = of_wheel({"garden/a.py": PLAIN})
    bought = (
        ABOUT.replace("Ada Example", "Bob Other")
        .replace("ada@", "bob@")
        .replace("com/garden", "com/bob-other")
    )
    joined = ABOUT.replace("Ada Example", "Ada Example, Bob Other").replace(
        "ada@garden.example", "Ada <ada@garden.example>, bob@b.example"
    )
    assert rules(told(old, of_wheel({"garden/a.py": PLAIN}, "1.1", about=bought))) == {
        "delta-owner": Confidence.MEDIUM
    }
    assert told(old, of_wheel({"garden/a.py": PLAIN}, "1.1", about=joined)) == set()


def test_a_kind_of_sighting_is_new() -> None:
    """A detector that saw nothing in the earlier release is named."""
    found = compare(of_wheel({"garden/a.py": NETWORK}), of_wheel({"garden/a.py": KEYS_WHEN_CALLED}, "1.1"))
    begun = {dict(one.attributes)["detector"] for one in found if one.detector == "delta-sighting"}
    assert "ssh-key-theft" in begun


def test_against_a_release_that_was_not_read_whole_nothing_is_sure() -> None:
    """What seems new may only have been unread: LOW, and a gap that hides nothing."""
    old = dataclasses.replace(of_wheel({"garden/a.py": PLAIN}), whole=False)
    found = difference(old, of_wheel({"garden/a.py": SENDS_AT_IMPORT}, "1.1"))
    assert {one.confidence for one in found if isinstance(one, Sighting)} == {Confidence.LOW}
    assert [(one.reason, one.hides) for one in found if isinstance(one, Gap)] == [
        (GapReason.NOT_COMPARED, False)
    ]


def test_a_release_that_cannot_be_opened_leaves_a_gap_only() -> None:
    """Nothing is new since nothing."""
    broken = of_wheel({"garden/a.py": PLAIN})
    broken = dataclasses.replace(broken, members=0, whole=False)
    found = difference(broken, of_wheel({"garden/a.py": SENDS_AT_IMPORT}, "1.1"))
    assert found == (not_compared("the earlier release could not be opened"),)


def test_files_of_two_kinds_are_compared_only_in_what_both_can_have() -> None:
    """A wheel has no installer: that the sdist has one is not new."""
    old = of_wheel({"garden/a.py": PLAIN})
    found = difference(old, of_sdist({"garden/a.py": PLAIN, "setup.py": BUSY_SETUP}, "1.1"))
    assert [one for one in found if isinstance(one, Sighting) and one.moment is Moment.INSTALL] == []
    assert any(isinstance(one, Gap) and "another kind" in one.detail for one in found)


def test_a_version_that_is_none_does_not_reach_the_claim() -> None:
    """Claims are ours: no hostile text stands in them."""
    old = dataclasses.replace(of_wheel({"garden/a.py": PLAIN}), version="1.0\x1b[31m; all is well")
    claims = {one.claim for one in compare(old, of_wheel({"garden/a.py": NETWORK}, "1.1"))}
    assert claims == {"speaks to the network, new since the earlier release"}


def test_rules_are_named_as_their_modules_and_explain_themselves() -> None:
    """And stand among all rules, beside the detectors, in order."""
    modules = [
        "delta-" + rule.compare.__module__.rsplit(".", 1)[-1].replace("_", "-") for rule in DELTA_RULES
    ]
    assert [rule.id for rule in DELTA_RULES] == modules
    parts = ("Looks at:", "Does not look at:", "Known honest users:")
    assert [rule.id for rule in DELTA_RULES if not all(part in rule.doc for part in parts)] == []
    assert [rule.id for rule in RULES] == sorted(rule.id for rule in (*CATALOGUE, *DELTA_RULES))


def test_archives_of_the_tests_are_what_they_are_called() -> None:
    """A test that compared two unreadable files would prove nothing."""
    assert of_wheel({"garden/a.py": PLAIN}).whole
    assert of_sdist({"garden/a.py": PLAIN}).whole
    assert (len(wheel({})), len(sdist({}))) > (0, 0)
