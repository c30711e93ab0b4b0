"""Hosts, ports and raw addresses in texts and arguments, and how far each one reaches; linear time."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TypeAlias

from watchhouse.evidence.values import UNKNOWN, Value

_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class Reach(StrEnum):
    """How far away a host is."""

    PUBLIC = "public"
    DOCUMENTATION = "documentation"
    """TEST-NET and 2001:db8::/32."""
    PRIVATE = "private"
    """Private and link-local networks."""
    LOOPBACK = "loopback"
    UNKNOWN = "unknown"
    """The host was not folded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One host that code names, and how."""

    host: str
    """Lower case, without port and user; hostile."""
    port: int | None = None
    scheme: str = ""
    address: str = ""
    """The address in its usual form where the host is a raw one, however it was spelled."""
    reach: Reach = Reach.PUBLIC

    @property
    def away(self) -> bool:
        """Whether it is, or stands for, a machine of somebody else."""
        return self.reach in {Reach.PUBLIC, Reach.DOCUMENTATION}


RESOLVERS = frozenset(
    {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9", "208.67.222.222", "114.114.114.114"}
)
"""Well-known name servers: connecting a datagram socket to one is the usual way to learn one's own address."""
ORDINARY_PORTS = frozenset(
    {21, 22, 25, 53, 80, 110, 143, 443, 465, 587, 993, 995, 3000, 5000, 8000, 8080, 8443, 8888}
)
_DOCUMENTATION = tuple(
    ipaddress.ip_network(net)
    for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)
_URL = re.compile(r"([a-z][a-z0-9+.-]{0,15})://([^\s/?#\"'<>\\,;)]{1,300})", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?(?:/\S*)?", re.ASCII)
_NAME = re.compile(r"(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.ASCII | re.IGNORECASE)
_PARTS = re.compile(r"0x[0-9a-f]{1,8}|\d{1,12}", re.IGNORECASE | re.ASCII)
_MOST_HOSTS = 1_000
"""Hosts of one text that are looked at."""
_MOST_PORT = 65_535


def endpoints_in(text: str) -> tuple[Endpoint, ...]:
    """
    Return the hosts of the URLs in `text`, in order, at most 1,000.

    >>> [(e.address, e.port, e.reach.value) for e in endpoints_in("http://0xCB007105:81/x http://u@10.0.0.1/")]
    [('203.0.113.5', 81, 'documentation'), ('10.0.0.1', None, 'private')]
    """
    if "://" not in text:
        return ()
    matches = islice(_URL.finditer(text), _MOST_HOSTS)
    return tuple(endpoint(match[2], scheme=match[1].lower()) for match in matches)


def endpoints_of(values: Iterable[Value]) -> tuple[Endpoint, ...]:
    """Return every host in call arguments: in URLs, as `(host, port)`, as a bare address, or as a name alone."""
    found: list[Endpoint] = []
    for value in values:
        match value.const:
            case (str() as host, int() as port, *_) if 0 < port <= _MOST_PORT:
                found.append(endpoint(host, port=port))
                continue
        text = value.text.strip()
        if "://" in text:
            found += endpoints_in(text)
        elif bare := _BARE_ADDRESS.fullmatch(text):
            found.append(endpoint(bare[1], port=int(bare[2]) if bare[2] else None))
        elif value.const is not UNKNOWN and _NAME.fullmatch(text):
            found.append(endpoint(text))
    return tuple(found)


def endpoint(authority: str, *, scheme: str = "", port: int | None = None) -> Endpoint:
    """Return what `authority` (user, host and port as in a URL) names."""
    host = authority.rsplit("@", 1)[-1].lower()
    if host.startswith("["):
        host, _, tail = host[1:].partition("]")
        digits = tail.removeprefix(":")
    elif host.count(":") == 1:
        host, _, digits = host.partition(":")
    else:
        digits = ""
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(_MOST_PORT)):
        port = int(digits)
    address = raw_address(host)
    return Endpoint(
        host=host.rstrip("."),
        port=port,
        scheme=scheme,
        address=str(address) if address else "",
        reach=_reach(host, address),
    )


def raw_address(host: str) -> _Address | None:
    """
    Return the address that `host` spells, also in the forms that `inet_aton` reads.

    >>> str(raw_address("3405803781")), raw_address("1.2.3.4.5"), raw_address("name.example")
    ('203.0.113.5', None, None)
    """
    if ":" in host:
        try:
            return ipaddress.ip_address(host)
        except ValueError:
            return None
    parts = host.split(".")
    if len(parts) > 4 or not all(_PARTS.fullmatch(part) for part in parts):
        return None
    try:
        numbers = [
            int(part, 16 if part[1:2] in "xX" and len(part) > 1 else 8 if part[0] == "0" else 10)
            for part in parts
        ]
    except ValueError:
        return None
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        return None
    packed = last
    for place, head in enumerate(heads):
        packed += head << (24 - 8 * place)
    return ipaddress.IPv4Address(packed)


def _reach(host: str, address: _Address | None) -> Reach:
    if address is not None:
        if any(address in net for net in _DOCUMENTATION if net.version == address.version):
            return Reach.DOCUMENTATION
        if address.is_loopback or address.is_unspecified:
            return Reach.LOOPBACK
        return Reach.PUBLIC if address.is_global else Reach.PRIVATE
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return Reach.LOOPBACK
    if not host or "{}" in host.rsplit(".", maxsplit=1)[-1] or "." not in host.replace("{}", ""):
        return Reach.UNKNOWN
    return Reach.PUBLIC
