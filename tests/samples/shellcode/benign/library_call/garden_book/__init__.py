"""Honest look-alike: calls a library, gives it a callback, maps a file."""
import ctypes
import mmap

_VISIT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)


def visit(path, function):
    """Call a function for each plant."""
    library = ctypes.CDLL("libgarden.so")
    return library.visit(path, _VISIT(function))


def lines(path):
    """Return how many lines a file has."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return view[:].count(b"\n")
