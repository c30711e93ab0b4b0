"""package-lock.json and npm-shrinkwrap.json, of lockfile version 1 (nested) and 2 and 3 (flat)."""

from collections.abc import Iterator

from watchhouse.ecosystems.manifests.document import ENTRIES, SHOWN, Field, load_json
from watchhouse.ecosystems.manifests.locked import on_disk
from watchhouse.ecosystems.npm.integrity import strongest
from watchhouse.ecosystems.npm.names import checked_name, fits_platform
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.model.request import IndexRequest, Request, Unresolved

_MODULES = "node_modules/"


def parse(text: str, document: str, machine: Machine) -> tuple[Request, ...]:
    """Return the requests of a package-lock.json; `document` is what a person calls it."""
    root = load_json(text, document)
    if not isinstance(root.need("lockfileVersion").value, int):
        raise root.need("lockfileVersion").fault("a number expected")
    found: list[Request] = []
    for raw, entry in _flat(root) if root.get("packages") is not None else _nested(root):
        found.append(_package(raw, entry, machine))
        root.bound(len(found))
    return tuple(found)


def _flat(root: Field) -> Iterator[tuple[str, Field]]:
    """Yield (name, entry) from the table of install places; a workspace's own folder is met as a link."""
    for place, entry in root.members("packages"):
        if _MODULES in place:
            yield entry.text("name") or place.rpartition(_MODULES)[2], entry


def _nested(root: Field) -> Iterator[tuple[str, Field]]:
    """Yield (name, entry) from trees of dependencies, without recursion: they may be deep."""
    waiting, seen = [root], 0
    while waiting:
        for name, entry in waiting.pop().members("dependencies"):
            yield name, entry
            waiting.append(entry)
            seen += 1
            if seen > ENTRIES:
                raise root.fault(f"more than {ENTRIES} dependencies")


def _package(raw: str, entry: Field, machine: Machine) -> Request:
    resolved = entry.text("resolved")
    if entry.flag("link"):
        return on_disk(entry, resolved)
    if entry.flag("inBundle") or entry.flag("bundled"):
        return _unresolved(raw, entry, "it lies inside the package that bundles it", needed=False)
    if not fits_platform(_words(entry, "os"), _words(entry, "cpu"), machine):
        return _unresolved(raw, entry, "it is for another platform", needed=False)
    version = entry.text("version")
    for location in (version, resolved):
        if location.startswith("file:"):
            return on_disk(entry, location.removeprefix("file:"))
        if location.startswith(("git", "github:", "gitlab:", "bitbucket:")):
            return _unresolved(raw, entry, "it comes from a repository, not from a registry", needed=True)
    if version.startswith("npm:"):  # version 1 spells an alias so
        raw, _, version = version.removeprefix("npm:").rpartition("@")
    return _from_registry(raw, version or entry.need("version").as_text(), resolved, entry)


def _from_registry(raw: str, version: str, resolved: str, entry: Field) -> Request:
    if "://" in version:
        return _unresolved(raw, entry, "it comes from a URL, not from a registry", needed=True)
    integrity = entry.get("integrity")
    try:
        return IndexRequest(
            ecosystem=Ecosystem.NPM,
            name=checked_name(raw),
            specifier=version,
            hashes=frozenset() if integrity is None else strongest(integrity.as_text()),
            origin=entry.origin,
            index=resolved.partition(f"/{raw}/-/")[0] if "://" in resolved else "",
        )
    except RequestError as error:
        raise entry.fault(str(error)) from error


def _words(entry: Field, key: str) -> tuple[str, ...]:
    found = entry.get(key)
    if found is None:
        return ()
    if found.is_text():
        return (found.as_text(),)
    return tuple(word.as_text() for word in entry.entries(key))


def _unresolved(raw: str, entry: Field, reason: str, *, needed: bool) -> Unresolved:
    return Unresolved(target=raw[:SHOWN], reason=reason, origin=entry.origin, needed=needed)
