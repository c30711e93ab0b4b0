"""Subresource integrity as npm writes it: `sha512-<base64>`, several by blanks."""

import base64
import binascii

from watchhouse.model.errors import RequestError

_SIZES = {"sha512": 64, "sha384": 48, "sha256": 32, "sha1": 20}
"""Bytes of each digest, strongest first; npm itself takes the strongest that it knows."""


def strongest(integrity: str) -> frozenset[str]:
    """
    Return the digests of the strongest algorithm in `integrity`, as `algorithm:hexadecimal`.

    Any one of them is enough, as with npm. Raises RequestError if there is none that can be read.

    >>> strongest("sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=")
    frozenset({'sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709'})
    """
    found: dict[str, set[str]] = {}
    for word in integrity.split():
        algorithm, _, encoded = word.partition("?")[0].partition("-")
        size = _SIZES.get(algorithm)
        if size is None:
            continue
        try:
            digest = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            continue
        if len(digest) == size:
            found.setdefault(algorithm, set()).add(f"{algorithm}:{digest.hex()}")
    for algorithm in _SIZES:
        if algorithm in found:
            return frozenset(found[algorithm])
    raise RequestError(f"{integrity[:100]!r} is no integrity that can be checked")
