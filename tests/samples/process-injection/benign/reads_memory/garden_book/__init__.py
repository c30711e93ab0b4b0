"""Honest look-alike: reads another process, as a monitor does."""
import ctypes


def memory(number, address, size):
    """Return bytes of another process."""
    kernel32 = ctypes.windll.kernel32
    process = kernel32.OpenProcess(0x0410, False, number)
    buffer = ctypes.create_string_buffer(size)
    kernel32.ReadProcessMemory(process, address, buffer, size, None)
    kernel32.CloseHandle(process)
    return buffer.raw
