"""What is found in a Python environment that nobody runs."""

import os
import subprocess
import venv
from pathlib import Path

import pytest

from watchhouse.model.errors import RequestError
from watchhouse.model.request import InstalledDistribution, Request, Unresolved
from watchhouse.pipeline.fetch_local import FetchedFolder, fetch_local
from watchhouse.pipeline.folder_files import walk
from watchhouse.pipeline.installed import environment, site_packages


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the site-packages of an environment that looks like one, on disk alone."""
    folder = tmp_path / "env/lib/python3.12/site-packages"
    folder.mkdir(parents=True)
    (tmp_path / "env/pyvenv.cfg").write_text("home = /usr/bin\n")
    (tmp_path / "env/bin").mkdir()
    return folder


def install(site: Path, name: str, files: dict[str, str], *, record: str = "") -> None:
    """Lay down a distribution as an installer would."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    lines = [*files, f"{info.name}/METADATA", f"{info.name}/RECORD"]
    (info / "RECORD").write_text("".join(f"{line},,\n" for line in lines) + record)


def by_name(found: tuple[Request, ...]) -> dict[str | None, tuple[str, ...]]:
    """Return the files of each distribution."""
    return {one.name: tuple(sorted(one.files)) for one in found if isinstance(one, InstalledDistribution)}


def test_each_distribution_has_its_files(site: Path, tmp_path: Path) -> None:
    """What the installer wrote down, and what the interpreter compiled from it; also a script outside."""
    install(site, "demo", {"demo/__init__.py": "", "../../../bin/demo": "#!"})
    (site / "demo/__pycache__").mkdir()
    (site / "demo/__pycache__/__init__.cpython-312.pyc").write_bytes(b"")
    found = environment(tmp_path / "env")
    assert by_name(found) == {
        "demo": (
            "../../../bin/demo",
            "demo-1.0.dist-info/METADATA",
            "demo-1.0.dist-info/RECORD",
            "demo/__init__.py",
            "demo/__pycache__/__init__.cpython-312.pyc",
        )
    }
    assert len(found) == 1


def test_files_that_nobody_claims_are_told(site: Path, tmp_path: Path) -> None:
    """A `.pth` that was dropped beside the packages, and code that was put into one."""
    install(site, "demo", {"demo/__init__.py": ""})
    (site / "evil.pth").write_text("import os")
    (site / "demo/added.py").write_text("")
    assert by_name(environment(tmp_path / "env"))[None] == ("demo/added.py", "evil.pth")


def test_a_record_cannot_reach_out_of_the_environment(site: Path, tmp_path: Path) -> None:
    """A list of files that names the user's own is told, and those are not read."""
    (tmp_path / "private").write_text("secret")
    install(site, "demo", {"demo.py": ""}, record=f"../../../../private,,\n{tmp_path}/private,,\n")
    found = environment(tmp_path / "env")
    assert [one.reason for one in found if isinstance(one, Unresolved)] == [
        "2 of its files lie outside the environment"
    ]
    assert not any("private" in path for path in by_name(found)["demo"])


@pytest.mark.parametrize("record", ["x,,notanumber\n", '"unclosed', "a,b\n"])
def test_a_broken_record_hides_nothing(site: Path, tmp_path: Path, record: str) -> None:
    """Its files are then claimed by nobody, and looked at as such."""
    install(site, "demo", {"demo.py": ""}, record=record)
    seen = {path for files in by_name(environment(tmp_path / "env")).values() for path in files}
    assert "demo.py" in seen


def test_an_editable_installation_is_told(site: Path, tmp_path: Path) -> None:
    """Its code is elsewhere (PEP 610)."""
    install(
        site,
        "demo",
        {"demo-1.0.dist-info/direct_url.json": '{"url": "file:///x", "dir_info": {"editable": true}}'},
    )
    (told,) = [one for one in environment(tmp_path / "env") if isinstance(one, Unresolved)]
    assert "name the folder file:///x" in told.reason


def test_the_files_can_be_opened(site: Path, tmp_path: Path) -> None:
    """What is fetched of a distribution are its files under names that stay inside."""
    install(site, "demo", {"demo.py": "x = 1", "../../../bin/demo": "#!"})
    (one,) = environment(tmp_path / "env")
    assert isinstance(one, InstalledDistribution)
    fetched = fetch_local(one)
    assert isinstance(fetched, FetchedFolder)
    contents = {file.path: file.load() for file in fetched.files}
    assert contents["demo.py"] == b"x = 1"
    assert contents["(environment)/bin/demo"] == b"#!"
    assert (fetched.ref.name, fetched.ref.version) == ("demo", "1.0")


def test_an_interpreter_shows_the_way_without_being_run(site: Path, tmp_path: Path) -> None:
    """An environment's interpreter is a link, and is not followed; it need not even be able to run."""
    python = tmp_path / "env/bin/python"
    python.symlink_to("/nowhere/python3")
    install(site, "demo", {})
    assert site_packages(python) == (site.resolve(),)
    with pytest.raises(RequestError, match="no Python environment at"):
        site_packages(tmp_path / "elsewhere/bin/python")


def test_a_real_environment_is_seen_as_pip_sees_it(tmp_path: Path) -> None:
    """The same distributions and versions as `pip list` in a new virtual environment."""
    venv.create(tmp_path / "real", with_pip=True)
    python = tmp_path / "real/bin/python"
    said = subprocess.run(  # noqa: S603 - an environment of our own
        [str(python), "-m", "pip", "list", "--format", "freeze"], capture_output=True, text=True, check=True
    )
    pip = {line.partition("==")[0].lower(): line.partition("==")[2] for line in said.stdout.split()}
    ours = {
        str(one.name): one.version
        for one in environment(python)
        if isinstance(one, InstalledDistribution) and one.name
    }
    assert ours == pip
    assert len(ours) >= 1


def test_a_folder_is_walked_without_following_links(tmp_path: Path) -> None:
    """Links and pipes are told as such, and opening a pipe does not hang."""
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file").write_text("content")
    (tmp_path / "a/circle").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    found = {file.path: file for file in walk(tmp_path)}
    assert sorted(found) == ["a/b/file", "a/circle", "pipe"]
    assert found["a/b/file"].load() == b"content"
    assert (found["a/circle"].is_link, found["a/circle"].load()) == (True, os.fsencode(tmp_path))
    assert found["pipe"].is_special
    with pytest.raises(OSError, match="no plain file"):
        found["pipe"].load()


def test_a_folder_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    """It becomes a file that cannot be opened, which the reader records."""
    (file,) = walk(tmp_path / "gone")
    with pytest.raises(OSError, match="gone"):
        file.load()
