"""
What code looks like with its names and literals taken out.

Two packages of one campaign differ in names, ciphertext and hosts; their syntax stays. Tokens are taken by one
regular expression, not by a parser: what does not parse has a shape too.
"""

import builtins
import hashlib
import keyword
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

VERSION = "2"
FILES = 40
CHARACTERS = 1 << 16
SHINGLE = 5
PERMUTATIONS = 64
TOKENS = 60
"""A file with fewer tokens has too plain a shape to tie two packages by itself."""

_WORDS = frozenset(keyword.kwlist) | frozenset(dir(builtins)) | sys.stdlib_module_names | {
    "requests", "setup", "setuptools", "cmdclass", "install", "develop", "egg_info", "run", "find_packages",
    "packages", "install_requires", "post", "get", "urlopen", "system", "Popen", "call", "check_output", "b64decode",
    "decompress", "loads", "Fernet", "decrypt", "environ", "getenv", "connect", "send", "write", "read", "content",
}  # fmt: skip
"""Names that a kit cannot change: the language's own, and those of what it calls."""

_HOT = re.compile(
    rb"exec|eval|subprocess|urlopen|urlretrieve|requests\.|base64|socket\.|os\.system|Fernet|powershell|webhook"
    rb"|marshal|zlib|environ|startfile|Popen"
)
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n]*|\s+|\\\n)
    |(?P<text>[bBrRuUfF]{0,2}(?:\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
       |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<number>\d[\w.]*)
    |(?P<name>[^\W\d]\w*)
    |(?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)
_LITERAL = 1
_NAME = 2
_JOINTS = frozenset({ord(","), ord("+")})


@dataclass(frozen=True, slots=True)
class Shape:
    """One package's shape: digests of files that could tie it to others, and a MinHash of all its code."""

    files: tuple[str, ...]
    minhash: tuple[int, ...]
    shingles: int
    """How many different pieces of syntax there are; 0 for a package without Python."""


def shape(members: Iterable[tuple[str, bytes]]) -> Shape:
    """Return the shape of a package with `members` (path, content)."""
    python = sorted((one for one in members if one[0].endswith((".py", ".pyw"))), key=_interest)[:FILES]
    digests = set()
    pieces: list[npt.NDArray[np.uint64]] = []
    for _, content in python:
        codes = tokens(content[:CHARACTERS].decode("latin-1"))
        pieces.append(_shingles(codes))
        if len(codes) >= TOKENS and len(set(_HOT.findall(content[:CHARACTERS]))) > 1:
            digests.add(hashlib.sha256(np.array(codes, np.uint64).tobytes()).hexdigest()[:16])
    every = np.unique(np.concatenate(pieces)) if pieces else np.zeros(0, np.uint64)
    return Shape(tuple(sorted(digests)), _minhash(every), len(every))


def tokens(text: str) -> list[int]:
    """Return `text` as numbers: one for every literal, one for every free name, a number each for the rest."""
    codes: list[int] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind in {"text", "number"}:
            # A list or a sum of literals looks the same however long it is.
            if len(codes) > 1 and codes[-1] in _JOINTS and codes[-2] == _LITERAL:
                codes.pop()
            elif not codes or codes[-1] != _LITERAL:
                codes.append(_LITERAL)
        elif kind == "mark":
            codes.append(ord(match[0]))
        elif kind == "name":
            codes.append(_stable(match[0]) if match[0] in _WORDS else _NAME)
    return codes


def _interest(member: tuple[str, bytes]) -> tuple[int, int, str]:
    path, content = member
    name = path.rsplit("/", 1)[-1]
    return (
        ("setup.py", "__init__.py").index(name) if name in {"setup.py", "__init__.py"} else 2,
        -len(content),
        path,
    )


def _stable(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big") | 1 << 47


def _shingles(codes: list[int]) -> npt.NDArray[np.uint64]:
    if len(codes) < SHINGLE:
        return np.zeros(0, np.uint64)
    numbers = np.array(codes, np.uint64)
    total = np.zeros(len(codes) - SHINGLE + 1, np.uint64)
    for offset in range(SHINGLE):
        total = total * np.uint64(0x9E3779B97F4A7C15) + numbers[offset : offset + len(total)]
    return np.unique(_mix(total))


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    return values ^ (values >> np.uint64(29))


def _minhash(values: npt.NDArray[np.uint64]) -> tuple[int, ...]:
    if not len(values):
        return ()
    keys = np.arange(1, PERMUTATIONS + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    return tuple(int(_mix(values ^ key).min()) for key in keys)
