"""
What an operator may not send: an e-mail address, an IP address, or a hash that is none.

Watchhouse ties accounts together by keyed hashes whose key only the operator has, and keeps nothing else of a
person. This refuses the accidents: it cannot know a hash without a key from one with it.
"""

import ipaddress
import re

_HASH = re.compile(r"[0-9a-f]{64,128}")
"""HMAC-SHA-256 and longer: 32 digits could be an IPv6 address or a plain MD5."""
_MAIL = re.compile(r"[^\s@<>](?:@|%40)[A-Za-z0-9.-]{0,253}\.[A-Za-z]{2,63}(?![A-Za-z0-9-])", re.IGNORECASE)
_BREAKS = re.compile(r"[\s,;|()\[\]{}<>\"'=/]+")
_PORT = re.compile(r":\d{1,5}$")


def is_keyed_hash(value: str) -> bool:
    """Return whether `value` may be a keyed hash: hexadecimal, long enough, and no text in disguise."""
    return _HASH.fullmatch(value) is not None and len(value) % 2 == 0 and not _readable(bytes.fromhex(value))


def is_personal(value: str) -> bool:
    """
    Return whether an e-mail address or an IP address stands in `value`.

    >>> is_personal("logged in from [2001:db8::1]"), is_personal("demo@1.2.3")
    (True, False)
    """
    return _MAIL.search(value) is not None or any(_is_address(word) for word in _BREAKS.split(value))


def _is_address(word: str) -> bool:
    for form in (word, word.partition("%")[0], _PORT.sub("", word)):
        try:
            ipaddress.ip_address(form)
        except ValueError:
            continue
        return True
    return False


def _readable(raw: bytes) -> bool:
    """Return whether `raw` begins as text does: 16 bytes of a hash are all printable once in 7 million times."""
    return raw[:16].isascii() and raw[:16].decode("ascii").isprintable()
