"""
Seccomp: system calls that nobody needs in order to read an artifact, refused by the kernel from now on.

A list of what is refused, not of what is allowed: libraries differ in what they call, and a worker that fails over an
honest artifact is no defence. Files themselves are Landlock's matter; here is what it does not cover.
"""

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_REFUSED = {
    # (x86_64, aarch64); None where the architecture has no such call. asm/unistd_64.h, asm-generic/unistd.h
    "socket": (41, 198),
    "connect": (42, 203),
    "accept": (43, 202),
    "sendto": (44, 206),
    "recvfrom": (45, 207),
    "sendmsg": (46, 211),
    "recvmsg": (47, 212),
    "bind": (49, 200),
    "listen": (50, 201),
    "socketpair": (53, 199),
    "accept4": (288, 242),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "truncate": (76, 45),
    "ftruncate": (77, 46),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "creat": (85, None),
    "link": (86, None),
    "linkat": (265, 37),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "personality": (135, 92),
    "swapon": (167, 224),
    "reboot": (169, 142),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "iopl": (172, None),
    "ioperm": (173, None),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
}

_X86_64, _AARCH64 = 0xC000003E, 0xC00000B7
"""linux/audit.h."""

_X32 = 0x40000000
"""Calls of the third architecture that an x86_64 kernel speaks begin here."""

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""linux/bpf_common.h: BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_JMP|JSET|K, BPF_RET|K."""

_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
"""Where struct seccomp_data has the call, the architecture, and the low half of the first argument."""

_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000

_CLONE_THREAD = 0x00010000

_SET_FILTER, _ALL_THREADS = 1, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Architecture:
    audit: int
    column: int
    seccomp: int
    kill: int
    tgkill: int
    prlimit: int
    clone: int
    clone3: int = 435


_ARCHITECTURES = {
    "x86_64": _Architecture(audit=_X86_64, column=0, seccomp=317, kill=62, tgkill=234, prlimit=302, clone=56),
    "aarch64": _Architecture(
        audit=_AARCH64, column=1, seccomp=277, kill=129, tgkill=131, prlimit=261, clone=220
    ),
}


def restrict() -> bool:
    """
    Refuse what `_REFUSED` lists, new processes, and signals and limits for others than this process.

    Return whether the kernel took it. It needs PR_SET_NO_NEW_PRIVS, or root.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or platform.system() != "Linux":
        return False
    code = b"".join(_instructions(known, os.getpid()))
    kept = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(kept))  # struct sock_fprog
    syscall = ctypes.CDLL(None).syscall
    syscall.restype = ctypes.c_long
    answer = syscall(ctypes.c_long(known.seccomp), _SET_FILTER, _ALL_THREADS, program)
    return int(answer) == 0


def _instructions(known: _Architecture, process: int) -> Iterator[bytes]:
    refuse, not_there = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
    yield _step(_LOAD, _ARCHITECTURE)
    yield from (_step(_EQUAL, known.audit, 1, 0), _step(_RETURN, _KILL))
    yield _step(_LOAD, _NUMBER)
    if known.audit == _X86_64:
        yield from (_step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, refuse))
    for numbers in _REFUSED.values():
        number = numbers[known.column]
        if number is not None:
            yield from (_step(_EQUAL, number, 0, 1), _step(_RETURN, refuse))
    # The C library falls back to clone, whose flags can be seen here.
    yield from (_step(_EQUAL, known.clone3, 0, 1), _step(_RETURN, not_there))
    yield from _only(known.clone, _step(_ANY_BIT, _CLONE_THREAD, 1, 0), refuse)
    yield from _only(known.kill, _step(_EQUAL, process, 1, 0), refuse)
    yield from _only(known.tgkill, _step(_EQUAL, process, 1, 0), refuse)
    yield from _only(known.prlimit, _step(_EQUAL, 0, 1, 0), refuse)
    yield _step(_RETURN, _ALLOW)


def _only(number: int, condition: bytes, otherwise: int) -> Iterator[bytes]:
    """Allow the call `number` if `condition` holds of its first argument."""
    yield _step(_EQUAL, number, 0, 4)
    yield _step(_LOAD, _FIRST)
    yield condition
    yield _step(_RETURN, otherwise)
    yield _step(_RETURN, _ALLOW)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
