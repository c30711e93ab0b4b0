"""What a target of the command line stands for."""

import json
from pathlib import Path

import pytest

from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.request import IndexRequest, LocalFile, LocalFolder, Unresolved, title
from watchhouse.pipeline.targets import expand
from watchhouse.pipeline.this_machine import this_machine


@pytest.fixture(scope="module")
def machine() -> Machine:
    """Return this machine."""
    return this_machine()


@pytest.mark.parametrize(
    ("target", "name", "specifier"),
    [
        ("Requests", "requests", ""),
        ("requests==2.0", "requests", "==2.0"),
        ("requests[socks] >= 2, < 3", "requests", "<3,>=2"),
        ("pkg:pypi/requests@2.0", "requests", "==2.0"),
    ],
)
def test_names(target: str, name: str, specifier: str, machine: Machine, tmp_path: Path) -> None:
    """A name, with a version, with a range, as a package URL."""
    assert expand(target, machine, folder=tmp_path) == (
        IndexRequest(ecosystem=Ecosystem.PYPI, name=project_name(name, Ecosystem.PYPI), specifier=specifier),
    )


def test_paths(machine: Machine, tmp_path: Path) -> None:
    """A file that is no manifest is an artifact, a folder is a folder."""
    (tmp_path / "demo-1.0.tar.gz").write_bytes(b"")
    (tmp_path / "src").mkdir()
    assert expand("demo-1.0.tar.gz", machine, folder=tmp_path) == (
        LocalFile(path=tmp_path / "demo-1.0.tar.gz"),
    )
    assert expand("./src", machine, folder=tmp_path) == (LocalFolder(path=tmp_path / "src"),)
    assert expand(str(tmp_path / "src"), machine, folder=tmp_path) == (LocalFolder(path=tmp_path / "src"),)


def test_a_folder_named_like_a_package_is_asked_about(machine: Machine, tmp_path: Path) -> None:
    """Whoever can put a folder into a repository does not decide what is examined."""
    (tmp_path / "requests").mkdir()
    with pytest.raises(RequestError, match=r"say \./requests or pkg:pypi/requests"):
        expand("requests", machine, folder=tmp_path)
    assert len(expand("requests/", machine, folder=tmp_path)) == 1
    assert len(expand("requests==2", machine, folder=tmp_path)) == 1


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("./nothing", "there is no file or folder './nothing'"),
        ("nothing-1.0.tar.gz", "there is no file or folder"),
        ("requirements.txt", "there is no file 'requirements.txt' here"),
        ("@scope/demo", "an npm package is pkg:npm/NAME"),
        ("https://files.example/demo-1.0.tar.gz", "it comes from a URL"),
        ("a b c", "'a b c' is no requirement"),
        ("pkg:deb/x", "packages of type 'deb' are not examined"),
        ("x\0y", "no requirement"),
        ("x" * 5000, "longer than 4096 characters"),
        ("", "an empty target names nothing"),
        ("requirments.txt", "there is no file 'requirments.txt' here"),
    ],
)
def test_what_means_nothing_is_refused(target: str, message: str, machine: Machine, tmp_path: Path) -> None:
    """A slip of the pen is not looked for on the index."""
    with pytest.raises(RequestError, match=message):
        expand(target, machine, folder=tmp_path)


@pytest.mark.parametrize("name", ["yarn.lock", "pnpm-lock.yaml", "pyproject.toml", "package.json"])
def test_a_manifest_that_is_not_read_is_no_artifact(name: str, machine: Machine, tmp_path: Path) -> None:
    """To examine it as a file would call it clear unread."""
    (tmp_path / name).write_text("x")
    with pytest.raises(RequestError, match=f"^{name}: this is not read: "):
        expand(name, machine, folder=tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "demo==1.0"),
        ("dev.txt", "demo==1.0\n"),
        ("run.lock", "demo==1.0 \\\n    --hash=sha256:" + "0" * 64),
        ("sbom.json", json.dumps({"bomFormat": "CycloneDX", "components": [{"purl": "pkg:pypi/demo@1.0"}]})),
        ("any.json", json.dumps({"_meta": {}, "default": {"demo": {"version": "==1.0"}}})),
        ("any.toml", '[[package]]\nname="demo"\nversion="1.0"\n[metadata]\ncontent-hash = "x"'),
        (
            "any.lock",
            'version=1\nrequires-python=">=3"\n[[package]]\nname="demo"\nversion="1.0"\nsource={registry="https://i.example"}',
        ),
    ],
)
def test_manifests_are_known_by_name_or_content(
    name: str, text: str, machine: Machine, tmp_path: Path
) -> None:
    """The same request from each of them."""
    (tmp_path / name).write_text(text)
    (found,) = expand(name, machine, folder=tmp_path)
    assert title(found) == "demo==1.0"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes.txt", "Hello, world! This is prose."),
        ("data.json", "[1, 2]"),
        ("settings.toml", "a = 1"),
        ("e.txt", ""),
    ],
)
def test_other_text_is_an_artifact(name: str, text: str, machine: Machine, tmp_path: Path) -> None:
    """What is no manifest is examined as the file that it is."""
    (tmp_path / name).write_text(text)
    assert expand(name, machine, folder=tmp_path) == (LocalFile(path=tmp_path / name),)


def test_text_in_utf_16_is_read(machine: Machine, tmp_path: Path) -> None:
    """PowerShell's redirection writes it, and pip reads it."""
    (tmp_path / "requirements.txt").write_text("demo==1.0\n", encoding="utf-16")
    assert [title(one) for one in expand("requirements.txt", machine, folder=tmp_path)] == ["demo==1.0"]


def test_a_name_that_promises_a_manifest_must_keep_it(machine: Machine, tmp_path: Path) -> None:
    """A broken lock file is an error, not a harmless text."""
    (tmp_path / "uv.lock").write_text("]")
    with pytest.raises(RequestError, match=r"^uv\.lock: not TOML"):
        expand("uv.lock", machine, folder=tmp_path)


def test_what_a_manifest_names_on_disk_stays_within(machine: Machine, tmp_path: Path) -> None:
    """Folders beside it are taken; what lies outside, by path or by link, is told."""
    outside, project = tmp_path / "outside", tmp_path / "project"
    for folder in (outside, project / "inner", project / "requirements"):
        folder.mkdir(parents=True)
    (project / "link").symlink_to(outside)
    (outside / "secret.txt").write_text("secret")
    (project / "base.txt").write_text("base==1\n")
    (project / "requirements/dev.txt").write_text(
        "-r ../base.txt\n-r ../../outside/secret.txt\n../inner\n../link\n./absent\n"
    )
    found = expand("requirements/dev.txt", machine, folder=project)
    assert [title(one) for one in found] == [
        "base==1",
        str(project / "inner"),
        "../link",
        "absent",
        "-r ../../outside/secret.txt",
    ]
    assert [one.reason for one in found if isinstance(one, Unresolved)] == [
        "it lies outside the folder that the manifest may speak of",
        "there is no such file or folder",
        "it lies outside the folder that the manifest may speak of",
    ]


def test_a_thing_named_twice_is_asked_for_once(machine: Machine, tmp_path: Path) -> None:
    """The same component in an SBOM, at the same place, is one request."""
    (tmp_path / "requirements.txt").write_text("demo\nDemo\n")
    assert len(expand("requirements.txt", machine, folder=tmp_path)) == 1
