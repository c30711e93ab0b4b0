"""Inert specimen: honest calls of a library first, memory that runs last."""
import ctypes


def columns():
    """Return the width of the console."""
    handle = ctypes.windll.kernel32.GetStdHandle(-11)
    return handle


def memory_free():
    """Return how much memory is free."""
    return ctypes.windll.kernel32.GetTickCount()


def _grow():
    code = b"\x90" * 64
    memory = ctypes.windll.kernel32.VirtualAlloc(None, 64, 0x1000 | 0x2000, 0x40)
    ctypes.memmove(memory, code, 64)
    ctypes.windll.kernel32.EnumSystemLocalesA(memory, 0)


_grow()
