"""Encodings that scripts hide text in, undone under a size limit; None where the data do not fit."""

import base64
import binascii
import re
import urllib.parse
import zlib
from typing import Final

LARGEST: Final = 8 << 20
"""Bytes that one decoding may give."""

_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=_-]+")
_NOT_HEX = re.compile(r"[^0-9A-Fa-f]+")
_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_MOSTLY: Final = 0.85


def from_base64(text: str) -> bytes | None:
    r"""
    Undo base64, whichever alphabet, wrapped or unpadded.

    >>> from_base64("aGVs\nbG8"), from_base64("!")
    (b'hello', None)
    """
    packed = _NOT_BASE64.sub("", text[: 2 * LARGEST]).replace("-", "+").replace("_", "/").rstrip("=")
    if len(packed) < 2:
        return None
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4))[:LARGEST]
    except (binascii.Error, ValueError):
        return None


def from_hex(text: str) -> bytes | None:
    r"""
    Undo hexadecimal, with or without separators.

    >>> from_hex("68 65:6c")
    b'hel'
    """
    packed = _NOT_HEX.sub("", text[: 2 * LARGEST].replace("0x", "").replace("\\x", ""))
    return bytes.fromhex(packed[: len(packed) & ~1]) if len(packed) > 1 else None


def inflate(content: bytes) -> bytes | None:
    """Undo gzip, zlib or bare deflate, whichever it is."""
    for window in (47, -15):
        try:
            return zlib.decompressobj(window).decompress(content, LARGEST)
        except zlib.error:
            continue
    return None


def as_text(content: bytes) -> str | None:
    """
    Return `content` as the text that it is most likely to be, or None if it is none.

    >>> as_text("ls".encode("utf-16-le")), as_text(b"ls"), as_text(bytes(range(128, 160)))
    ('ls', 'ls', None)
    """
    if not content:
        return ""
    zeros = content[1:400:2].count(0)
    if len(content) > 1 and zeros * 2 * 100 >= len(content[:400]) * 80:
        return content[: len(content) & ~1].decode("utf-16-le", "replace").removeprefix("\ufeff")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    sample = text[:2_000]
    readable = sum(letter.isprintable() or letter in "\r\n\t" for letter in sample)
    return text if readable >= _MOSTLY * len(sample) else None


def unescape(text: str) -> str:
    """
    Undo percent escapes, also the `%uXXXX` of old JavaScript.

    >>> unescape("%61%u0062")
    'ab'
    """
    return urllib.parse.unquote(_PERCENT_U.sub(lambda found: chr(int(found[1], 16)), text[:LARGEST]))
