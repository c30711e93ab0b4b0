"""What a worker gives up before it opens hostile bytes: files to write, memory without end, the network."""

import contextlib
import ctypes
import os
import resource

_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
"""linux/sched.h; os.unshare came with Python 3.12."""


def confine(memory: int) -> None:
    """Write no file, say nothing, leave no core, reach no network, take at most `memory` bytes of address space."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _leave_network()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))


def allow_cpu(seconds: int) -> None:
    """Allow `seconds` more of processor time, counted from what earlier artifacts took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard < 0 else min(limit, hard), hard))


def _leave_network() -> None:
    """
    Move to a network namespace without any interface, where the kernel allows it.

    Root may do that as it is; anybody else needs a user namespace for it, which some systems forbid.
    """
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
