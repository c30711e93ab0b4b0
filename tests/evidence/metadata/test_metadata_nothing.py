"""Packages with nothing to see: what speaks against them, and what an honest placeholder is allowed."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from metadata_builders import package, surest

from watchhouse.evidence.facts.metadata.literals import (
    build_requirements,
    installer_build_requirements,
    installer_requirements,
)
from watchhouse.evidence.facts.package import Dependency, Link
from watchhouse.evidence.metadata import (
    build_dependency,
    dependency_payload,
    empty_package,
    impersonation,
    internal_name_squat,
    link_spam,
    lookalike_stub,
    phishing_page,
    phishing_readme,
    token_farming,
)
from watchhouse.evidence.metadata.catalogue import METADATA_DETECTORS
from watchhouse.model.evidence import Confidence, Moment
from watchhouse.model.identity import Ecosystem

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
BOOK = b"def height(plant, weeks):\n    return sum(plant.growth(week) for week in range(weeks))\n"
UNKNOWN = Dependency(name="orvexlim", specifier="")
REAL = (("Source", "https://github.com.example/psf/requests"),)
CODE = {"garden/__init__.py": BOOK}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("reqeusts", HIGH), ("numpy-dev", MEDIUM), ("fasttext-new", LOW), ("requests", None), ("garden", None)],
)
def test_a_stub_is_as_sure_as_its_name(name: str, expected: Confidence | None) -> None:
    """Nothing behind a name weighs as much as the name's resemblance does."""
    assert surest(lookalike_stub.DETECTOR, package(name)) is expected


@pytest.mark.parametrize(
    "said",
    [
        {"dependencies": (Dependency(name="requests", specifier=">=2"),)},
        {"summary": "Placeholder. Did you mean requests?"},
        {"description": "This package was renamed: use `requests` instead."},
    ],
)
def test_an_open_reservation_is_no_attack(said: dict[str, Any]) -> None:
    """Who reserves a mistyped name for the real project is not told as a look-alike's stub."""
    assert surest(lookalike_stub.DETECTOR, package("reqeusts", **said)) is None


def test_an_honest_placeholder_is_seen_by_emptiness_alone() -> None:
    """A name kept for a project to come, by whom it says, is empty and nothing worse."""
    said: dict[str, Any] = {"summary": "Reserved", "urls": (("Homepage", "https://garden.example"),)}
    facts = package("garden-page", authors=("Ann Gardener",), emails=("ann@garden.example",), **said)
    seen = {one.detector for detector in METADATA_DETECTORS for one in detector.examine(facts)}
    assert seen == {"empty-package"}


def test_an_installer_that_only_refuses_does_nothing() -> None:
    """A reserved name's installer may raise: nothing is installed."""
    refuses = b"from setuptools import setup\nsetup(name='garden')\nraise RuntimeError('use garden-book')\n"
    assert surest(empty_package.DETECTOR, package(members={"setup.py": refuses})) is MEDIUM


@pytest.mark.parametrize(
    ("said", "files", "expected"),
    [
        ({}, {}, HIGH),
        ({"urls": (("Homepage", "https://garden.example"),)}, {}, MEDIUM),
        ({}, CODE, MEDIUM),
        ({}, {"garden/__init__.py": b"import orvexlim\n" + BOOK}, None),
        ({}, {"garden/__init__.py": BOOK * 20_000}, None),
    ],
)
def test_an_unknown_dependency_counts_where_nothing_uses_it(
    said: dict[str, Any], files: dict[str, bytes], expected: Confidence | None
) -> None:
    """A dependency alone says more than one among code, and one that is used or sought in vain says nothing."""
    facts = package(members=files, dependencies=(UNKNOWN,), **said)
    assert surest(dependency_payload.DETECTOR, facts) is expected


def test_a_payload_behind_a_dependency_comes_with_the_installation() -> None:
    """What a dependency does, it does once it is installed."""
    (seen,) = dependency_payload.examine(package(members=CODE, dependencies=(UNKNOWN,)))
    assert seen.moment is Moment.INSTALL
    assert dict(seen.attributes) == {"dependency": "orvexlim"}


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [("npm:orvexlim@1", MEDIUM), ("npm:chalk-pro@1", None), ("npm:lodash@4", None), ("^5.0.0", None)],
)
def test_an_alias_hides_what_is_installed(specifier: str, expected: Confidence | None) -> None:
    """A popular name in front of an unknown package is told, in front of a relative or a popular one not."""
    wanted = (Dependency(name="chalk", specifier=specifier),)
    facts = package(ecosystem=Ecosystem.NPM, members={"index.js": b"x" * 400}, dependencies=wanted)
    assert surest(dependency_payload.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("requires", "expected"),
    [
        ("'setuptools', 'wheel'", None),
        ("'setuptools', 'orvexlim'", LOW),
        ("'setuptoools'", HIGH),
        ("'a @ http://192.0.2.7/a.zip'", HIGH),
        ("'a @ https://github.com.example/ann/a/archive/1.zip'", LOW),
    ],
)
def test_what_builds_a_source_is_judged(requires: str, expected: Confidence | None) -> None:
    """A build requirement counts by how it differs from what everybody builds with; wheels are built already."""
    files = {"pyproject.toml": f"[build-system]\nrequires = [{requires}]\n".encode()}
    assert surest(build_dependency.DETECTOR, package(members=files)) is expected
    assert surest(build_dependency.DETECTOR, package(members=files, file="garden-1-py3-none-any.whl")) is None


@pytest.mark.parametrize(
    ("name", "said", "files", "expected"),
    [
        ("reqeusts", {"urls": REAL}, CODE, HIGH),
        ("reqeusts", {"urls": REAL}, {}, MEDIUM),
        ("reqeusts", {"description": "pip install requests"}, CODE, HIGH),
        ("reqeusts", {"description": "pip install requests reqeusts\npip install reqeusts"}, CODE, None),
        ("requests-garden", {"urls": REAL}, CODE, None),
    ],
)
def test_name_and_identity_together_impersonate(
    name: str, said: dict[str, Any], files: dict[str, bytes], expected: Confidence | None
) -> None:
    """Only a mistyped name with something of the same project's counts; behind it nothing, it counts less."""
    assert surest(impersonation.DETECTOR, package(name, members=files, **said)) is expected


@pytest.mark.parametrize(
    ("name", "summary", "files", "expected"),
    [
        ("garden-billing", "A dependency confusion test", CODE, HIGH),
        ("garden-billing", "A dependency confusion test", {"a.py": BOOK * 200}, LOW),
        ("garden-billing", "Detects dependency confusion", CODE, None),
        ("garden-billing", "For bug bounty hunters", CODE, None),
        ("garden-billing", "Bug bounty", {}, MEDIUM),
        ("garden-internal", "", {}, MEDIUM),
        ("garden-internal", "", CODE, None),
        ("internals", "", {}, None),
    ],
)
def test_a_squat_on_an_internal_name_gives_itself_away(
    name: str, summary: str, files: dict[str, bytes], expected: Confidence | None
) -> None:
    """A confession weighs most where there is little else; tools against such packages stay unseen."""
    facts = package(name, summary=summary, members=files)
    assert surest(internal_name_squat.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("name", "files", "kin", "expected"),
    [
        ("garden", {}, 0, HIGH),
        ("garden", CODE, 0, None),
        ("soup-bread41-rake", CODE, 0, LOW),
        ("soup-bread41-rake", CODE, 5, HIGH),
    ],
)
def test_a_claimed_reward_counts_where_nothing_earns_it(
    name: str, files: dict[str, bytes], kin: int, expected: Confidence | None
) -> None:
    """A real project may register; what is empty, or drawn with its dependencies, was made for it."""
    words = ("meadow-stew1-hoe", "forest-pie2-axe", "pond-cake3-saw", "field-tea4-fork", "hill-ham5-pick")
    wanted = tuple(Dependency(name=word, specifier="") for word in words[:kin])
    members = {**files, "tea.yaml": b"codeOwners:\n  - '0x'\n"}
    facts = package(name, ecosystem=Ecosystem.NPM, members=members, dependencies=wanted)
    assert surest(token_farming.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("text", "files", "expected"),
    [
        ("Call customer support: 1 (844) 555-0100", {}, HIGH),
        ("Call customer support: 1 (844) 555-0100", CODE, None),
        ("Please verify your account", {}, HIGH),
        ("Please verify your account", CODE, LOW),
        ("Please verify your account, or your access will be locked", CODE, MEDIUM),
        ("Press Windows + R and Ctrl + V", CODE, LOW),
        ("Turn off Windows Defender first", {}, HIGH),
        ("Send 1 BTC and get back double", {}, HIGH),
        ("Unzip, password: 1234, then run setup", {}, HIGH),
        ("A library for accounts and wallets", {}, None),
    ],
)
def test_a_text_that_takes_its_reader_in(
    text: str, files: dict[str, bytes], expected: Confidence | None
) -> None:
    """What is asked of the reader counts fully where there is nothing but the text."""
    link = (Link(url="https://garden.example", label=""),)
    facts = package(description=text, members=files, links=link)
    assert surest(phishing_readme.DETECTOR, facts) is expected


@pytest.mark.parametrize(
    ("page", "files", "expected"),
    [
        (b"<input type=password><form action='https://a.example'>PayPal", {}, HIGH),
        (b"<input type=password><form action='https://a.example'>PayPal", CODE, MEDIUM),
        (b"<input type=password><form action='https://a.example'>Log in", {}, MEDIUM),
        (b"<input type=password><form action='/in'>PayPal", {}, None),
        (b"<textarea></textarea>recovery phrase<form action=https://a.example>", {}, HIGH),
        (b"<meta http-equiv=refresh content='0;url=https://a.example'>", {}, MEDIUM),
        (b"<meta http-equiv=refresh content='0;url=https://a.example'>", CODE, None),
        (b"<script>location.href='https://a.example/#'+location.hash</script>", {}, HIGH),
        (b"<p>Sign in with your password at PayPal</p>", {}, None),
    ],
)
def test_a_page_counts_by_what_it_does_and_what_else_there_is(
    page: bytes, files: dict[str, bytes], expected: Confidence | None
) -> None:
    """A form needs a target elsewhere; a page among code is less sure than a page alone."""
    assert surest(phishing_page.DETECTOR, package(members={**files, "a.html": page})) is expected


def test_a_readme_beside_bare_metadata_is_read() -> None:
    """Where metadata hold no description, as npm's and NuGet's, the README at the root is what people read."""
    readme = b"# Free Robux generator 2026\n[CLICK HERE](https://a.example/?ref=x) to claim yours"
    link = (Link(url="https://a.example/?ref=x", label="CLICK HERE"),)
    facts = package(ecosystem=Ecosystem.NUGET, members={"README.md": readme}, links=link)
    assert surest(link_spam.DETECTOR, facts) is HIGH


@given(st.binary(max_size=400))
def test_reading_requirements_never_fails(content: bytes) -> None:
    """Whatever stands in an installer, its lists are read or left."""
    for before in (b"install_requires=[", b"setup_requires=x\nx=[", b"[build-system]\nrequires=["):
        for read in (installer_requirements, installer_build_requirements, build_requirements):
            assert all(isinstance(one, Dependency) for one in read(before + content))


@pytest.mark.parametrize("unit", [b"install_requires=[", b"#a\n", b"'a',", b'"', b" ", b"[", b"requires=x\n"])
def test_a_hostile_installer_costs_little(unit: bytes) -> None:
    """No list makes the search for its end take long."""
    content = b"[build-system]\nrequires = [\ninstall_requires = [" + unit * (60_000 // len(unit))
    start = time.process_time()
    for read in (installer_requirements, installer_build_requirements, build_requirements):
        read(content)
    assert time.process_time() - start < 1
