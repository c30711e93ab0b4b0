"""Which secrets a request tells, and which it only shows to a service as the key to its own door."""

import re
from collections.abc import Callable
from typing import TypeAlias

from watchhouse.evidence.facts.code import Call
from watchhouse.evidence.facts.python.objects import Items
from watchhouse.evidence.knowledge.loot import is_key, secrets_in
from watchhouse.evidence.values import Source, Taint, Value
from watchhouse.evidence.views.arguments import address_of, verb_of

Names: TypeAlias = Callable[[frozenset[Taint]], frozenset[str]]

_DOOR_HEADER = re.compile(
    r"auth|key|token|secret|cookie|session|passw|user|account|credential|sign|api|access|client|bearer|jwt|csrf|xsrf",
    re.IGNORECASE,
)
"""Names of headers in which services want their own tokens."""

_DOORS = frozenset({"auth", "headers", "cookies", "cert"})


def secrets_told(call: Call, names_in: Names = secrets_in) -> frozenset[str]:
    """
    Return the secrets that a NETWORK call tells, as `names_in` finds them in what flows.

    A hole in the address (`/bot{}/…`) and the arguments `auth` and `headers` are keys to the door, unless it is
    a private key, which opens none, or a header in which no service looks for one.
    """
    address = address_of(call)
    names: set[str] = set()
    for position, value in enumerate(call.arguments):
        if value is not address and (position or verb_of(call) not in {"get", "post"}):
            names |= names_in(value.taints)
    for keyword, value in call.keywords:
        if keyword in _DOORS:
            names |= {name for name in secrets_in(value.taints) if is_key(name) and "api" not in name.lower()}
            names |= _in_odd_headers(value, names_in)
        elif keyword != "url":
            names |= names_in(value.taints)
    if address.has(Source.DECODED) or not _door(address.text):
        names |= names_in(address.taints)
    return frozenset(names)


def _in_odd_headers(headers: Value, names_in: Names) -> frozenset[str]:
    """Return the secrets that stand in headers in which no service looks for a token."""
    if not isinstance(headers.target, Items):
        return frozenset()
    names: set[str] = set()
    for key, value in headers.target.pairs:
        if key.text and value.taints and not _DOOR_HEADER.search(key.text):
            names |= names_in(value.taints)
    return frozenset(names)


def _door(url: str) -> bool:
    """Return whether a hole in `url` stands where a service wants its own token."""
    return "/bot{}" in url or "/webhooks/{}" in url or "key={}" in url or "token={}" in url or "{}@" in url
