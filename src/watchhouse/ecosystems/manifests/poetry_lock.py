"""poetry.lock, of today's form and of that before Poetry 1.3, which kept the files under `metadata`."""

from collections.abc import Iterator

from watchhouse.ecosystems.manifests.document import Field, load_toml
from watchhouse.ecosystems.manifests.locked import (
    LockedFile,
    elsewhere,
    hash_of,
    locked,
    marker_holds,
    not_here,
    on_disk,
    python_name,
)
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.request import Request


def parse(text: str, document: str, machine: Machine) -> tuple[Request, ...]:
    """Return the requests of a poetry.lock; `document` is what a person calls it."""
    root = load_toml(text, document)
    metadata = root.get("metadata")
    files = metadata.get("files") if metadata is not None else None
    return tuple(_package(entry, files, machine) for entry in root.entries("package"))


def _package(entry: Field, all_files: Field | None, machine: Machine) -> Request:
    name = python_name(entry)
    version = entry.need("version").as_text()
    if not _wanted_here(entry, machine):
        return not_here(entry, f"{name} {version}")
    source = entry.get("source")
    kind = "" if source is None else source.text("type")
    place = "" if source is None else source.text("url")
    if kind in {"directory", "file"}:
        return on_disk(entry, place)
    if kind not in {"", "legacy", "pypi"}:
        return elsewhere(entry, f"{name} {version}")
    listed = tuple(_files(entry, all_files))
    return locked(name=name, version=version, files=listed, entry=entry, machine=machine, index=place)


def _wanted_here(entry: Field, machine: Machine) -> bool:
    """Return whether the marker of the package, or of one of the groups that want it, holds."""
    marker = entry.get("markers")
    if marker is None:
        return True
    if marker.is_text():
        return marker_holds(marker.as_text(), marker, machine)
    stated = [(field, field.as_text()) for _, field in marker.members()]
    groups = {field.as_text() for field in entry.entries("groups")}
    unconditional = len(groups) > len(stated)
    return unconditional or any(marker_holds(text, field, machine) for field, text in stated)


def _files(entry: Field, all_files: Field | None) -> Iterator[LockedFile]:
    listed = list(entry.entries("files"))
    if not listed and all_files is not None:
        listed = list(all_files.entries(entry.need("name").as_text()))
    for file in listed:
        stated = file.need("hash")
        yield LockedFile(
            file=file.need("file").as_text(), hashes=frozenset({hash_of(stated.as_text(), stated)})
        )
