"""The bytes of a world's files: made when they are asked for, the last ones kept, all of them on disk if wanted."""

import hashlib
import os
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.generate.blueprint import Blueprint
from watchhouse.testing.generate.packages import make

_MEMORY = 96 << 20
"""Bytes of files that are kept in memory: a page's hashes are asked for just before its files."""
_FOLDER = 1_000
"""Projects that share a folder of the cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What a registry states of a file; NuGet and npm state SHA-512, PyPI does not."""

    size: int
    sha256: str
    sha512: bytes = b""
    sha1: str = ""


class Contents:
    """Files by project and number; may be used from many threads."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._held = 0
        self._digests: dict[tuple[int, int], Digests] = {}

    def content(self, key: tuple[int, int], blueprint: Blueprint) -> bytes:
        """Return the bytes of the file `key`, which `blueprint` describes."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        content = make(blueprint) if self._cache is None else self._from_disk(self._cache, key, blueprint)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = content
                self._held += len(content)
            while self._held > _MEMORY and len(self._kept) > 1:
                self._held -= len(self._kept.popitem(last=False)[1])
        return content

    def digests(self, key: tuple[int, int], blueprint: Blueprint) -> Digests:
        """Return what the registry states of the file `key`; kept for good, in a hundred bytes or two."""
        found = self._digests.get(key)
        if found is None:
            found = self._digests[key] = _digests(self.content(key, blueprint), blueprint.ecosystem)
        return found

    def _from_disk(self, cache: Path, key: tuple[int, int], blueprint: Blueprint) -> bytes:
        path = cache / str(key[0] // _FOLDER) / f"{key[0]}-{key[1]}"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            content = make(blueprint)
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        whole.write_bytes(content)
        whole.replace(path)
        return content


def _digests(content: bytes, ecosystem: Ecosystem) -> Digests:
    sha256 = hashlib.sha256(content).hexdigest()
    match ecosystem:
        case Ecosystem.PYPI:
            return Digests(size=len(content), sha256=sha256)
        case Ecosystem.NPM:
            sha1 = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            return Digests(
                size=len(content), sha256=sha256, sha512=hashlib.sha512(content).digest(), sha1=sha1
            )
        case Ecosystem.NUGET:
            return Digests(size=len(content), sha256=sha256, sha512=hashlib.sha512(content).digest())
