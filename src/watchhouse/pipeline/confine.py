"""
What a worker gives up before it opens hostile bytes.

In this order: files to write, memory without end, the network, root's rights, then whatever Landlock and seccomp can
take. A kernel that lacks one of them refuses only that one.
"""

import contextlib
import ctypes
import os
import resource
import select
import threading
from collections.abc import Sequence

from watchhouse.pipeline import landlock, seccomp

_CLONE_NEWNET = 0x40000000
_CLONE_NEWUSER = 0x10000000
"""linux/sched.h; os.unshare came with Python 3.12."""

_NO_NEW_PRIVILEGES = 38
"""linux/prctl.h."""

_CAPABILITIES = 0x20080522
"""linux/capability.h: version 3, in which a set has 64 bits."""

_READ_ANY_FILE = 1 << 2
"""CAP_DAC_READ_SEARCH."""

EVERYTHING = "/"
"""As what may be read: every file of this machine."""


def confine(memory: int, readable: Sequence[str]) -> None:
    """
    Write no file, say nothing, leave no core, reach no network and no process; take at most `memory` bytes.

    Only what lies under `readable` can still be read; where that is everything, root still reads others' files.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _leave_network()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError):  # macOS knows the limit but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (memory if hard < 0 else min(memory, hard), hard))
    _drop_capabilities(keep=_READ_ANY_FILE if EVERYTHING in readable else 0)
    landlock.restrict(readable)
    seccomp.restrict()


def allow_cpu(seconds: int) -> None:
    """Allow `seconds` more of processor time, counted from what earlier artifacts took."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard < 0 else min(limit, hard), hard))


def end_with(channel: int) -> None:
    """End this process when the other end of `channel` closes, even if it is in the middle of a job."""
    threading.Thread(target=_wait_for_hangup, args=(channel,), name="parent", daemon=True).start()


def _wait_for_hangup(channel: int) -> None:
    watched = select.poll()
    watched.register(channel, 0)  # a hang-up is told unasked
    watched.poll()
    os._exit(0)


def _leave_network() -> None:
    """
    Move to a network namespace without any interface, where the kernel allows it.

    Root may do that as it is; anybody else needs a user namespace for it, which some systems forbid.
    """
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None and unshare(_CLONE_NEWNET) != 0:
        unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _drop_capabilities(keep: int) -> None:
    """Give up root's rights but `keep`, and the way back to them; elsewhere than on Linux there are none."""
    library = ctypes.CDLL(None)
    if hasattr(library, "capset") and hasattr(library, "prctl"):
        header = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
        # Effective, permitted and inheritable, the low halves before the high ones.
        left = (ctypes.c_uint32 * 6)(keep, keep, 0, 0, 0, 0)
        library.capset(ctypes.byref(header), ctypes.byref(left))
        library.prctl(_NO_NEW_PRIVILEGES, *(ctypes.c_ulong(number) for number in (1, 0, 0, 0)))
