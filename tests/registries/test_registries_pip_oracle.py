"""The file that we choose is the one that pip itself chooses from the same index."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from local_index import LocalIndex
from packaging.tags import sys_tags

from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, ProjectName
from watchhouse.model.request import IndexRequest, Preference
from watchhouse.registries.pypi_index import PypiIndex
from watchhouse.registries.settings import Settings
from watchhouse.registries.transport import Transport

BEST = str(next(iter(sys_tags())))
OTHERS = [
    "py3-none-any",
    "py2.py3-none-any",
    f"py3-none-{BEST.rsplit('-', 1)[1]}",
    "cp399-cp399-beos_1_0_m68k",
]
VERSIONS = ["1.0", "1.1", "2.0", "2.0.post1", "2.1rc1", "3.0.dev4", "1!0.5", "2.0+local.1"]
SPECIFIERS = [
    "",
    ">=1.1",
    "<2",
    "==1.0",
    "==2.*",
    "~=1.0",
    "!=2.0",
    ">=2.1rc1",
    "==3.0.dev4",
    "===1.1",
    ">2.0",
    "<=2.0",
    ">1,<2",
]


def pip(index: LocalIndex, folder: Path, requirements: list[str], *options: str) -> dict[str, str] | None:
    """Return the file that pip would install for each project, or None if it refuses."""
    report = folder / "report.json"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    run = subprocess.run(  # noqa: S603 - pip, on packages of our own
        [
            *(sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"),
            *("--no-deps", "--quiet"),
            *("--no-cache-dir", "--disable-pip-version-check", "--no-build-isolation", "--retries", "0"),
            *("--index-url", index.simple, "--report", str(report), *options, *requirements),
        ],
        env=clean | {"PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        assert "No matching distribution found" in run.stderr, run.stderr
        return None
    taken = json.loads(report.read_text())["install"]
    return {one["metadata"]["name"]: unquote(one["download_info"]["url"].rpartition("/")[2]) for one in taken}


def ours(
    index: LocalIndex, machine: Machine, name: str, specifier: str, preference: Preference | None = None
) -> str | None:
    """Return the file that we choose, or None if we choose none."""
    settings = Settings(index=index.simple)
    with Transport(settings.limits) as transport:
        asked = PypiIndex(settings=settings, transport=transport, machine=machine)
        try:
            found = asked.find(
                IndexRequest(
                    ecosystem=Ecosystem.PYPI,
                    name=ProjectName(name),
                    specifier=specifier,
                    preference=preference or Preference(),
                )
            )
        except RequestError:
            return None
    return found.url.rpartition("/")[2]


def publish(index: LocalIndex, name: str, chance: random.Random) -> None:
    """Publish a project of some random files."""
    for version in chance.sample(VERSIONS, chance.randint(1, 5)):
        said: dict[str, str] = {}
        said |= chance.choice([{}, {}, {}, {"yanked": "reason"}])
        said |= chance.choice([{}, {}, {"requires-python": ">=3.8"}, {"requires-python": ">=3.99"}])
        said |= chance.choice([{}, {}, {}, {"requires-python": "nonsense"}])
        for tag in chance.sample([BEST, *OTHERS], chance.randint(0, 3)):
            index.add_wheel(name, version, tag, chance.choice(["", "", "1", "2abc"]), **said)
        if chance.random() < 0.5:
            index.add_sdist(name, version, **said)
    index.files.setdefault(name, {})


def _pip_differs(file: str, specifier: str, preference: Preference) -> bool:
    """
    Return whether pip before 26 takes nothing where we take `file`.

    A specifier that only pre-releases satisfy admits them since packaging 26 (PEP 440 says so), not before.
    """
    asked = any(word in specifier for word in ("rc", "dev")) or preference.prereleases
    return bool(specifier) and not asked and any(word in file for word in ("rc", ".dev"))


@pytest.mark.parametrize(
    ("seed", "options", "preference"),
    [
        (1, (), Preference()),
        (2, ("--pre",), Preference(prereleases=True)),
        (3, ("--prefer-binary",), Preference(prefer_binary=True)),
        (4, ("--only-binary", ":all:"), Preference(sdists=False)),
        (5, ("--no-binary", ":all:"), Preference(wheels=False)),
    ],
)
def test_pip_takes_the_same_file(  # noqa: PLR0917 - pytest's parameters
    index: LocalIndex,
    machine: Machine,
    tmp_path: Path,
    seed: int,
    options: tuple[str, ...],
    preference: Preference,
) -> None:
    """For projects of random files and each specifier, all at once; where we find none, pip finds none."""
    chance = random.Random(seed)  # noqa: S311 - a seed, so that a failure can be seen again
    chosen: dict[str, str] = {}
    refused: list[str] = []
    lenient: list[str] = []
    asked = [(f"demo-{place}-{again}", text) for again in "ab" for place, text in enumerate(SPECIFIERS)]
    for name, specifier in asked:
        publish(index, name, chance)
        found = ours(index, machine, name, specifier, preference)
        lenient += [name] if found and _pip_differs(found, specifier, preference) else []
        chosen |= {name: found} if found else {}
        refused += [] if found else [f"{name}{specifier}"]
    chosen = {name: file for name, file in chosen.items() if name not in lenient}
    wanted = [f"{name}{specifier}" for name, specifier in asked if name in chosen]
    assert pip(index, tmp_path, wanted, *options) == chosen
    assert [pip(index, tmp_path, [one], *options) for one in refused[:4]] == [None] * len(refused[:4])
    assert len(chosen) > 5
