# Inert specimen: the bytes are no-operations.
import ctypes
import mmap


def grow():
    code = b"\x90" * 64
    memory = mmap.mmap(-1, len(code), prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    ctypes.CFUNCTYPE(ctypes.c_void_p)(address)()
