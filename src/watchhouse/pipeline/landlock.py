"""
Landlock: what a process of Linux may do with files, TCP, other processes' sockets and signals, given up for good.

The numbers are those of linux/landlock.h; each version of the kernel's interface knows more of them, and one that
knows fewer is asked for what it knows.
"""

import ctypes
import os
import struct
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The system calls; of one number on every architecture."""

_ASK_VERSION = 1
_PATH_BENEATH = 1

_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILES_BY_VERSION = ((1, 13), (2, 14), (3, 15), (5, 16))
"""(version, how many of the rights to files it knows)."""

_TCP_FROM, _TCP = 4, 0b11
_SCOPES_FROM, _SCOPES = 6, 0b11
"""Abstract sockets and signals of processes outside."""

_RULESET = struct.Struct("=QQQ")
"""struct landlock_ruleset_attr: handled_access_fs, handled_access_net, scoped."""

_RULE = struct.Struct("=Qi")
"""struct landlock_path_beneath_attr: allowed_access, parent_fd."""

_O_PATH = getattr(os, "O_PATH", 0)


def version() -> int:
    """Return the version of Landlock that the running kernel offers, or 0."""
    return max(_call(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION), 0)


def restrict(readable: Iterable[str]) -> bool:
    """
    Give up every file except to read what lies under `readable`, all TCP, and all processes outside.

    Return whether the kernel took it. It needs PR_SET_NO_NEW_PRIVS, or root.
    """
    known = version()
    if not known:
        return False
    rights = max(count for since, count in _FILES_BY_VERSION if since <= known)
    ruleset = _RULESET.pack(
        (1 << rights) - 1,
        _TCP if known >= _TCP_FROM else 0,
        _SCOPES if known >= _SCOPES_FROM else 0,
    )
    handle = _call(_CREATE, ruleset, ctypes.c_size_t(len(ruleset)), 0)
    if handle < 0:
        return False
    try:
        for path in readable:
            _allow_reading(handle, path)
        return _call(_RESTRICT, handle, 0) == 0
    finally:
        os.close(handle)


def _allow_reading(handle: int, path: str) -> None:
    """Allow to read `path` and what lies under it; what is not there needs no permission."""
    try:
        beneath = os.open(path, _O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rights = _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE  # noqa: PTH112 - text as in sys.path
        _call(_ADD, handle, _PATH_BENEATH, _RULE.pack(rights, beneath), 0)
    finally:
        os.close(beneath)


def _call(number: int, *arguments: object) -> int:
    syscall = getattr(ctypes.CDLL(None), "syscall", None)
    if syscall is None:
        return -1
    syscall.restype = ctypes.c_long
    return int(syscall(ctypes.c_long(number), *arguments))
