"""Who an artifact is: ecosystem, project, version, file."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

Sha256 = NewType("Sha256", str)
"""Lower-case hexadecimal digest, 64 characters."""

ProjectName = NewType("ProjectName", str)
"""A project's name in its ecosystem's normal form; made by `project_name` only."""


class Ecosystem(StrEnum):
    """A family of registries that agree on what a name, a version and a file are."""

    PYPI = "pypi"
    NPM = "npm"
    NUGET = "nuget"


def project_name(raw: str, ecosystem: Ecosystem) -> ProjectName:
    """
    Return the normal form of `raw`, under which a registry treats two names as one.

    PEP 503 for PyPI; npm names are case-sensitive since before the rule that forbids capitals; NuGet
    ids are compared without case.

    >>> project_name("Foo.Bar__baz", Ecosystem.PYPI)
    'foo-bar-baz'
    """
    match ecosystem:
        case Ecosystem.PYPI:
            return ProjectName(re.sub(r"[-_.]+", "-", raw).lower())
        case Ecosystem.NPM:
            return ProjectName(raw)
        case Ecosystem.NUGET:
            return ProjectName(raw.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactRef:
    """What a registry or a file name says that an artifact is; nothing here has been checked."""

    ecosystem: Ecosystem
    file: str
    """The file's name as published or as given on the command line."""
    name: ProjectName | None = None
    version: str | None = None
