"""Which part of a package a member belongs to, by its path, and the name under which Python imports it."""

import posixpath
import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache

from watchhouse.evidence.facts.code import Zone
from watchhouse.model.artifact import ArtifactKind, Member

PYTHON_SUFFIXES = (".py", ".pyw", ".py3", ".pth")
"""Ends of names of what Python itself runs."""

CODE_SUFFIXES = (
    *PYTHON_SUFFIXES,
    ".js",
    ".cjs",
    ".mjs",
    ".ts",
    ".sh",
    ".ps1",
    ".psm1",
    ".bat",
    ".cmd",
    ".vbs",
)
"""Ends of names of source text, whatever runs it."""

_TESTS = frozenset(
    {"test", "tests", "testing", "_tests", "_test", "conftest.py", "unittests", "test_data", "testdata"}
)
_DOCUMENTS = frozenset(
    {"doc", "docs", "documentation", "example", "examples", "demo", "demos", "sample", "samples"}
)
_DOCUMENTS_TOO = frozenset(
    {"benchmarks", "benchmark", "notebooks", "scripts", "tools", "tutorials", "ci", ".github"}
)
_SOURCE_ROOTS = frozenset({"src", "lib", "python", "source"})
_STARTUP = frozenset({"sitecustomize.py", "usercustomize.py"})
_ROOTED = frozenset({ArtifactKind.SDIST, ArtifactKind.NPM_TARBALL})
"""Kinds whose members all stand in one folder that is not part of the package."""
_INSTALLED = frozenset({ArtifactKind.WHEEL, ArtifactKind.EGG})
"""Kinds whose top folders become importable as they are."""

_NUGET_INSTALLER = re.compile(r"tools/(?:[^/]+/)?(?:init|install|uninstall)\.ps1", re.IGNORECASE)
_NPM_LIFECYCLE = frozenset({"preinstall", "install", "postinstall", "prepare"})
_STARTED = re.compile(
    r"(?:^|[\s;&|])(?:node|bun|deno|tsx|ts-node|sh|bash|zsh|python3?|powershell|cmd)(?:\s+-[\w-]+(?:[= ]\w+)?)*\s+"
    r"[\"']?(\.{0,2}/?[\w@./-]{1,200})|(?:^|[\s;&|\"'])(\./[\w@./-]{1,200})"
)
"""A file that a lifecycle command starts."""
_SCRIPT_ENDS = ("", ".js", ".cjs", ".mjs", "/index.js")

_DATA = re.compile(r"^[^/]+\.data/(?:purelib|platlib|scripts|data)/")


def inner_path(path: str, kind: ArtifactKind) -> str:
    """
    Return `path` without the folder that merely wraps the package.

    >>> inner_path("demo-1.0/src/demo/a.py", ArtifactKind.SDIST)
    'src/demo/a.py'
    """
    clean = path.replace("\\", "/").lstrip("./")
    if kind in _ROOTED and "/" in clean and "!/" not in clean:
        clean = clean.split("/", 1)[1]
    return _DATA.sub("", clean) if ".data/" in clean else clean


def zone_of(path: str, kind: ArtifactKind, installers: frozenset[str], own: str = "") -> Zone:
    """
    Return the part of the package that the member at `path` belongs to.

    `installers` are the inner paths of an in-tree build backend, or of what npm's lifecycle scripts start. Only a
    setup.py at the root installs; of a nupkg, what Visual Studio runs. What a
    wheel holds at its top is installed and can be imported, whatever its name; so is a folder named as `own`, the
    project.
    """
    inner = inner_path(path, kind)
    parts = inner.split("/")
    if inner == "setup.py" or inner in installers or (parts[-1] == "setup.py" and kind is ArtifactKind.FILE):
        return Zone.INSTALLER
    if kind is ArtifactKind.NUPKG and _NUGET_INSTALLER.fullmatch(inner):
        return Zone.INSTALLER
    if parts[-1] in _STARTUP or (parts[-1].endswith(".pth") and len(parts) <= 2):
        return Zone.STARTUP
    return _inside(parts, kind, own)


def _inside(parts: list[str], kind: ArtifactKind, own: str) -> Zone:
    """Return the zone of a member that neither installs nor starts anything, by its folders and its name."""
    name = parts[-1].lower()
    if name == "conftest.py" or (name.startswith("test_") and len(parts) > 1):
        return Zone.TEST
    return _zone_in("/".join(parts[:-1]), kind, own)


@lru_cache(maxsize=1 << 12)
def _zone_in(folder: str, kind: ArtifactKind, own: str) -> Zone:
    """Return the zone of what lies in `folder` and has an ordinary name; many members share one."""
    parts = folder.split("/") if folder else []
    folders = folder.lower().split("/") if folder else []
    if folders and folders[0] in _SOURCE_ROOTS:
        folders = folders[1:]
    if folders and (
        kind in _INSTALLED or folders[0] == own.lower().replace("-", "_") or len(folders) < len(parts)
    ):
        folders = folders[1:]
    if not _TESTS.isdisjoint(folders):
        return Zone.TEST
    loose = kind is ArtifactKind.SDIST and bool(parts) and parts[0].lower() in _DOCUMENTS_TOO
    return Zone.DOCUMENT if loose or not _DOCUMENTS.isdisjoint(folders) else Zone.PACKAGE


def module_name(path: str, kind: ArtifactKind) -> str:
    """
    Return the dotted name under which Python would import the member at `path`.

    >>> module_name("demo-1.0/src/demo/__init__.py", ArtifactKind.SDIST)
    'demo'
    """
    parts = inner_path(path, kind).split("/")
    if len(parts) > 1 and parts[0] in _SOURCE_ROOTS:
        parts = parts[1:]
    parts[-1] = parts[-1].rsplit(".", 1)[0]
    if parts[-1] == "__init__" and len(parts) > 1:
        parts.pop()
    return ".".join(parts)


def in_tree_backend(members: Iterable[Member], kind: ArtifactKind) -> frozenset[str]:
    """
    Return the inner paths that an in-tree build backend may stand at, from pyproject.toml.

    PEP 517: `backend-path` names folders of the source tree in which the module `build-backend` is looked up.
    """
    for member in members:
        if inner_path(member.path, kind) == "pyproject.toml":
            return _backend(member.content)
    return frozenset()


def lifecycle_files(scripts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """
    Return the inner paths that the lifecycle scripts of an npm package may start.

    >>> sorted(lifecycle_files([("postinstall", "node ./scripts/setup && exit 0")]))[:2]
    ['scripts/setup', 'scripts/setup.cjs']
    """
    found: set[str] = set()
    for name, command in scripts:
        if name in _NPM_LIFECYCLE:
            for first, second in _STARTED.findall(command[:4_000]):
                path = posixpath.normpath(first or second)
                found |= {f"{path}{end}" if path != "." else f"index{end}" for end in _SCRIPT_ENDS}
    return frozenset(found)


def _backend(content: bytes) -> frozenset[str]:
    try:
        system = tomllib.loads(content[: 1 << 20].decode("utf-8", "replace")).get("build-system", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return frozenset()
    if not isinstance(system, dict):
        return frozenset()
    folders, backend = system.get("backend-path"), system.get("build-backend")
    if not isinstance(folders, list) or not isinstance(backend, str):
        return frozenset()
    module = backend.partition(":")[0].replace(".", "/")
    found = set()
    for folder in folders[:16]:
        prefix = str(folder).strip("./")
        base = f"{prefix}/{module}" if prefix else module
        found |= {f"{base}.py", f"{base}/__init__.py"}
    return frozenset(found)
