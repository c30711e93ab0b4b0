"""An SPDX 2 SBOM in JSON: every package by the package URL among its external references."""

from watchhouse.ecosystems.manifests import purl
from watchhouse.ecosystems.manifests.document import SHOWN, Field, load_json
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.request import Request, Unresolved


def parse(text: str, document: str, machine: Machine) -> tuple[Request, ...]:  # noqa: ARG001 - one form for all
    """Return the requests of an SPDX 2 document; `document` is what a person calls it."""
    root = load_json(text, document)
    if not root.text("spdxVersion").startswith("SPDX-2."):
        raise root.fault("spdxVersion is not SPDX-2")
    described = {name.as_text() for name in root.entries("documentDescribes")}
    return tuple(_package(package, described) for package in root.entries("packages"))


def _package(package: Field, described: set[str]) -> Request:
    for reference in package.entries("externalRefs"):
        if reference.text("referenceType") == "purl":
            return purl.parse(reference.need("referenceLocator").as_text(), reference.origin)
    return Unresolved(
        target=package.text("name")[:SHOWN],
        reason="it has no package URL",
        origin=package.origin,
        # What the document is about, such as the user's own application, need not be on any index.
        needed=package.text("SPDXID") not in described,
    )
