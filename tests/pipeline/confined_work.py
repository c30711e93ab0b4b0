"""Work for the pool that tries what a worker must not be able to do; found by the workers under this module's name."""

import ctypes
import os
import signal
import socket
import stat
import threading
import time
from pathlib import Path


def answer(job: tuple[str, str]) -> bytes:
    """Try what the job's word says; return what came of it."""
    word, subject = job
    try:
        return (_with_files(word, subject) or _with_processes(word, subject)).encode()
    except OSError as error:
        return type(error).__name__.encode()


def _with_files(word: str, subject: str) -> str:
    match word:
        case "read":
            return Path(subject).read_text()
        case "write":
            Path(subject).write_bytes(b"")
        case "mode":
            Path(subject).chmod(stat.S_IRWXU)
        case "execute":
            os.execv(subject, [subject])  # noqa: S606 - it must be refused
        case "import":
            return __import__(subject).__name__
        case _:
            return ""
    return "done"


def _with_processes(word: str, subject: str) -> str:
    match word:
        case "fork":
            os.waitpid(os.fork(), 0)
        case "signal":
            os.kill(int(subject), signal.SIGUSR1)
        case "socket":
            socket.socket(socket.AF_UNIX).close()
        case "trace":
            if ctypes.CDLL(None).ptrace(0, 0, 0, 0) != 0:
                raise PermissionError
        case "thread":
            started = threading.Thread(target=time.sleep, args=(0,))
            started.start()
            started.join()
        case "sleep":
            time.sleep(float(subject))
        case "capabilities":
            status = Path("/proc/self/status").read_text()
            return next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff"))
        case _:
            return str(os.getpid())
    return "done"
