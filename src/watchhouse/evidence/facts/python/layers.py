"""Texts that lie there encoded: undoing encodings without being told which, and scripts inside command lines."""

import base64
import binascii
import re
import shlex
from collections.abc import Callable, Iterator

from watchhouse.evidence.facts.python.fold import FoldError, b64, bunzip, gunzip, inflate, unlzma

SHORTEST_HIDDEN = 60
"""Characters from which an encoded text can hold code worth the name."""

MAX_CHAIN = 12
"""Encodings undone around one text."""

_BASE64 = re.compile(r"[A-Za-z0-9+/\-_\s]{40,}={0,2}\s*\Z")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}\s*){20,}\Z")
_BASE32 = re.compile(r"[A-Z2-7\s]{40,}=*\Z")
_BASE85 = re.compile(r"[!-~]{40,}\Z")
_ESCAPES = re.compile(r"(?:\\x[0-9a-fA-F]{2}){10}")

_CODE = re.compile(
    r"(?:^|[\n;])\s*(?:import\s+\w+|from\s+\w[\w.]*\s+import\s|def\s+\w+\s*\(|class\s+\w+|exec\s*\(|eval\s*\(|"
    r"__import__|print\s*\(|try\s*:|lambda\s|_\s*=\s*lambda|#!/|powershell|\$\w+\s*=|@echo|cmd\s*/c|curl\s|wget\s)",
    re.IGNORECASE,
)
_LOCATOR = re.compile(r"https?://[\w.-]{4,253}[/:\w]|\b\d{1,3}(?:\.\d{1,3}){3}:\d{2,5}\b")


def looks_like_code(text: str) -> bool:
    r"""
    Return whether `text` reads like source code or a command.

    >>> looks_like_code("import os\nos.getcwd()")
    True
    >>> looks_like_code("Lorem ipsum dolor sit amet")
    False
    """
    head = text[:20_000]
    return _printable(head) and _CODE.search(head) is not None


def looks_like_locator(text: str) -> bool:
    """Return whether `text` is, or holds, an address."""
    return len(text) < 4_000 and _printable(text) and _LOCATOR.search(text) is not None


def _printable(text: str) -> bool:
    sample = text[:2_000]
    odd = sum(1 for char in sample if not (char.isprintable() or char in "\r\n\t\f"))
    return bool(sample) and odd * 50 < len(sample)


def unhide(text: str) -> tuple[tuple[str, ...], str] | None:
    """
    Return the steps and the plain text if undoing encodings turns `text` into code or an address, else None.

    Breadth first over every encoding whose alphabet fits, at most MAX_CHAIN deep and 64 attempts in all.

    >>> unhide(base64.b64encode(b"import os; os.getcwd()  # " + b"x" * 40).decode())[0]
    ('base64',)
    """
    if len(text) < SHORTEST_HIDDEN:
        return None
    queue: list[tuple[tuple[str, ...], str | bytes]] = [((), text)]
    seen: set[str | bytes] = set()
    for _ in range(64):
        if not queue:
            return None
        steps, current = queue.pop(0)
        if steps:
            plain = current if isinstance(current, str) else _decode(current)
            if plain is not None and (looks_like_code(plain) or looks_like_locator(plain)):
                return steps, plain
            if plain is not None and isinstance(current, bytes):
                current = plain
        if len(steps) < MAX_CHAIN:
            for name, result in _attempts(current):
                if result not in seen and len(result) >= 8:
                    seen.add(result)
                    queue.append(((*steps, name), result))
    return None


def _decode(content: bytes) -> str | None:
    for encoding in ("utf-8", "utf-16-le"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _printable(text):
            return text
    return None


_BYTE_DECODERS: tuple[tuple[str, bytes, Callable[[bytes], bytes]], ...] = (
    ("zlib", b"\x78", inflate),
    ("gzip", b"\x1f\x8b", gunzip),
    ("bzip2", b"BZh", bunzip),
    ("lzma", b"\xfd7zXZ", unlzma),
    ("lzma", b"\x5d\x00\x00", unlzma),
)


def _attempts(current: str | bytes) -> Iterator[tuple[str, str | bytes]]:
    if isinstance(current, bytes):
        for name, magic, decoder in _BYTE_DECODERS:
            for step, candidate in ((name, current), (f"reversed > {name}", current[::-1])):
                if candidate.startswith(magic):
                    result = _try(decoder, candidate)
                    if result:
                        yield step, result
        return
    for name, pattern, decode in _TEXT_DECODERS:
        if pattern.fullmatch(current):
            result = _try(decode, current)
            if result:
                yield name, result
    if _BASE64.fullmatch(current[::-1]) and current.startswith("="):
        yield "reversed", current[::-1]
    if _ESCAPES.search(current):
        yield "escapes", re.sub(r"\\x([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), current)


def _urlsafe(text: str) -> bytes:
    return b64(text.replace("-", "+").replace("_", "/"))


_TEXT_DECODERS: tuple[tuple[str, re.Pattern[str], Callable[[str], bytes]], ...] = (
    ("hex", _HEX, lambda text: binascii.unhexlify("".join(text.split()))),
    ("base32", _BASE32, lambda text: base64.b32decode("".join(text.split()))),
    ("base64", _BASE64, _urlsafe),
    ("base85", _BASE85, base64.b85decode),
    ("ascii85", _BASE85, base64.a85decode),
)


def _try(decode: Callable[..., bytes], content: str | bytes) -> bytes | None:
    try:
        return decode(content)
    except FoldError:
        return None


_INTERPRETERS = {
    "sh": "shell",
    "bash": "shell",
    "zsh": "shell",
    "dash": "shell",
    "powershell": "powershell",
    "pwsh": "powershell",
    "cmd": "batch",
    "node": "javascript",
    "wscript": "vbscript",
    "cscript": "vbscript",
}


def command_script(text: str, words: list[str]) -> tuple[str, str] | None:
    """
    Return the language and text of the script inside a command line, or None if there is none to read.

    >>> command_script("python3 -c 'import os'", [])
    ('python', 'import os')
    >>> command_script("curl http://x.invalid/a | sh", [])
    ('shell', 'curl http://x.invalid/a | sh')
    """
    if not text:
        return None
    if not words:
        try:
            words = shlex.split(text[:4_000]) if "\\" not in text else text[:4_000].split()
        except ValueError:
            words = text[:4_000].split()
    head = re.split(r"[\\/]", words[0])[-1].lower().removesuffix(".exe") if words else ""
    for position, word in enumerate(words[:6]):
        if word == "-c" and len(words) > position + 1:
            before = " ".join(words[:position]).lower()
            if (
                "python" in before
                or "executable" in before
                or before == "{}"
                or re.search(r"\bpyw?\b", before)
            ):
                return "python", words[position + 1]
    language = _INTERPRETERS.get(head, "shell")
    return language, text
