"""
One file from a registry: from the cache or from the network, and what it must be.

A file that came in parts (a broken download that went on) and is not what it must be is fetched once more as a whole:
its parts may be of two versions, whatever the server said of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from watchhouse.model.errors import InfrastructureError, RequestError
from watchhouse.model.publication import Publication
from watchhouse.registries.cache import Cache
from watchhouse.registries.digests import STRONG, Digests, allowed, contradicted, digests
from watchhouse.registries.hosts import origin_of
from watchhouse.registries.local_place import path_of, read_file
from watchhouse.registries.settings import Limits
from watchhouse.registries.transport import Progress, Transport, host


class WrongHashError(InfrastructureError):
    """A file is not the one that its registry or a lock file says; asking again will hardly change that."""


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


def publication_download(publication: Publication, indexes: Iterable[str] = ()) -> Download:
    """
    Return how to get the file of `publication`.

    The credentials of whichever of the configured `indexes` lies at the same origin go with it: they are never
    stored with a publication. Raises RequestError if its URL is no http or https URL.
    """
    if origin_of(publication.url) is None:  # this machine's files are no registry's
        raise RequestError(f"{publication.url[:200]!r} is no URL of a published file")
    return Download(
        url=_with_credentials(publication.url, indexes),
        file=publication.ref.file,
        stated=publication.digests,
    )


def download(wanted: Download, transport: Transport, cache: Cache, limits: Limits) -> bytes:
    """
    Return the content of `wanted`.

    Raises WrongHashError if it is not what the registry states or the lock accepts, NotFoundError if it is not there
    (any more), TooLargeError if it is beyond the limit, another InfrastructureError if it cannot be had now.
    """
    strong = frozenset(entry for entry in wanted.stated if entry.startswith(STRONG))
    if strong and wanted.accepted and _disjoint(strong, wanted.accepted):
        raise WrongHashError(_not_accepted(wanted))
    kept = cache.get(strong or wanted.accepted)
    if kept is not None and _fault(wanted, digests(kept, wanted.stated | wanted.accepted)) is None:
        return kept
    content, found = _content(wanted, transport, limits)
    fault = _fault(wanted, found)
    if fault is not None:
        raise WrongHashError(fault)
    cache.put(content, wanted.stated | wanted.accepted)
    return content


def _content(wanted: Download, transport: Transport, limits: Limits) -> tuple[bytes, frozenset[str]]:
    if path_of(wanted.url) is not None:
        content = read_file(wanted.url, limits.file_bytes)
        return content, digests(content, wanted.stated | wanted.accepted)
    progress = Progress()
    content, found = _from_network(wanted, transport, progress)
    if progress.resumed and _fault(wanted, found) is not None:
        return _from_network(wanted, transport, Progress(resumable=False))
    return content, found


def _from_network(wanted: Download, transport: Transport, progress: Progress) -> tuple[bytes, frozenset[str]]:
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

    return transport.pieces(wanted.url, take, progress), found


def _with_credentials(url: str, indexes: Iterable[str]) -> str:
    origin = origin_of(url)
    for index in indexes:
        authority = urlsplit(index).netloc if origin and origin_of(index) == origin else ""
        if "@" in authority:
            return urlunsplit(urlsplit(url)._replace(netloc=authority))
    return url


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
