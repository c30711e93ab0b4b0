"""A fuzzer's way into the manifest readers: the first byte chooses the reader, the rest is the text."""

import contextlib
from functools import cache

from watchhouse.ecosystems.manifests.recognise import Manifest, by_content, parse
from watchhouse.ecosystems.pypi.machine import Machine
from watchhouse.model.errors import RequestError
from watchhouse.pipeline.this_machine import this_machine

SEEDS = (
    b"\0foo==1.0 --hash=sha256:" + b"0" * 64,
    b'\1lock-version = "1.0"\ncreated-by = "x"\npackages = []',
    b'\2version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://i.example" }',
    b'\3[[package]]\nname = "a"\nversion = "1"\nfiles = []',
    b'\4{"_meta": {}, "default": {"a": {"version": "==1"}}}',
    b'\5{"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}}',
    b'\6{"bomFormat": "CycloneDX", "components": [{"purl": "pkg:pypi/a@1"}]}',
    b'\7{"spdxVersion": "SPDX-2.3", "packages": []}',
)
"""One small document for each reader."""


@cache
def _machine() -> Machine:
    return this_machine()


def fuzz_one(data: bytes) -> None:
    """Read `data` as a manifest; whatever but a RequestError comes out is a defect."""
    manifests = tuple(Manifest)
    manifest = manifests[data[0] % len(manifests)] if data else manifests[0]
    text = data[1:].decode("utf-8", "replace")
    by_content(text)
    with contextlib.suppress(RequestError):
        parse(manifest, text, "file", _machine(), lambda path: f"-r {path}x")
