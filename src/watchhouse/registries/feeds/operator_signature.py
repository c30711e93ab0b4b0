"""Ed25519 signatures over the bodies of an operator's feed (RFC 8032), and the keys that they are checked with."""

import base64
import binascii
from collections.abc import Iterable

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from watchhouse.model.errors import InfrastructureError, RequestError

HEADER = "Watchhouse-Signature"
_SCHEME = "ed25519="
_SIGNATURES = 4
"""More than one while keys are changed; each costs a computation for each key."""


class UnsignedError(InfrastructureError):
    """An answer that is not known to be the operator's."""


def read_public_key(stated: str) -> Ed25519PublicKey:
    """Return the key in `stated`: PEM, or the 32 bytes in base64; raises RequestError if it is neither."""
    try:
        if "-----BEGIN" in stated:
            key = load_pem_public_key(stated.encode())
        else:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(stated.strip(), validate=True))
    except (ValueError, UnsupportedAlgorithm) as error:  # binascii.Error is a ValueError
        raise RequestError("an operator's public key is an Ed25519 key, in PEM or base64") from error
    if not isinstance(key, Ed25519PublicKey):
        raise RequestError("an operator's public key is an Ed25519 key, in PEM or base64")
    return key


def signature(body: bytes, key: Ed25519PrivateKey) -> str:
    """Return what the header says if the holder of `key` serves `body`."""
    return _SCHEME + base64.b64encode(key.sign(body)).decode()


def check_signature(body: bytes, stated: str, keys: Iterable[Ed25519PublicKey], source: str) -> None:
    """Raise UnsignedError unless one of `stated`, the header, was made over `body` by the holder of one of `keys`."""
    candidates = [_raw(word.strip()) for word in stated.split(",", _SIGNATURES)[:_SIGNATURES]]
    for key in keys:
        for candidate in candidates:
            if candidate is not None and _made_by(key, candidate, body):
                return
    reason = "is not signed by a key that you configured" if stated else "is not signed"
    raise UnsignedError(f"what {source} says {reason}: nothing of it was read")


def _raw(word: str) -> bytes | None:
    if not word.startswith(_SCHEME):
        return None
    try:
        return base64.b64decode(word.removeprefix(_SCHEME), validate=True)
    except (binascii.Error, ValueError):
        return None


def _made_by(key: Ed25519PublicKey, candidate: bytes, body: bytes) -> bool:
    try:
        key.verify(candidate, body)
    except InvalidSignature:
        return False
    return True
