"""
A CycloneDX SBOM in JSON: every component by its package URL.

A component's hashes are not held against the download: tools write there the hash of a wheel of the build
machine, of an unpacked folder or of a container's layer. The version is what the SBOM states.
"""

from collections.abc import Iterator

from watchhouse.ecosystems.manifests import purl
from watchhouse.ecosystems.manifests.document import SHOWN, Field, load_json
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.request import Request, Unresolved

_NOT_PACKAGES = frozenset(
    {"file", "data", "cryptographic-asset", "machine-learning-model", "device", "platform"}
)
"""Types of component that no package index has."""


def parse(text: str, document: str, machine: Machine) -> tuple[Request, ...]:  # noqa: ARG001 - one form for all
    """Return the requests of a CycloneDX document; `document` is what a person calls it."""
    root = load_json(text, document)
    if root.text("bomFormat") != "CycloneDX":
        raise root.fault("bomFormat is not CycloneDX")
    found: list[Request] = []
    for component in _components(root):
        found.append(_component(component))
        root.bound(len(found))
    return tuple(found)


def _components(root: Field) -> Iterator[Field]:
    """Yield every component and those nested in it, without recursion: they may be deep."""
    waiting = list(root.entries("components"))[::-1]
    while waiting:
        component = waiting.pop()
        yield component
        waiting.extend(list(component.entries("components"))[::-1])


def _component(component: Field) -> Request:
    url = component.get("purl")
    if url is not None:
        return purl.parse(url.as_text(), component.origin)
    return Unresolved(
        target=component.text("name")[:SHOWN],
        reason="it has no package URL",
        origin=component.origin,
        needed=component.text("type") not in _NOT_PACKAGES,
    )
