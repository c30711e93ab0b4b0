"""
uv.lock (version 1): every package of every platform and group, of which those for this machine are asked for.

The lock holds all extras and groups, and so do the requests: what one command installs is a part of it.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.manifests.document import Field, load_toml
from watchhouse.ecosystems.manifests.locked import (
    LockedFile,
    elsewhere,
    file_of,
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
    """Return the requests of a uv.lock; `document` is what a person calls it."""
    root = load_toml(text, document)
    if root.need("version").value != 1:
        raise root.need("version").fault("only version 1 is known")
    return tuple(request for entry in root.entries("package") for request in _package(entry, machine))


def _package(entry: Field, machine: Machine) -> Iterator[Request]:
    name = python_name(entry)
    version = entry.text("version")
    source = entry.need("source")
    markers = [(marker, marker.as_text()) for marker in entry.entries("resolution-markers")]
    if markers and not any(marker_holds(marker, field, machine) for field, marker in markers):
        yield not_here(entry, f"{name} {version}")
        return
    for kind, place in source.members():
        match kind:
            case "registry":
                index = place.as_text()
                yield locked(
                    name=name,
                    version=version or entry.need("version").as_text(),
                    files=_files(entry),
                    entry=entry,
                    machine=machine,
                    index=index if "://" in index else "",
                )
            case "virtual" | "path" | "editable" | "directory":
                yield on_disk(entry, place.as_text())
            case _:
                yield elsewhere(entry, f"{name} {version}")


def _files(entry: Field) -> Iterator[LockedFile]:
    sdist = entry.get("sdist")
    for file in (*entry.entries("wheels"), *(() if sdist is None else (sdist,))):
        location = file.text("url") or file.text("path") or file.text("filename")
        stated = file.get("hash")
        yield LockedFile(
            file=file_of(location),
            hashes=frozenset() if stated is None else frozenset({hash_of(stated.as_text(), stated)}),
        )
