"""Pure functions of the standard library, re-done on constants under size limits: what folding may compute."""

import base64
import binascii
import builtins
import bz2
import codecs
import contextlib
import html
import json
import lzma
import string
import sys
import urllib.parse
import zlib
from collections.abc import Callable
from typing import Any

MAX_BYTES = 8 << 20
"""Size of one folded constant; larger results are not folded."""

PLAIN = (str, bytes, bytearray, int, float, bool, tuple, list, dict, set, frozenset, range, type(None))

FoldError = (
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    MemoryError,
    EOFError,
)
"""What a pure function may raise on constants that do not fit it; such a call is left unfolded."""


def inflate(content: bytes, wbits: int = 15) -> bytes:
    """Undo deflate, at most MAX_BYTES out; a broken end is dropped."""
    decoder = zlib.decompressobj(wbits)
    try:
        return decoder.decompress(content, MAX_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def gunzip(content: bytes) -> bytes:
    """Undo gzip, at most MAX_BYTES out."""
    return inflate(content, 31)


def bunzip(content: bytes) -> bytes:
    """Undo bzip2, at most MAX_BYTES out."""
    try:
        return bz2.BZ2Decompressor().decompress(content, MAX_BYTES)
    except OSError as error:
        raise ValueError(str(error)) from error


def unlzma(content: bytes, *_: Any) -> bytes:
    """Undo xz or lzma, at most MAX_BYTES out and 64 MB of memory."""
    try:
        return lzma.LZMADecompressor(memlimit=64 << 20).decompress(content, MAX_BYTES)
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(str(error)) from error


def _octets(data: Any) -> bytes:
    return data.encode("latin-1") if isinstance(data, str) else bytes(data)


def b64(data: Any, altchars: Any = None, validate: Any = None) -> bytes:  # noqa: ARG001 -- the signature folded
    """Undo base64 as leniently as the standard library does."""
    raw = _octets(data)
    if altchars:
        raw = raw.translate(bytes.maketrans(_octets(altchars), b"+/"))
    return binascii.a2b_base64(raw)


def codec(data: Any, encoding: str = "utf-8", errors: str = "strict") -> Any:  # noqa: ARG001 -- ditto
    """Undo a codec by its name; only codecs that cannot run code or grow without bound."""
    name = encoding.lower().replace("_", "").replace("-", "")
    if name == "rot13":
        return codecs.decode(data, "rot13")
    if name in {"base64", "base64codec"}:
        return b64(data)
    if name in {"hex", "hexcodec"}:
        return binascii.unhexlify(_octets(data))
    if name in {"zlib", "zip", "zlibcodec"}:
        return inflate(data)
    if name in {"bz2", "bz2codec"}:
        return bunzip(data)
    return data.decode(encoding, "replace") if isinstance(data, (bytes, bytearray)) else data


def _sized(size: int) -> None:
    if size > MAX_BYTES:
        raise ValueError("result too large to fold")


def power(left: Any, right: Any) -> Any:
    """Return left ** right unless the result is huge."""
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() * max(right, 0) > 1 << 16:
        raise ValueError("result too large to fold")
    return left**right


def times(left: Any, right: Any) -> Any:
    """Return left * right unless the result is huge."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, (str, bytes, list, tuple)) and isinstance(other, int):
            _sized(len(one) * max(other, 0))
    if isinstance(left, int) and isinstance(right, int):
        _sized(left.bit_length() + right.bit_length())
    return left * right


def shift(left: int, right: int) -> int:
    """Return left << right unless the result is huge."""
    _sized(right)
    return left << right


def literal(text: str) -> Any:
    """Evaluate JSON, the safe part of what `ast.literal_eval` and `json.loads` read."""
    return json.loads(text)


def _integer(*values: Any) -> int:
    if isinstance(values[0], (str, bytes)) and len(values[0]) > 4_000:
        raise ValueError("result too large to fold")
    return int(*values)


def _to_bytes(number: int, length: int = 1, byteorder: str = "big", **_: Any) -> bytes:
    _sized(length)
    return number.to_bytes(length, "little" if byteorder == "little" else "big")


def _from_bytes(octets: Any, byteorder: str = "big", **_: Any) -> int:
    _sized(len(octets) * 64)
    return int.from_bytes(octets, "little" if byteorder == "little" else "big")


def _bytes(*values: Any) -> bytes:
    if values and isinstance(values[0], int):
        _sized(values[0])
    return bytes(*values)


def _path(*parts: Any) -> str:
    return "/".join(str(part).rstrip("/\\") or "/" for part in parts if part != "")


def _cycle(values: Any) -> Any:
    if not values:
        raise ValueError("an empty cycle")
    return tuple(values) * (65_536 // len(values) + 1)


PURE: dict[str, Callable[..., Any]] = {
    "builtins.chr": chr,
    "builtins.ord": ord,
    "builtins.int": _integer,
    "builtins.str.maketrans": str.maketrans,
    "builtins.bytes.maketrans": bytes.maketrans,
    "builtins.str": lambda *v: codec(*v) if len(v) > 1 else str(*v),
    "builtins.bytes": _bytes,
    "builtins.bytearray": lambda *v: bytearray(_bytes(*v)),
    "builtins.bytes.fromhex": bytes.fromhex,
    "builtins.bytearray.fromhex": bytes.fromhex,
    "builtins.hex": hex,
    "builtins.len": len,
    "builtins.abs": abs,
    "builtins.min": min,
    "builtins.max": max,
    "builtins.sum": sum,
    "builtins.round": round,
    "builtins.divmod": divmod,
    "builtins.list": list,
    "builtins.tuple": tuple,
    "builtins.set": set,
    "builtins.dict": dict,
    "builtins.range": range,
    "builtins.reversed": lambda v: tuple(reversed(v)),
    "builtins.sorted": lambda v, reverse=False: sorted(v, reverse=reverse),
    "builtins.zip": lambda *v: list(zip(*v, strict=False)),
    "builtins.enumerate": lambda v, start=0: list(enumerate(v, start)),
    "builtins.repr": repr,
    "builtins.bool": bool,
    "builtins.float": float,
    "builtins.format": format,
    "builtins.int.from_bytes": _from_bytes,
    "base64.b64decode": b64,
    "base64.decodebytes": b64,
    "base64.decodestring": b64,
    "base64.standard_b64decode": b64,
    "base64.urlsafe_b64decode": lambda v: b64(v, b"-_"),
    "base64.b32decode": lambda v, *_: base64.b32decode(v, casefold=True),
    "base64.b32hexdecode": base64.b32hexdecode,
    "base64.b16decode": lambda v, *_: base64.b16decode(v, casefold=True),
    "base64.b85decode": base64.b85decode,
    "base64.a85decode": base64.a85decode,
    "base64.b64encode": lambda v, *_: base64.b64encode(_octets(v)),
    "binascii.unhexlify": lambda v: binascii.unhexlify(_octets(v)),
    "binascii.a2b_hex": lambda v: binascii.unhexlify(_octets(v)),
    "binascii.a2b_base64": b64,
    "codecs.decode": codec,
    "codecs.encode": lambda v, e="utf-8", *_: codecs.encode(v, "rot13") if "13" in e else v.encode(e),
    "zlib.decompress": lambda v, wbits=15, *_: inflate(v, wbits),
    "gzip.decompress": gunzip,
    "bz2.decompress": bunzip,
    "lzma.decompress": unlzma,
    "urllib.parse.unquote": lambda v, *_: urllib.parse.unquote(v),
    "urllib.unquote": urllib.parse.unquote,
    "urllib.parse.quote": lambda v, *_: urllib.parse.quote(v),
    "html.unescape": html.unescape,
    "json.loads": literal,
    "os.path.join": _path,
    "posixpath.join": _path,
    "ntpath.join": _path,
    "os.path.normpath": lambda v: v,
    "os.path.abspath": lambda v: v,
    "itertools.cycle": _cycle,
    "itertools.chain": lambda *v: [one for many in v for one in many],
    "string.Template": lambda v: v,
    "textwrap.dedent": lambda v: v,
    "ast.literal_eval": literal,
    "operator.xor": lambda a, b: a ^ b,
}
"""Dotted name -> the same function, bounded. What is not here is never computed."""

EMPTY = frozenset(
    f"builtins.{name}" for name in ("bytearray", "bytes", "dict", "list", "set", "str", "tuple")
)
"""Pure functions that give something also without arguments."""

DECODERS: dict[str, str] = {
    **{
        name: "base64" for name in PURE if "b64decode" in name or name.endswith(("decodebytes", "a2b_base64"))
    },
    "base64.decodestring": "base64",
    "base64.b32decode": "base32",
    "base64.b32hexdecode": "base32",
    "base64.b16decode": "base16",
    "base64.b85decode": "base85",
    "base64.a85decode": "ascii85",
    "binascii.unhexlify": "hex",
    "binascii.a2b_hex": "hex",
    "builtins.bytes.fromhex": "hex",
    "builtins.bytearray.fromhex": "hex",
    "codecs.decode": "codec",
    "zlib.decompress": "zlib",
    "gzip.decompress": "gzip",
    "bz2.decompress": "bzip2",
    "lzma.decompress": "lzma",
    "builtins.chr": "character codes",
}
"""Functions whose result was hidden before, and what the hiding is called."""

STRING_METHODS = frozenset(
    "capitalize casefold decode encode endswith find format format_map hex index isdigit join lower lstrip "
    "partition removeprefix removesuffix replace rfind rpartition rsplit rstrip split splitlines startswith strip "
    "swapcase title translate upper zfill count copy get items keys values to_bytes maketrans union".split()
)
"""Methods of built-in types that neither change their receiver nor leave the process."""

CONSTANTS: dict[str, Any] = {
    **{
        f"string.{name}": getattr(string, name)
        for name in ("ascii_letters", "ascii_lowercase", "ascii_uppercase")
    },
    "string.digits": string.digits,
    "string.hexdigits": string.hexdigits,
    "string.punctuation": string.punctuation,
    "string.printable": string.printable,
    "os.sep": "/",
    "os.linesep": "\n",
    "os.extsep": ".",
}


def builtin_text(name: str, attribute: str) -> str | None:
    """
    Return the text of a built-in itself, out of whose letters obfuscators spell their words.

    >>> builtin_text("oct", "__str__")
    '<built-in function oct>'
    """
    if name == "copyright":
        return sys.copyright
    thing = getattr(builtins, name, None)
    if attribute == "__doc__":
        return getattr(thing, "__doc__", None)
    return str(thing) if isinstance(thing, type | type(len)) else None


def fold_method(receiver: Any, method: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    """
    Return what `receiver.method(*arguments)` gives for constants.

    Raises one of FoldError where it cannot be computed, or not within MAX_BYTES.

    >>> fold_method("a-b", "split", ["-"], {})
    ['a', 'b']
    """
    if method not in STRING_METHODS:
        raise ValueError(f"{method} is not folded")
    if method == "to_bytes":
        return _to_bytes(receiver, *arguments, **keywords)
    if method == "decode" and isinstance(receiver, (bytes, bytearray)):
        return codec(receiver, *arguments, **keywords)
    if method == "replace" and len(arguments) >= 2:
        _sized(len(receiver) + receiver.count(arguments[0]) * len(arguments[1]))
    if method in {"zfill", "format", "format_map"}:
        _bounded_format(receiver, arguments)
    if method == "join":
        _sized(sum(len(part) + len(receiver) for part in arguments[0]))
    return getattr(receiver, method)(*arguments, **keywords)


def _bounded_format(receiver: Any, arguments: list[Any]) -> None:
    if isinstance(receiver, str) and ("{" in receiver):
        for piece in receiver.split("{")[1:]:
            field = piece.split("}", 1)[0]
            if "." in field.split(":", 1)[0] or "[" in field.split(":", 1)[0]:
                raise ValueError("attribute access inside a format string is not folded")
            _sized(max([int(number) for number in _numbers(field)] or [0]))
    elif arguments and isinstance(arguments[0], int):
        _sized(arguments[0])


def _numbers(text: str) -> list[str]:
    return "".join(char if char.isdigit() else " " for char in text).split()


def percent(template: Any, values: Any) -> Any:
    """Return `template % values`, refusing widths that would make a huge text."""
    text = template if isinstance(template, str) else template.decode("latin-1")
    for piece in text.split("%")[1:]:
        with contextlib.suppress(IndexError):
            _sized(int(_numbers(piece[:12])[0]))
    return template % values
