"""One file from a registry: from the cache or from the network, and what it must be."""

from collections.abc import Iterator
from dataclasses import dataclass

from watchhouse.model.errors import InfrastructureError
from watchhouse.registries.cache import Cache
from watchhouse.registries.digests import STRONG, Digests, allowed, contradicted, digests
from watchhouse.registries.local_place import path_of, read_file
from watchhouse.registries.settings import Limits
from watchhouse.registries.transport import Transport, host


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What to get, and what is said of its content."""

    url: str
    file: str
    stated: frozenset[str]
    """Digests that the registry states: all must be right."""
    accepted: frozenset[str] = frozenset()
    """Digests that the user's lock accepts: one must be right; empty accepts all."""
    origin: str = ""
    """The lock, for the error."""


def download(wanted: Download, transport: Transport, cache: Cache, limits: Limits) -> bytes:
    """
    Return the content of `wanted`.

    Raises InfrastructureError if it is not what the registry states or the lock accepts.
    """
    strong = frozenset(entry for entry in wanted.stated if entry.startswith(STRONG))
    if strong and wanted.accepted and _disjoint(strong, wanted.accepted):
        raise InfrastructureError(_not_accepted(wanted))
    kept = cache.get(strong or wanted.accepted)
    if kept is not None and _fault(wanted, digests(kept, wanted.stated | wanted.accepted)) is None:
        return kept
    if path_of(wanted.url) is not None:
        content = read_file(wanted.url, limits.file_bytes)
        found = digests(content, wanted.stated | wanted.accepted)
    else:
        content, found = _from_network(wanted, transport)
    fault = _fault(wanted, found)
    if fault is not None:
        raise InfrastructureError(fault)
    cache.put(content, wanted.stated | wanted.accepted)
    return content


def _from_network(wanted: Download, transport: Transport) -> tuple[bytes, frozenset[str]]:
    """Return the content and its digests, which are counted while the pieces come in."""
    found: frozenset[str] = frozenset()

    def take(pieces: Iterator[bytes]) -> bytes:
        nonlocal found
        running, content = Digests(wanted.stated | wanted.accepted), bytearray()
        for piece in pieces:
            running.update(piece)
            content += piece
        found = running.found()
        return bytes(content)

    return transport.pieces(wanted.url, take), found


def _disjoint(stated: frozenset[str], accepted: frozenset[str]) -> bool:
    """Return whether both speak of one algorithm and nothing is in both: then no download can be right."""
    algorithms = {entry.partition(":")[0] for entry in stated}
    comparable = {entry for entry in accepted if entry.partition(":")[0] in algorithms}
    return comparable == accepted and not comparable & stated


def _fault(wanted: Download, found: frozenset[str]) -> str | None:
    if contradicted(found, wanted.stated):
        return f"{wanted.file} from {host(wanted.url)} has another hash than its index states"
    return None if allowed(found, wanted.accepted) else _not_accepted(wanted)


def _not_accepted(wanted: Download) -> str:
    return f"{wanted.file} from {host(wanted.url)} has another hash than {wanted.origin or 'the request'} demands"
