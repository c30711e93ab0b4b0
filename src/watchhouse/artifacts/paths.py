r"""
Paths as archives spell them, made printable, and whether they lead outside.

A MemberPath keeps the archive's spelling, with two exceptions that keep it fit for every terminal, file
and database: a byte that is not UTF-8 and a NUL are written `\xNN`, and a path longer than any system
accepts is cut. No path is ever used to open anything.
"""

from hashlib import sha256

from watchhouse.artifacts.entries import gap
from watchhouse.model.artifact import MemberPath
from watchhouse.model.evidence import Gap, GapReason

LONGEST = 4096
"""PATH_MAX of Linux; nested archives with names of 64 KB each would otherwise cost gigabytes of text."""

_DIGEST = 16
"""Hexadecimal digits that keep two long paths apart once they are cut."""


def printable(raw: bytes) -> str:
    r"""
    Return `raw` as text that can be encoded again.

    >>> printable(b"caf\xc3\xa9/\xff.py")
    'café/\\xff.py'
    """
    text = raw.decode("utf-8", "backslashreplace")
    return text.replace("\0", "\\x00") if "\0" in text else text


def printable_name(name: str) -> str:
    r"""
    Return a file's name as text that can be encoded again.

    >>> printable_name("caf\udcff.whl")
    'caf\\udcff.whl'
    """
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def member_path(prefix: str, name: str) -> MemberPath:
    """Return the path of member `name` of the archive at `prefix`, cut if it is absurdly long."""
    path = prefix + name
    if len(path) > LONGEST:
        digest = sha256(path.encode()).hexdigest()[:_DIGEST]
        path = f"{path[: LONGEST - _DIGEST - 1]}…{digest}"
    return MemberPath(path)


def normal(name: str) -> str | None:
    """
    Return where a reader would put `name`, or None if that is outside.

    >>> normal("./a//b/../c.py")
    'a/c.py'
    >>> normal("a/../../c.py") is None
    True
    """
    if (
        "//" not in name
        and "./" not in name
        and not name.startswith("/")
        and not name.endswith(("/", "/..", "/."))
    ):
        return name if name not in {"", ".", ".."} else (None if name == ".." else "")
    parts: list[str] = []
    for part in name.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return None if name.startswith("/") else "/".join(parts)


def path_gap(path: MemberPath, name: str) -> Gap | None:
    """Return the Gap for a member whose `name` is unsafe, or that systems would read differently."""
    if len(name) > LONGEST:
        return gap(GapReason.UNSAFE_PATH, path, f"a name of {len(name)} characters, cut here")
    if not name:
        return gap(GapReason.UNSAFE_PATH, path, "an empty name")
    if ".." not in name and "\\" not in name and name[0] != "/" and name[1:2] != ":":
        return None
    if leads_outside(name):
        return gap(GapReason.UNSAFE_PATH, path, "the path leads outside the artifact")
    if "\\" in name:
        detail = "a backslash separates folders on some systems only"
        return gap(GapReason.UNSAFE_PATH, path, detail, hides=False)
    return None


def leads_outside(name: str) -> bool:
    r"""
    Return whether `name` leads outside on any system.

    >>> [leads_outside(name) for name in ("a..b/c", "../c", "/c", "C:/c", "a\\..\\..\\c")]
    [False, True, True, True, True]
    """
    posix = name.replace("\\", "/")
    return normal(posix) is None or (posix[1:2] == ":" and posix[:1].isalpha())
