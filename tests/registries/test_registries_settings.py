"""Where the index comes from: what was said, the environment, pip's and npm's files, a library's constant."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypi_simple import PYPI_SIMPLE_ENDPOINT

from watchhouse.model.errors import RequestError
from watchhouse.model.request import Preference
from watchhouse.registries.cache import cache_folder
from watchhouse.registries.pip_config import pip_options
from watchhouse.registries.settings import read_settings

A, B, C = "https://a.example/simple", "https://b.example/simple", "https://c.example/simple"


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a user who has configured nothing."""
    return {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path / ".config"),
        "XDG_CONFIG_DIRS": str(tmp_path),
    }


def configure(home: dict[str, str], text: str) -> None:
    """Write the user's pip.conf."""
    file = Path(home["XDG_CONFIG_HOME"], "pip/pip.conf")
    file.parent.mkdir(parents=True)
    file.write_text(text)


def test_nothing_configured_is_the_library_constant(home: dict[str, str], tmp_path: Path) -> None:
    """The default is the library's, so that no host is named here."""
    assert read_settings(home | {"PIP_CONFIG_FILE": os.devnull}, tmp_path).index == PYPI_SIMPLE_ENDPOINT


@pytest.mark.parametrize(
    ("environment", "index"),
    [
        ({"UV_INDEX_URL": A}, A),
        ({"UV_INDEX_URL": A, "UV_DEFAULT_INDEX": f"own={B}"}, B),
        ({"UV_DEFAULT_INDEX": A, "PIP_INDEX_URL": B}, B),
        ({"PIP_INDEX_URL": A, "WATCHHOUSE_INDEX_URL": B}, B),
    ],
)
def test_the_nearest_word_wins(
    home: dict[str, str], tmp_path: Path, environment: dict[str, str], index: str
) -> None:
    """Watchhouse's variable before pip's before uv's."""
    settings = read_settings(home | {"PIP_CONFIG_FILE": os.devnull} | environment, tmp_path)
    assert settings.index == index


def test_an_index_that_was_said_stands_alone(home: dict[str, str], tmp_path: Path) -> None:
    """No configured extra index is asked for what the user wants from one place."""
    said = read_settings(home | {"PIP_EXTRA_INDEX_URL": B, "PIP_FIND_LINKS": "x"}, tmp_path, index_url=A)
    assert said.places == (A,)


def test_pip_is_taken_as_a_whole(home: dict[str, str], tmp_path: Path) -> None:
    """Index, extra indexes, folders, constraints and formats from one file."""
    configure(
        home,
        f"[global]\nindex_url = {A}\nextra-index-url =\n  {B}\n  {C}\nfind-links = /links\n"
        "[install]\nconstraint = /limits\nno-binary = Foo_Bar,baz\nonly-binary = :all:\npre = true\n",
    )
    settings = read_settings(home, tmp_path)
    assert settings.places == (A, B, C, "/links")
    assert settings.constraints == ("/limits",)
    assert settings.preference(Preference(), "foo-bar") == Preference(
        prereleases=True, wheels=False, sdists=False
    )


def test_an_index_that_is_no_url_is_refused(home: dict[str, str], tmp_path: Path) -> None:
    """A slip of the pen is said, not asked for."""
    with pytest.raises(RequestError, match="'example' is no URL of an index"):
        read_settings(home, tmp_path, index_url="example")


def test_a_broken_configuration_is_refused(home: dict[str, str], tmp_path: Path) -> None:
    """Pip would refuse to run as well; to go on with the default would ask the wrong index."""
    configure(home, "index-url = x")
    with pytest.raises(RequestError, match=r"pip's configuration .*pip\.conf cannot be read"):
        read_settings(home, tmp_path)


def test_pip_reads_the_same(home: dict[str, str], tmp_path: Path) -> None:
    """What `pip config list` says in the same environment is what we read, file by file."""
    configure(home, f"[global]\nindex-url = {A}\ntimeout = 5\n[install]\nindex-url = {B}\n")
    own = tmp_path / "own.conf"
    own.write_text("[global]\ntimeout = 7\nfind-links = /links\n")
    environment = home | {"PIP_CONFIG_FILE": str(own), "PIP_PRE": "1"}
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    pip: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in said.stdout.splitlines():
            name, _, value = line.partition("=")
            pip |= (
                {name.removeprefix(f"{section}."): value.strip("'")} if name.startswith(f"{section}.") else {}
            )
    ours = pip_options(environment)
    assert {name: ours[name] for name in pip if name != "config-file"} == {
        name: value for name, value in pip.items() if name != "config-file"
    }
    assert pip["timeout"] == "7"


def test_npm_is_read_from_its_files_and_environment(home: dict[str, str], tmp_path: Path) -> None:
    """The project's file before the user's, the environment before both; a scope has a registry of its own."""
    Path(home["HOME"], ".npmrc").write_text(
        "registry=https://user.example/\n@scope:registry = https://${WHO}.example\n//user.example/:_authToken=t\n"
    )
    project = tmp_path / "project"
    project.mkdir()
    settings = read_settings(home | {"WHO": "scope"}, project)
    assert settings.npm_registry("demo") == "https://user.example/"
    assert settings.npm_registry("@scope/demo") == "https://scope.example/"
    (project / ".npmrc").write_text("registry=https://project.example")
    assert read_settings(home, project).npm_registry("demo") == "https://project.example/"
    asked = read_settings(home | {"npm_config_registry": "https://said.example"}, project)
    assert asked.npm_registry("demo") == "https://said.example/"
    assert json.dumps(dict(asked.npm)).count("_authToken") == 0


def test_the_cache_lies_where_caches_lie(home: dict[str, str]) -> None:
    """XDG's variable counts."""
    assert cache_folder(home | {"XDG_CACHE_HOME": "/caches"}) == Path("/caches/watchhouse")
