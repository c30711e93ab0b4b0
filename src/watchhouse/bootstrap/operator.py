"""The file that says how to read an operator's own feed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from watchhouse.model.errors import RequestError
from watchhouse.model.identity import Ecosystem
from watchhouse.registries.feeds.operator_signature import read_public_key

_KEYS = frozenset({"label", "url", "keys", "ecosystem", "file_hosts"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator's feed."""

    label: str
    url: str
    keys: tuple[Ed25519PublicKey, ...]
    ecosystem: Ecosystem
    file_hosts: tuple[str, ...] = ()


def read_operator(path: Path) -> Operator:
    """
    Return what the TOML file `path` says; raises RequestError if it says it wrongly.

        label = "main"                      # the name that the feed's answers carry
        url = "https://registry.example/watchhouse/events"
        keys = ["…"]                        # Ed25519, PEM or base64; two while they are changed
        ecosystem = "pypi"
        file_hosts = ["files.example"]      # if files lie elsewhere than the feed
    """
    try:
        said = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RequestError(f"the operator's feed in {path} cannot be read: {error}") from error
    unknown = sorted(said.keys() - _KEYS)
    if unknown:
        raise RequestError(
            f"{path}: there is no setting {unknown[0][:80]!r}; known are {', '.join(sorted(_KEYS))}"
        )
    ecosystem = _text(said, "ecosystem", path)
    if ecosystem not in {one.value for one in Ecosystem}:
        raise RequestError(f"{path}: ecosystem is one of {', '.join(Ecosystem)}")
    keys = _texts(said, "keys", path)
    if not keys:
        raise RequestError(f"{path}: keys names no key, and an unsigned feed is not read")
    return Operator(
        label=_text(said, "label", path),
        url=_text(said, "url", path),
        keys=tuple(map(read_public_key, keys)),
        ecosystem=Ecosystem(ecosystem),
        file_hosts=_texts(said, "file_hosts", path),
    )


def _text(said: dict[str, Any], key: str, path: Path) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value:
        raise RequestError(f"{path}: {key} must be a text")
    return value


def _texts(said: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
    value = said.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise RequestError(f"{path}: {key} must be a list of texts")
    return tuple(value)
