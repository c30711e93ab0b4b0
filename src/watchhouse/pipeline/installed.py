"""
Every distribution that lies installed in a Python environment, read from its files.

Nothing of the environment is run or imported: an environment under suspicion would run the attacker's
`.pth` files at the first start of its interpreter.
"""

import csv
import itertools
import json
import os
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem, project_name
from watchhouse.model.request import InstalledDistribution, Request, Unresolved
from watchhouse.pipeline.folder_files import FILES, walk

SHOWN = 200
"""Characters of hostile text in a reason."""


def environment(python: Path | None = None) -> tuple[Request, ...]:
    """
    Return a request for each distribution of the running interpreter, or of the one at `python`.

    `python` is an interpreter, or the folder of an environment. Files that no distribution claims are a
    request of their own. Raises RequestError if there is no environment to be found.
    """
    folders = running() if python is None else site_packages(python)
    return tuple(request for folder in folders for request in _folder(folder))


def running() -> tuple[Path, ...]:
    """Return the folders into which the running interpreter's packages are installed."""
    paths = (Path(sysconfig.get_path(name)) for name in ("purelib", "platlib"))
    return tuple(dict.fromkeys(path.resolve() for path in paths if path.is_dir()))


def site_packages(python: Path) -> tuple[Path, ...]:
    """Return the site-packages folders of the interpreter or environment at `python`."""
    prefixes = [python] if python.is_dir() else [python.parent.parent]
    if not python.is_dir() and not (prefixes[0] / "pyvenv.cfg").is_file():
        # Only an environment's interpreter is a link to be left alone; any other leads to its installation.
        prefixes.append(python.resolve().parent.parent)
    for prefix in prefixes:
        found = [
            path.resolve()
            for pattern in ("lib/python3*/site-packages", "lib/python3*/dist-packages", "Lib/site-packages")
            for path in (*sorted(prefix.glob(pattern)), *sorted(prefix.glob(f"local/{pattern}")))
            if path.is_dir()
        ]
        if found:
            return tuple(dict.fromkeys(found))
    raise RequestError(f"no Python environment at {python}: name its interpreter or its folder")


@dataclass(slots=True)
class _Claims:
    """Which files below one site-packages folder are spoken for."""

    root: Path
    files: set[str] = field(default_factory=set)

    def take(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Note and return `paths` with the compiled files that belong to them."""
        taken = dict.fromkeys(paths)
        for path in list(taken):
            taken |= dict.fromkeys(self._compiled(path))
        self.files |= taken.keys()
        return tuple(taken)

    def _compiled(self, path: str) -> Iterator[str]:
        """Yield what the interpreter would load in place of the source at `path`."""
        if path.endswith(".py"):
            folder, _, name = path.rpartition("/")
            cache = f"{folder}/__pycache__" if folder else "__pycache__"
            for entry in _names(self.root / cache):
                if entry.startswith(f"{name.removesuffix('.py')}.") and entry.endswith(".pyc"):
                    yield f"{cache}/{entry}"


def _folder(root: Path) -> Iterator[Request]:
    claims = _Claims(root)
    for label in _names(root):
        if label.endswith((".dist-info", ".egg-info")):
            yield from _distribution(label, claims)
    loose = tuple(path for path in _below(root) if path not in claims.files)
    if loose:
        yield InstalledDistribution(name=None, version=None, root=root, files=loose, origin=str(root))


def _distribution(label: str, claims: _Claims) -> Iterator[Request]:
    root = claims.root
    found = Distribution.at(root / label)
    origin = f"{root}: {label}"
    name, version = _identity(found, label)
    try:
        recorded = _recorded(found, root, label)
    except (OSError, ValueError, csv.Error) as error:
        yield Unresolved(
            target=name, reason=f"its list of files cannot be read: {error}"[:SHOWN], origin=origin
        )
        recorded = []
    inside = [path for path in recorded if _belongs(path, root)]
    if len(inside) < len(recorded):
        count = len(recorded) - len(inside)
        yield Unresolved(
            target=name, reason=f"{count} of its files lie outside the environment", origin=origin
        )
    yield InstalledDistribution(
        name=project_name(name, Ecosystem.PYPI),
        version=version,
        root=root,
        files=claims.take([*(path for path in inside if os.path.lexists(root / path)), *_below(root, label)]),
        origin=origin,
    )
    place = _editable(found)
    if place:
        reason = f"it is installed as editable: name the folder {place} to have its code examined"
        yield Unresolved(target=name, reason=reason[:SHOWN], origin=origin)


def _identity(found: PathDistribution, label: str) -> tuple[str, str | None]:
    """Return name and version as the metadata, or failing that the folder's name, tell them."""
    stem, _, _ = label.removesuffix(".egg-info").removesuffix(".dist-info").partition("-py")
    from_label = stem.partition("-")
    try:
        metadata = found.metadata
        name, version = metadata["Name"], metadata["Version"]
    except (OSError, ValueError, KeyError):
        name, version = None, None
    return (str(name or from_label[0])[:SHOWN], str(version or from_label[2])[:SHOWN] or None)


def _recorded(found: PathDistribution, root: Path, label: str) -> list[str]:
    """Return the paths that an installer wrote down, relative to `root`."""
    if label.endswith(".dist-info"):
        return [str(path).replace("\\", "/") for path in found.files or ()]
    listed = found.read_text("installed-files.txt")
    if listed is not None:
        return [os.path.normpath(f"{label}/{path}").replace("\\", "/") for path in listed.splitlines()]
    modules = (found.read_text("top_level.txt") or "").split()
    names = [name for module in modules for name in (module, f"{module}.py") if _plain(name)]
    return [path for name in names for path in _below(root, name)]


def _plain(name: str) -> bool:
    return "/" not in name and "\\" not in name and name not in {"", ".", ".."}


def _belongs(path: str, root: Path) -> bool:
    """Return whether `path` stays within the environment that `root` is a part of."""
    prefix = root.parents[1] if root.parent.name == "Lib" else root.parents[min(2, len(root.parents) - 1)]
    return "\0" not in path and Path(os.path.normpath(root / path)).is_relative_to(prefix)


def _editable(found: PathDistribution) -> str:
    """Return where the code of an editable installation lies, or nothing (PEP 610)."""
    try:
        stated = json.loads(found.read_text("direct_url.json") or "{}")
    except (OSError, ValueError, RecursionError):
        return ""
    if not isinstance(stated, dict) or not isinstance(stated.get("dir_info"), dict):
        return ""
    return str(stated.get("url")) if stated["dir_info"].get("editable") is True else ""


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


def _below(root: Path, name: str = "") -> list[str]:
    """Return the paths of all files at or below `name` in `root`, relative to `root`; no link is followed."""
    place = root / name
    if place.is_symlink() or not place.is_dir():
        return [name] if os.path.lexists(place) else []
    prefix = f"{name}/" if name else ""
    return [f"{prefix}{file.path}" for file in itertools.islice(walk(place), FILES)]
