"""The lists that are shipped, and what is read from them."""

from importlib import resources

import pytest

from watchhouse.ecosystems.identities import identities, person_mark
from watchhouse.ecosystems.lifecycle import install_scripts
from watchhouse.ecosystems.popular import fingerprint, popular_names, summaries
from watchhouse.ecosystems.repository import repository_in
from watchhouse.ecosystems.wordlike import surprise
from watchhouse.model.identity import Ecosystem, ProjectName, project_name

FILES = sorted((resources.files("watchhouse.ecosystems") / "data").iterdir(), key=lambda file: file.name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_list_is_small_and_says_where_it_comes_from(file: resources.abc.Traversable) -> None:
    """Each file is below 300 KB and starts with a line that says what it is and how it was made."""
    content = file.read_bytes()
    assert len(content) < 300_000
    assert content.startswith(b"# ")
    assert b"made by evals/" in content.split(b"\n", 1)[0]


@pytest.mark.parametrize(
    ("ecosystem", "least", "first"), [(Ecosystem.PYPI, 14_000, "boto3"), (Ecosystem.NPM, 5_000, "semver")]
)
def test_names_are_in_normal_form_each_once(ecosystem: Ecosystem, least: int, first: str) -> None:
    """The most downloaded name comes first, none comes twice, all compare as names do."""
    names = popular_names(ecosystem).names
    assert len(names) >= least
    assert names[0] == first
    assert len(set(names)) == len(names)
    assert [name for name in names if project_name(name, ecosystem) != name] == []


def test_an_ecosystem_without_a_list_has_no_popular_names() -> None:
    """Where nothing is shipped, nothing resembles anything."""
    assert popular_names(Ecosystem.NUGET).names == ()


def test_a_summary_leads_to_its_one_project() -> None:
    """Case and punctuation make no difference; a summary that says little leads nowhere."""
    assert summaries()[fingerprint("a simple FRAMEWORK, for building complex web applications")] == "flask"
    assert fingerprint("My package.") == ""
    assert fingerprint("") not in summaries()


def test_people_and_repositories_lead_to_projects() -> None:
    """Both are found in the spelling in which metadata give them."""
    assert "tzdata" in identities().persons[person_mark(" Python  Software Foundation")]
    assert identities().repositories["github.com/pyserial/pyserial"] == {ProjectName("pyserial")}


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://github.com/psf/requests", "github.com/psf/requests"),
        ("http://www.github.com/PSF/Requests.git", "github.com/psf/requests"),
        ("git+ssh://git@gitlab.com:22/a/b/-/issues?x#y", "gitlab.com/a/b"),
        ("https://github.com.example/a/b", "github.com/a/b"),
    ],
)
def test_a_repository_is_found_in_every_spelling(url: str, key: str) -> None:
    """Scheme, user, port, suffix and path make no difference."""
    found = repository_in(url)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "url",
    ["https://github.com/psf", "https://notgithub.com/a/b", "https://github.com/sponsors/b", "github", ""],
)
def test_other_addresses_are_no_repository(url: str) -> None:
    """An owner's page, another host or a sponsor's page is none."""
    assert repository_in(url) is None


def test_letters_drawn_at_random_surprise_more_than_words() -> None:
    """Words of any language lie far below letters at random."""
    assert max(map(surprise, ["requests", "zusammenfassung", "python-dateutil"])) < 4.5
    assert min(map(surprise, ["xqzkvjwpqf", "b3e9f02c7d41"])) > 5.75
    assert surprise("") == 0.0


def test_only_npm_and_nuget_declare_what_runs_on_installation() -> None:
    """What a Python package runs while it is built stands in code, not in metadata."""
    assert "postinstall" in install_scripts(Ecosystem.NPM)
    assert install_scripts(Ecosystem.PYPI) == frozenset()
