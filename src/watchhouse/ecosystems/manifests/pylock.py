"""pylock.toml (PEP 751), read by `packaging.pylock`; every extra and every group is asked for."""

from packaging.pylock import Package, Pylock, PylockValidationError

from watchhouse.ecosystems.manifests.document import Field, load_toml
from watchhouse.ecosystems.manifests.locked import (
    LockedFile,
    elsewhere,
    locked,
    not_here,
    on_disk,
    strongest_hash,
)
from watchhouse.ecosystems.pypi.files import release_file
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.identity import ProjectName
from watchhouse.model.request import IndexRequest, Request, Unresolved


def parse(text: str, document: str, machine: Machine) -> tuple[Request, ...]:
    """Return the requests of a pylock.toml; `document` is what a person calls it."""
    root = load_toml(text, document)
    try:
        lock = Pylock.from_dict(root.table())
    except PylockValidationError as error:
        raise root.fault(str(error)) from error
    found: list[Request] = []
    for entry, package in zip(root.entries("packages"), lock.packages, strict=True):
        if package.marker is not None and not machine.holds(
            package.marker,
            extras=lock.extras or (),
            groups=(*(lock.dependency_groups or ()), *(lock.default_groups or ())),
            locked=True,
        ):
            found.append(not_here(entry, package.name))
        else:
            found.append(_package(entry, package, machine))
    return tuple(found)


def _package(entry: Field, package: Package, machine: Machine) -> Request:
    if package.directory is not None:
        return on_disk(entry, package.directory.path)
    if package.archive is not None and package.archive.path:
        return on_disk(entry, package.archive.path)
    if package.is_direct:
        return elsewhere(entry, package.name)
    return _from_index(entry, package, machine)


def _from_index(entry: Field, package: Package, machine: Machine) -> IndexRequest | Unresolved:
    fields = [*entry.entries("wheels"), *(field for field in (entry.get("sdist"),) if field is not None)]
    files = [*(package.wheels or ()), *(() if package.sdist is None else (package.sdist,))]
    name = ProjectName(package.name)
    return locked(
        name=name,
        version=str(package.version)
        if package.version is not None
        else _version(entry, files[0].filename, name),
        files=[
            LockedFile(file=file.filename, hashes=strongest_hash(field.need("hashes")))
            for field, file in zip(fields, files, strict=True)
        ],
        entry=entry,
        machine=machine,
        index=package.index or "",
    )


def _version(entry: Field, file: str, name: ProjectName) -> str:
    """Return the version that the name of `file` tells: PEP 751 lets the lock leave it out."""
    release = release_file(file, name)
    if release is None:
        raise entry.fault("no version")
    return str(release.version)
