"""Which manifest a file is: by its name first, by its content second."""

import json
import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial

from packaging.requirements import InvalidRequirement, Requirement

from watchhouse.ecosystems.manifests import (
    cyclonedx,
    package_lock,
    pipfile_lock,
    poetry_lock,
    pylock,
    requirements,
    spdx,
    uv_lock,
)
from watchhouse.ecosystems.manifests.requirement_lines import lines
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.request import Request


class Manifest(StrEnum):
    """The manifests that are read."""

    REQUIREMENTS = "requirements file"
    PYLOCK = "pylock.toml"
    UV_LOCK = "uv.lock"
    POETRY_LOCK = "poetry.lock"
    PIPFILE_LOCK = "Pipfile.lock"
    PACKAGE_LOCK = "package-lock.json"
    CYCLONEDX = "CycloneDX SBOM"
    SPDX = "SPDX SBOM"


_NAMES = (
    (re.compile(r"pylock(?:\.[^.]+)?\.toml"), Manifest.PYLOCK),
    (re.compile(r"uv\.lock"), Manifest.UV_LOCK),
    (re.compile(r"poetry\.lock"), Manifest.POETRY_LOCK),
    (re.compile(r"Pipfile\.lock"), Manifest.PIPFILE_LOCK),
    (re.compile(r"package-lock\.json|npm-shrinkwrap\.json|\.package-lock\.json"), Manifest.PACKAGE_LOCK),
    (re.compile(r"bom\.json|.*\.cdx\.json"), Manifest.CYCLONEDX),
    (re.compile(r".*\.spdx\.json"), Manifest.SPDX),
    (re.compile(r"(?:.*[-_.])?requirements(?:[-_.].*)?\.(?:txt|in)"), Manifest.REQUIREMENTS),
)
"""The names that the formats' own documents prescribe or advise."""

UNREAD = {
    "yarn.lock": "`npm install --package-lock-only` writes a package-lock.json, which is read",
    "pnpm-lock.yaml": "`npm install --package-lock-only` writes a package-lock.json, which is read",
    "bun.lock": "`npm install --package-lock-only` writes a package-lock.json, which is read",
    "bun.lockb": "`npm install --package-lock-only` writes a package-lock.json, which is read",
    "pdm.lock": "`pdm export -f pylock` writes a pylock.toml, which is read",
    "pyproject.toml": "it fixes no versions: lock it, and name the lock file",
    "package.json": "it fixes no versions: name the package-lock.json, or the folder for its own code",
    "Pipfile": "it fixes no versions: name the Pipfile.lock",
    "Cargo.lock": "its ecosystem is not examined",
    "Gemfile.lock": "its ecosystem is not examined",
    "composer.lock": "its ecosystem is not examined",
}
"""Manifests that are not read, and what to do: to take one for an artifact would call it clear unread."""

_PLACE = re.compile(r"(?:\.{0,2}/|[A-Za-z][A-Za-z0-9+.-]*:)\S+(?:\s*;.*)?")
"""A path or a URL on a line of its own, which pip takes as well."""

SUFFIXES = (".txt", ".in", ".json", ".toml", ".lock")
"""Only a file with one of these is looked into; any other is an artifact."""


def by_name(file: str) -> Manifest | None:
    """
    Return which manifest has the file name `file`, or None if the name does not tell.

    >>> by_name("requirements-dev.txt")
    <Manifest.REQUIREMENTS: 'requirements file'>
    """
    return next((manifest for pattern, manifest in _NAMES if pattern.fullmatch(file)), None)


def by_content(text: str) -> Manifest | None:
    """Return which manifest `text` is, or None if it is none that is known."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "{":
        return _by_json(text)
    table = _by_toml(text)
    return table if table is not None else _by_lines(text)


def parse(
    manifest: Manifest, text: str, document: str, machine: Machine, include: requirements.Include
) -> tuple[Request, ...]:
    """Return the requests of `text`, which is a `manifest`; raises RequestError, and nothing else, at a fault."""
    readers: dict[Manifest, Callable[[str, str, Machine], tuple[Request, ...]]] = {
        Manifest.REQUIREMENTS: partial(requirements.parse, include=include),
        Manifest.PYLOCK: pylock.parse,
        Manifest.UV_LOCK: uv_lock.parse,
        Manifest.POETRY_LOCK: poetry_lock.parse,
        Manifest.PIPFILE_LOCK: pipfile_lock.parse,
        Manifest.PACKAGE_LOCK: package_lock.parse,
        Manifest.CYCLONEDX: cyclonedx.parse,
        Manifest.SPDX: spdx.parse,
    }
    return readers[manifest](text, document, machine)


def _by_json(text: str) -> Manifest | None:
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(root, dict):
        return None
    marks = {
        "bomFormat": Manifest.CYCLONEDX,
        "spdxVersion": Manifest.SPDX,
        "lockfileVersion": Manifest.PACKAGE_LOCK,
    }
    found = next((manifest for key, manifest in marks.items() if key in root), None)
    return Manifest.PIPFILE_LOCK if found is None and {"_meta", "default"} <= root.keys() else found


def _by_toml(text: str) -> Manifest | None:
    """Tell the three lock files in TOML apart by the lines that each must have."""
    if re.search(r"(?m)^lock-version\s*=", text) and re.search(r"(?m)^\[\[packages\]\]|^packages\s*=", text):
        return Manifest.PYLOCK
    if re.search(r"(?m)^\[\[package\]\]", text):
        if re.search(r"(?m)^content-hash\s*=", text):
            return Manifest.POETRY_LOCK
        if re.search(r"(?m)^requires-python\s*=", text):
            return Manifest.UV_LOCK
    return None


def _by_lines(text: str) -> Manifest | None:
    """Take text for requirements if pip could read every line of it, and there is at least one."""
    found = False
    try:
        for line in lines(text, ""):
            if line.requirement and not _PLACE.fullmatch(line.requirement):
                Requirement(line.requirement)
            found = True
    except (RequestError, InvalidRequirement, RecursionError):
        return None
    return Manifest.REQUIREMENTS if found else None
