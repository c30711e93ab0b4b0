"""Work for the pool of a kind that no honest artifact causes; found by the workers under this module's name."""

import os
import resource
import signal
import socket
import time


def answer(job: tuple[str, int]) -> bytes:
    """Do what the job's word says, then answer with the worker's process id."""
    word, number = job
    match word:
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(number)
        case "hang":
            time.sleep(600)
        case "spin":
            _spin()
        case "greedy":
            bytearray(number)
        case "talk":
            os.write(1, b"x" * number)
        case "write":
            os.write(os.memfd_create("scratch"), b"x" * number)
        case "call home":
            socket.create_connection(("127.0.0.1", number), timeout=5).close()
        case "raise":
            raise RuntimeError(word)
        case "environment":
            return "\n".join(sorted(os.environ)).encode()
        case "core":
            return str(resource.getrlimit(resource.RLIMIT_CORE)).encode()
        case _:
            pass
    return str(os.getpid()).encode()


def _spin() -> None:
    while True:
        pass


def hang(job: object) -> bytes:
    """Take `job` and never come back."""
    return answer(("hang", len(repr(job))))


def die(job: object) -> bytes:
    """Die over `job`."""
    return answer(("die", len(repr(job))))


def lie(job: object) -> bytes:
    """Answer what is no verdict."""
    return b'{"level": 0}' + b" " * (len(repr(job)) % 2)


_WARMED: list[bool] = []


def warm() -> None:
    """Note that this process was warmed."""
    _WARMED.append(True)


def has_warmed(_job: str) -> bytes:
    """Answer whether it was."""
    return b"yes" if _WARMED else b"no"
