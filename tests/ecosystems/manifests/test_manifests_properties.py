"""Whatever a manifest says, reading it ends in requests or in a RequestError."""

import contextlib
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from watchhouse.ecosystems.manifests.recognise import Manifest, by_content, parse
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError

KEYS = [
    *(
        "version",
        "package",
        "packages",
        "name",
        "source",
        "registry",
        "wheels",
        "sdist",
        "url",
        "hash",
        "files",
    ),
    *("file", "metadata", "groups", "markers", "marker", "lock-version", "created-by", "hashes", "sha256"),
    *(
        "lockfileVersion",
        "dependencies",
        "node_modules/a",
        "resolved",
        "integrity",
        "link",
        "os",
        "bomFormat",
    ),
    *("components", "purl", "spdxVersion", "externalRefs", "referenceType", "referenceLocator", "_meta"),
    *("default", "sources", "index", "path", "directory", "archive", "resolution-markers", "editable"),
]
WORDS = [
    *("demo", "1.0", "==1.0", "CycloneDX", "SPDX-2.3", "pkg:pypi/demo@1", "purl", "file:x", "../x", "\0", ""),
    *("https://h.example/demo-1.0.tar.gz", "demo-1.0-py3-none-any.whl", "sha256:" + "0" * 64, "npm:a@1", "."),
    *("os_name == 'posix'", "sha512-AAAA", "git+x", "${X}", "-e .", "x" * 5_000, "1" * 5_000),
]
VALUES = st.recursive(
    st.sampled_from(WORDS) | st.text(max_size=8) | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6),
    max_leaves=25,
)
TABLES = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8)
HEADS: dict[Manifest, dict[str, object]] = {
    Manifest.UV_LOCK: {"version": 1},
    Manifest.PYLOCK: {"lock-version": "1.0", "created-by": "x"},
    Manifest.PIPFILE_LOCK: {"_meta": {}},
    Manifest.PACKAGE_LOCK: {"lockfileVersion": 3},
    Manifest.CYCLONEDX: {"bomFormat": "CycloneDX"},
    Manifest.SPDX: {"spdxVersion": "SPDX-2.3"},
}


def toml(value: object) -> str:
    """Return `value` as an inline TOML value."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)} = {toml(part)}" for key, part in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return json.dumps(value)


def read(manifest: Manifest, text: str, machine: Machine) -> None:
    """Read `text`; only a RequestError is let pass."""

    def include(path: str) -> str:
        return f"-r {path}x"

    with contextlib.suppress(RequestError):
        assert isinstance(parse(manifest, text, "file", machine, include), tuple)


@pytest.mark.parametrize("manifest", Manifest)
@given(table=TABLES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_documents_of_any_shape(manifest: Manifest, table: dict[str, object], linux: Machine) -> None:
    """Known keys in any place, with any value, in JSON and in TOML."""
    full = HEADS.get(manifest, {}) | table
    read(manifest, json.dumps(full), linux)
    read(manifest, "".join(f"{json.dumps(key)} = {toml(value)}\n" for key, value in full.items()), linux)


@pytest.mark.parametrize("manifest", Manifest)
@given(text=st.text())
@settings(max_examples=100)
def test_any_text(manifest: Manifest, text: str, linux: Machine) -> None:
    """Text that was never meant for us, and what it is taken for."""
    read(manifest, text, linux)
    assert by_content(text) is None or isinstance(by_content(text), Manifest)


@given(
    lines=st.lists(
        st.lists(
            st.sampled_from(
                [
                    "-r",
                    "-c",
                    "-e",
                    "--hash",
                    "=",
                    "foo",
                    "==",
                    "1",
                    ";",
                    "\\",
                    "#",
                    '"',
                    "@",
                    "[",
                    "]",
                    "/",
                    " ",
                ]
            ),
            max_size=12,
        ).map("".join),
        max_size=5,
    ).map("\n".join)
)
@settings(max_examples=300)
def test_requirement_lines_of_any_shape(lines: str, linux: Machine) -> None:
    """The characters that mean something, in any order."""
    read(Manifest.REQUIREMENTS, lines, linux)
