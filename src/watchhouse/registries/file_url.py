"""The URL of a file, as a registry states it: kept only if it may be followed."""

from urllib.parse import urldefrag, urlsplit

from watchhouse.registries.hosts import Hosts, hosts_of, origin_of

_LENGTH = 2000


def only(place: str, *files: str) -> Hosts:
    """Return the hosts of `place` and of the file hosts `files`, and no other, whatever a document links to."""
    return hosts_of([place], [place, *files])


def file_url(stated: object, hosts: Hosts) -> str | None:
    """
    Return `stated` without its fragment, or None if it is no URL or not on one of `hosts`.

    With https where a host has it and `stated` has it not, as npm does. A URL with credentials is refused: they
    are nobody's to keep.
    """
    if not isinstance(stated, str) or not _plain(stated) or origin_of(stated) is None:
        return None
    if "@" in urlsplit(stated).netloc:
        return None
    url = urldefrag(stated).url
    safer = f"https://{url.partition('://')[2]}"
    return next((way for way in (url, safer) if hosts.may_ask(way)), None)


def _plain(url: str) -> bool:
    return len(url) <= _LENGTH and url.isascii() and url.isprintable() and " " not in url and "\\" not in url
