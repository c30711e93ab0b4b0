"""Whom the embedded server runs as where we are root: PostgreSQL refuses to serve as root."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from watchhouse.model.errors import RequestError

_NAMES = ("watchhouse", "postgres", "nobody")
"""The first of these that the machine knows; an operator who wants an account for Watchhouse alone makes one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAccount:
    """Somebody else than ourselves."""

    name: str
    user: int
    group: int


def server_account(data: Path) -> ServerAccount | None:
    """
    Return whom the server of the folder `data` must run as, or None if as ourselves.

    Data that exists is its owner's. Raises RequestError where there is no account to take.
    """
    if sys.platform == "win32" or os.geteuid() != 0:
        return None
    import pwd

    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    owner = data.stat().st_uid if data.exists() else 0
    owners = [entry for entry in accounts.values() if owner and entry.pw_uid == owner]
    named = [accounts[name] for name in _NAMES if name in accounts]
    for entry in (*owners, *named):
        return ServerAccount(name=entry.pw_name, user=entry.pw_uid, group=entry.pw_gid)
    raise RequestError("PostgreSQL does not run as root, and this machine has no account named nobody")


def may_enter(folder: Path, account: ServerAccount) -> bool:
    """Return whether `account` may go through every folder down to `folder`."""
    real = folder.resolve()
    return all(_may_pass(place, account) for place in (real, *real.parents))


def _may_pass(folder: Path, account: ServerAccount) -> bool:
    status = folder.stat()
    if status.st_uid == account.user:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.group:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)
