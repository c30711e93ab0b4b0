"""How the embedded server is set: a modest share of a laptop, and nothing that a crash could lose."""

import os
import shutil
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from watchhouse.store.server_account import ServerAccount

_LONGEST_SOCKET_PATH = 90
"""Bytes of a folder's path; the system's limit for the socket in it is 104 on macOS and 108 on Linux."""

_SETTINGS = """\
# Written by Watchhouse at each start; ALTER SYSTEM is stronger than what stands here.

max_connections = 100
shared_buffers = 128MB
effective_cache_size = 512MB
work_mem = 8MB
maintenance_work_mem = 64MB
huge_pages = off
random_page_cost = 1.1

# The processors belong to the workers; every statement is short.
jit = off
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0

# What was committed is on the disk: synchronous_commit and fsync stay on. There is no standby to feed.
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0
wal_compression = on
max_wal_size = 1GB
checkpoint_timeout = 15min

# Rows of work change state a few times and then rest: clean up early and often.
autovacuum = on
autovacuum_naptime = 15s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_analyze_scale_factor = 0.05

idle_in_transaction_session_timeout = 10min
timezone = 'UTC'

# A week of logs, without statements and values: those are hostile text.
logging_collector = on
log_directory = 'log'
log_filename = 'server-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_timezone = 'UTC'
log_min_error_statement = panic
log_error_verbosity = terse
log_checkpoints = off
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server listens: a socket in `socket_folder`, or loopback where sockets cannot be had."""

    port: int
    socket_folder: str = ""


def choose_address(data: Path) -> Address:
    """Return where a server of the folder `data` is to listen."""
    # A comma separates hosts in a URL, and no escape is taken for it.
    fits = len(os.fsencode(data)) <= _LONGEST_SOCKET_PATH and "," not in str(data)
    if sys.platform != "win32" and fits:
        return Address(port=5432, socket_folder=str(data))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return Address(port=probe.getsockname()[1])


def write_settings(data: Path, address: Address, account: ServerAccount | None) -> None:
    """Write the server's settings, whole or not at all."""
    listening = {
        "listen_addresses": "" if address.socket_folder else "127.0.0.1",
        "port": str(address.port),
        "unix_socket_directories": _quoted_folder(address.socket_folder),
        "unix_socket_permissions": "0700",
    }
    lines = "".join(f"{name} = {_quoted(value)}\n" for name, value in listening.items())
    part = data / "postgresql.conf.part"
    part.write_text(_SETTINGS + "\n" + lines, encoding="utf-8")
    if account is not None:
        shutil.chown(part, account.user, account.group)
    part.replace(data / "postgresql.conf")


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _quoted_folder(folder: str) -> str:
    """Return `folder` as one entry of a list of folders."""
    return '"' + folder.replace('"', '""') + '"' if folder else ""
