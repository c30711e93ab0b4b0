"""What SBOMs and package URLs ask for."""

import hashlib
import json
from typing import Any

import pytest

from watchhouse.ecosystems.manifests import cyclonedx, purl, spdx
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.model.request import IndexRequest, Request, Unresolved

HASH = hashlib.sha256(b"").hexdigest()


def shown(requests: tuple[Request, ...]) -> list[object]:
    """Return what matters of each request."""
    return [
        (request.ecosystem.value, request.name, request.specifier)
        if isinstance(request, IndexRequest)
        else (request.target, request.needed)
        for request in requests
        if isinstance(request, IndexRequest | Unresolved)
    ]


def test_cyclonedx(linux: Machine) -> None:
    """Components and those nested in them, in order; what has no package URL is told."""
    document = {
        "bomFormat": "CycloneDX",
        "components": [
            {
                "type": "library",
                "name": "a",
                "purl": "pkg:pypi/Foo_Bar@1.0",
                "components": [{"name": "deep"}],
            },
            {"type": "library", "purl": "pkg:npm/%40scope/demo@2.0.0"},
            {"type": "file", "name": "readme"},
            {"type": "library", "purl": "pkg:deb/debian/curl@1"},
        ],
    }
    found = cyclonedx.parse(json.dumps(document), "bom.json", linux)
    assert shown(found) == [
        ("pypi", "foo-bar", "==1.0"),
        ("deep", True),
        ("npm", "@scope/demo", "2.0.0"),
        ("readme", False),
        ("pkg:deb/debian/curl@1", True),
    ]
    assert isinstance(found[1], Unresolved)
    assert found[1].origin == "bom.json: components[0].components[0]"


def test_spdx(linux: Machine) -> None:
    """The package URL stands among the external references; the document's own subject need have none."""
    reference = {"referenceType": "purl", "referenceLocator": "pkg:pypi/demo@1.0"}
    document = {
        "spdxVersion": "SPDX-2.3",
        "documentDescribes": ["SPDXRef-app"],
        "packages": [
            {"SPDXID": "SPDXRef-app", "name": "app"},
            {"SPDXID": "SPDXRef-1", "externalRefs": [{"referenceType": "cpe23Type"}, reference]},
            {"SPDXID": "SPDXRef-2", "name": "mystery"},
        ],
    }
    found = spdx.parse(json.dumps(document), "x.spdx.json", linux)
    assert shown(found) == [("app", False), ("pypi", "demo", "==1.0"), ("mystery", True)]


@pytest.mark.parametrize(
    ("text", "ecosystem", "name", "specifier"),
    [
        ("pkg:pypi/Demo_X", Ecosystem.PYPI, "demo-x", ""),
        ("pkg:pypi/demo@1.0.0", Ecosystem.PYPI, "demo", "==1.0.0"),
        ("pkg:npm/demo@1.0.0", Ecosystem.NPM, "demo", "1.0.0"),
        ("pkg:npm/%40s/demo", Ecosystem.NPM, "@s/demo", ""),
    ],
)
def test_package_urls(text: str, ecosystem: Ecosystem, name: str, specifier: str) -> None:
    """With and without a version, plain and scoped."""
    found = purl.parse(text)
    assert isinstance(found, IndexRequest)
    assert (found.ecosystem, found.name, found.specifier) == (ecosystem, name, specifier)


def test_qualifiers_count() -> None:
    """A checksum must be met, another repository is remembered, a commit is on no index."""
    found = purl.parse(f"pkg:pypi/demo@1?checksum=sha256:{HASH}&repository_url=https://own.example/simple")
    assert isinstance(found, IndexRequest)
    assert (found.hashes, found.index) == (frozenset({f"sha256:{HASH}"}), "https://own.example/simple")
    assert isinstance(purl.parse("pkg:pypi/demo@1?vcs_url=git%2Bhttps://git.example/x"), Unresolved)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("pkg:", "package URL: 'pkg:' is no package URL"),
        ("pkg:pypi/demo@not-a-version", "package URL: 'not-a-version' is no version"),
        ("pkg:npm/.demo", "package URL: '.demo' is no npm package's name"),
        ("pkg:pypi/a%20b", "package URL: 'a b' is no project's name"),
    ],
)
def test_a_broken_package_url_is_refused(text: str, message: str) -> None:
    """One line says what is wrong."""
    with pytest.raises(RequestError) as caught:
        purl.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({}, "bom: bomFormat is not CycloneDX"),
        ({"bomFormat": "CycloneDX", "components": 1}, "bom: components: a list expected"),
        (
            {"bomFormat": "CycloneDX", "components": [{"purl": "x"}]},
            "bom: components[0]: 'x' is no package URL",
        ),
    ],
)
def test_a_fault_is_named_with_its_path(document: dict[str, Any], message: str, linux: Machine) -> None:
    """One line says where and what."""
    with pytest.raises(RequestError) as caught:
        cyclonedx.parse(json.dumps(document), "bom", linux)
    assert str(caught.value) == message


def test_components_nested_deep_are_no_recursion(linux: Machine) -> None:
    """As deep as the JSON reader bears it, and beyond."""
    text = '{"bomFormat":"CycloneDX","components":[' + '{"components":[' * 300 + "]}" * 300 + "]}"
    assert len(cyclonedx.parse(text, "bom", linux)) == 300
    with pytest.raises(RequestError, match="not JSON that can be read"):
        cyclonedx.parse('{"components":' * 200_000, "bom", linux)
