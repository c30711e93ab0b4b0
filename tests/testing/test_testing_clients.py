"""The package managers themselves install from the local registry, and our own feeds miss nothing of it."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from made_worlds import advance, first_of, path_of, small_world

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.generate.blueprint import Form
from watchhouse.testing.local_registry import Registry, serve
from watchhouse.testing.world import Published


@pytest.fixture(scope="module")
def registry() -> Iterator[Registry]:
    """A registry whose day is over."""
    world = small_world(hostile=0.0, bursts=0)
    advance(world, 25)
    with serve(world) as registry:
        yield registry


def sha256(file: Path) -> str:
    """Return the digest of a file on disk."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def run(*command: str, folder: Path) -> str:
    """Return what a client prints; it knows of no other registry."""
    plain = {"PATH": os.environ["PATH"], "HOME": str(folder), "PIP_CONFIG_FILE": os.devnull}
    done = subprocess.run(  # noqa: S603 - our own words and the world's
        command, capture_output=True, text=True, cwd=folder, env=plain, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wheel_of(registry: Registry) -> Published:
    """Return a published wheel."""
    return next(file for file in registry.world.published() if file.file.endswith(".whl"))


def test_pip_downloads_a_wheel(registry: Registry, tmp_path: Path) -> None:
    """Byte for byte what the world says."""
    file = wheel_of(registry)
    pip = (
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--no-cache-dir",
        "-q",
        "-i",
        registry.simple,
    )
    run(*pip, f"{file.name}=={file.version}", folder=tmp_path)
    assert sha256(tmp_path / file.file) == registry.world.digests(file.key).sha256


def test_pip_installs_a_wheel_that_can_be_imported(registry: Registry, tmp_path: Path) -> None:
    """It is a package, and knows its version."""
    file = wheel_of(registry)
    pip = (sys.executable, "-m", "pip", "install", "--no-deps", "--no-cache-dir", "-q", "--target", "here")
    run(*pip, "-i", registry.simple, f"{file.name}=={file.version}", folder=tmp_path)
    module = file.name.replace("-", "_")
    code = f"import sys; sys.path.insert(0, 'here'); import {module}; print({module}.__version__)"
    assert run(sys.executable, "-c", code, folder=tmp_path).strip() == file.version


def test_pip_reads_the_metadata_of_an_sdist(registry: Registry, tmp_path: Path) -> None:
    """The build backend that it names is asked for them."""
    world = registry.world
    file = next(
        file
        for file in world.published()
        if file.file.endswith(".tar.gz")
        and world.project(file.key[0]).located(file.key[1])[0].seed % 2 == 0
        and world.project(file.key[0]).located(file.key[1])[1].form is Form.SDIST
    )
    pip = (
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--no-build-isolation",
        "--no-cache-dir",
        "-q",
    )
    run(*pip, "--no-binary", ":all:", "-i", registry.simple, f"{file.name}=={file.version}", folder=tmp_path)
    assert sha256(tmp_path / file.file) == world.digests(file.key).sha256


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_views_and_packs(registry: Registry, tmp_path: Path) -> None:
    """npm checks the integrity itself."""
    file = first_of(registry.world, Ecosystem.NPM)
    options = ("--registry", registry.npm, "--cache", str(tmp_path / "cache"))
    wanted = f"{file.name}@{file.version}"
    assert run("npm", "view", wanted, "version", *options, folder=tmp_path).strip() == file.version
    packed = run("npm", "pack", wanted, *options, folder=tmp_path).strip().splitlines()[-1]
    assert sha256(tmp_path / packed) == registry.world.digests(file.key).sha256


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
def test_npm_installs(registry: Registry, tmp_path: Path) -> None:
    """And the package can be required."""
    file = first_of(registry.world, Ecosystem.NPM)
    options = ("--registry", registry.npm, "--cache", str(tmp_path / "cache"), "--no-audit", "--no-fund")
    run("npm", "install", f"{file.name}@{file.version}", *options, folder=tmp_path)
    code = f"console.log(Object.keys(require({file.name!r})).length >= 0)"
    assert run("node", "-e", code, folder=tmp_path).strip() == "true"


@pytest.mark.parametrize("ecosystem", Ecosystem)
def test_every_file_can_be_downloaded(registry: Registry, ecosystem: Ecosystem) -> None:
    """With the digest that is stated of it."""
    files = [file for file in registry.world.published() if file.ecosystem is ecosystem][:60]
    with httpx.Client(base_url=registry.url) as client:
        found = {
            file.key: hashlib.sha256(client.get(path_of(registry.world, file)).content).hexdigest()
            for file in files
        }
    assert found == {file.key: registry.world.digests(file.key).sha256 for file in files}
