"""
Which hosts a service may ask: what its operator configured, and no host that a document names.

A scan follows an index's links as an installer does. A service reads links that strangers could try to
bend (a server-side request forgery), so its transport is given `Hosts`:

* the origin (scheme, host, port) of each configured URL, and the same host when `http` turned into `https`;
* the file hosts that the operator names, over `https` or with the scheme and port that they name;
* where they name none: whichever host the index's own listing links to, over `https`, on the usual port and by a
  public-looking name. Package indexes keep files on another domain than their pages, so a common parent
  cannot be demanded. An address, a name without a dot and a name that is local by convention are refused;
* a redirect may only lead to an origin of the first two kinds, or stay on the host that was asked for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from watchhouse.model.errors import InfrastructureError, RequestError

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10}")
_LOCAL = frozenset({"local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "arpa"})
"""RFC 6762, RFC 8375 and the names that ICANN will never delegate because private networks use them."""


class HostRefusedError(InfrastructureError):
    """A link or a redirect leads away from the hosts that may be asked; nothing was sent there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a URL points, without path and credentials."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosts:
    """The hosts that may be asked; made by `hosts_of`."""

    configured: frozenset[Origin]
    files: frozenset[Origin] = frozenset()

    def may_ask(self, url: str) -> bool:
        """Return whether `url`, a link in a document of the registry, may be asked for."""
        origin = origin_of(url)
        if origin is None:
            return False
        return self._named(origin) or (not self.files and _public(origin))

    def may_follow(self, asked: str, url: str) -> bool:
        """Return whether a redirect may lead from `asked` to `url`."""
        start, origin = origin_of(asked), origin_of(url)
        return origin is not None and (self._named(origin) or _same_or_safer(start, origin))

    def _named(self, origin: Origin) -> bool:
        return any(_same_or_safer(known, origin) for known in self.configured | self.files)


def hosts_of(urls: Iterable[str], files: Iterable[str] = ()) -> Hosts:
    """
    Return the hosts of the configured `urls` and of the file hosts named by host, host:port or URL.

    Raises RequestError if one of them is none.

    >>> hosts = hosts_of(["https://index.example/simple/"], ["files.example"])
    >>> hosts.may_ask("https://files.example/a.whl"), hosts.may_ask("https://other.example/a.whl")
    (True, False)
    """
    named = (place if "://" in place else f"https://{place}" for place in files)
    return Hosts(configured=_origins(urls), files=_origins(named))


def origin_of(url: str) -> Origin | None:
    """Return the origin of the http or https URL `url`, or None if it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # no port, or brackets that hold no address
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return Origin(scheme=parts.scheme, host=parts.hostname.rstrip("."), port=port or _PORTS[parts.scheme])


def _origins(urls: Iterable[str]) -> frozenset[Origin]:
    found = set()
    for url in urls:
        origin = origin_of(url)
        if origin is None:
            raise RequestError(f"{url.rpartition('@')[2][:200]!r} names no host")
        found.add(origin)
    return frozenset(found)


def _same_or_safer(known: Origin | None, origin: Origin) -> bool:
    return known is not None and (
        known == origin or (known.host == origin.host and (origin.scheme, origin.port) == ("https", 443))
    )


def _public(origin: Origin) -> bool:
    if (origin.scheme, origin.port) != ("https", 443) or not _NAME.fullmatch(origin.host):
        return False
    last = origin.host.rpartition(".")[2]
    # No top-level domain is a number, so an IPv4 address in any notation is no name.
    return last not in _LOCAL and not last[0].isdigit()
