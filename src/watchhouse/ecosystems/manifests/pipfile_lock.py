"""Pipfile.lock: it names hashes without file names, so the index says which file has one of them."""

from collections.abc import Iterator

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from watchhouse.ecosystems.manifests.document import SHOWN, Field, load_json
from watchhouse.ecosystems.manifests.locked import (
    checked_name,
    elsewhere,
    hash_of,
    marker_holds,
    not_here,
    on_disk,
)
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.identity import Ecosystem
from watchhouse.model.request import IndexRequest, Request


def parse(text: str, document: str, machine: Machine) -> tuple[Request, ...]:
    """Return the requests of a Pipfile.lock, of every category; `document` is what a person calls it."""
    root = load_json(text, document)
    sources = dict(_sources(root.need("_meta")))
    return tuple(
        _package(name, entry, sources, machine)
        for category, packages in root.members()
        if category != "_meta"
        for name, entry in packages.members()
    )


def _sources(meta: Field) -> Iterator[tuple[str, str]]:
    for source in meta.entries("sources"):
        yield source.text("name"), source.text("url")


def _package(raw: str, entry: Field, sources: dict[str, str], machine: Machine) -> Request:
    marker = entry.get("markers")
    if marker is not None and not marker_holds(marker.as_text(), marker, machine):
        return not_here(entry, raw)
    local = entry.text("path") or entry.text("file")
    if local and "://" not in local:
        return on_disk(entry, local)
    version = entry.get("version")
    if version is None:
        return elsewhere(entry, raw)
    return IndexRequest(
        ecosystem=Ecosystem.PYPI,
        name=checked_name(raw, entry),
        specifier=_specifier(version),
        hashes=frozenset(hash_of(stated.as_text(), stated) for stated in entry.entries("hashes")),
        origin=entry.origin,
        index=sources.get(entry.text("index"), ""),
    )


def _specifier(version: Field) -> str:
    text = version.as_text()
    if text == "*":
        return ""
    try:
        return str(SpecifierSet(text))
    except InvalidSpecifier as error:
        raise version.fault(f"{text[:SHOWN]!r} is no version specifier") from error
