"""The members of sdists and wheels."""

import base64
import hashlib
import random
from collections.abc import Iterable

from watchhouse.testing.generate.archives import Member
from watchhouse.testing.generate.blueprint import Blueprint, Form, Kind
from watchhouse.testing.generate.code import one_block, python_modules
from watchhouse.testing.generate.filling import code_size, filling
from watchhouse.testing.generate.hostile import python_attack
from watchhouse.testing.generate.prose import readme, summary

_PYPROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "{version}"
description = "{summary}"
readme = "README.md"
requires-python = ">=3.9"
authors = [{{name = "{author}", email = "{mail}"}}]

[project.urls]
Homepage = "{homepage}"

[tool.hatch.build.targets.wheel]
packages = ["{stem}"]
"""
_SETUP = """from setuptools import find_packages, setup

setup(
    name="{name}",
    version="{version}",
    description="{summary}",
    author="{author}",
    author_email="{mail}",
    url="{homepage}",
    packages=find_packages(exclude=["tests"]),
    include_package_data=True,
    python_requires=">=3.9",
)
"""
_METADATA = """Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: {summary}
Home-page: {homepage}
Author: {author}
Author-email: {mail}
License: MIT
Classifier: Programming Language :: Python :: 3
Requires-Python: >=3.9
Description-Content-Type: text/markdown

{readme}"""
_TEST = '''"""Tests of {stem}."""

import {stem}


def test_version():
    """It knows its version."""
    assert {stem}.__version__ == "{version}"
'''


def sdist(chance: random.Random, blueprint: Blueprint) -> list[Member]:
    """Return the members of an sdist."""
    package, line, text = _package(chance, blueprint)
    facts = _facts(blueprint, line)
    members = [
        ("PKG-INFO", _METADATA.format(**facts, readme=text).encode()),
        ("README.md", text.encode()),
        *package,
    ]
    if blueprint.kind.hostile:
        members.append(
            ("setup.py", (python_attack(chance, blueprint.kind) + "\n\n" + _SETUP.format(**facts)).encode())
        )
    elif blueprint.seed % 2:
        members.append(("setup.py", _SETUP.format(**facts).encode()))
    else:
        members.append(("pyproject.toml", _PYPROJECT.format(**facts).encode()))
    members.append(("tests/test_version.py", _TEST.format(**facts).encode()))
    top = f"{blueprint.stem}-{blueprint.version}"
    return [(f"{top}/{path}", content) for path, content in members]


def wheel(chance: random.Random, blueprint: Blueprint) -> list[Member]:
    """Return the members of a wheel, with a RECORD that is true."""
    package, line, text = _package(chance, blueprint)
    info = f"{blueprint.stem}-{blueprint.version}.dist-info"
    members = [
        *package,
        (f"{info}/METADATA", _METADATA.format(**_facts(blueprint, line), readme=text).encode()),
        (
            f"{info}/WHEEL",
            b"Wheel-Version: 1.0\nGenerator: hatchling 1.27\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        ),
    ]
    if blueprint.kind is Kind.COMMAND:
        script = f"[console_scripts]\n{blueprint.stem} = {blueprint.stem}.command:main\n"
        members.append((f"{info}/entry_points.txt", script.encode()))
    return [*members, (f"{info}/RECORD", _record(members, f"{info}/RECORD"))]


def _package(chance: random.Random, blueprint: Blueprint) -> tuple[list[Member], str, str]:
    """Return the package's own files, its summary and its readme."""
    line = summary(chance)
    modules = python_modules(chance, code_size(blueprint))
    match blueprint.kind:
        case Kind.CLIENT:
            modules["client.py"] = '"""The service."""\n\nimport requests\n\n\n' + one_block(
                chance, "python_client.txt"
            )
        case Kind.COMMAND:
            head = '"""The command line."""\n\nimport argparse\nimport logging\nimport sys\n\n\n'
            modules["command.py"] = head + one_block(chance, "python_command.txt")
        case _:
            pass
    first = f'"""{line}."""\n\n__version__ = "{blueprint.version}"\n'
    if blueprint.kind.hostile and blueprint.form is Form.WHEEL:
        first += "\n" + python_attack(chance, blueprint.kind)
    files = [("__init__.py", first), *modules.items()]
    members = [(f"{blueprint.stem}/{name}", f"{text}\n".encode()) for name, text in files]
    members += filling(chance, blueprint, f"{blueprint.stem}/data")
    return members, line, readme(chance, blueprint, line)


def _facts(blueprint: Blueprint, line: str) -> dict[str, str]:
    return {
        "name": blueprint.name,
        "stem": blueprint.stem,
        "version": blueprint.version,
        "author": blueprint.author,
        "mail": blueprint.mail,
        "homepage": blueprint.homepage,
        "summary": line,
    }


def _record(members: Iterable[Member], own: str) -> bytes:
    lines = []
    for path, content in members:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append(f"{path},sha256={digest},{len(content)}\n")
    return "".join((*lines, f"{own},,\n")).encode()
