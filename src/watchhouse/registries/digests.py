"""Whether a content is what somebody said that it would be."""

import hashlib
from collections.abc import Iterable

KNOWN = ("sha256", "sha512", "sha384", "sha1", "md5")
"""What indexes state, most usual first; the last two guard against accidents only."""

STRONG = ("sha256:", "sha512:", "sha384:")
"""The beginnings of digests that nobody can forge."""


class Digests:
    """The digests of a content that comes in pieces, for every algorithm that `expected` names."""

    def __init__(self, expected: Iterable[str]) -> None:
        algorithms = {entry.partition(":")[0] for entry in expected} & set(KNOWN) | {"sha256"}
        self._running = {name: hashlib.new(name, usedforsecurity=False) for name in sorted(algorithms)}

    def update(self, piece: bytes) -> None:
        """Take in the next piece."""
        for running in self._running.values():
            running.update(piece)

    def found(self) -> frozenset[str]:
        """Return the digests so far, as `algorithm:hexadecimal`."""
        return frozenset(f"{name}:{running.hexdigest()}" for name, running in self._running.items())


def digests(content: bytes, expected: Iterable[str]) -> frozenset[str]:
    """Return the digests of `content` for every algorithm that `expected` names."""
    running = Digests(expected)
    running.update(content)
    return running.found()


def allowed(found: frozenset[str], accepted: frozenset[str]) -> bool:
    """
    Return whether a content of digests `found` is one of those `accepted`; an empty set accepts all.

    Where a strong digest is stated a weak one counts for nothing.
    """
    strong = frozenset(entry for entry in accepted if entry.startswith(STRONG))
    return not accepted or bool((strong or accepted) & found)


def contradicted(found: frozenset[str], stated: frozenset[str]) -> bool:
    """Return whether one of the digests `stated` of one content is not among its digests `found`."""
    return any(entry not in found for entry in stated if entry.partition(":")[0] in KNOWN)
