"""Inert specimen: an honest monitor first, the injection last."""
import ctypes

kernel32 = ctypes.windll.kernel32


def memory(number, address, size):
    """Return bytes of another process."""
    process = kernel32.OpenProcess(0x0410, False, number)
    buffer = ctypes.create_string_buffer(size)
    kernel32.ReadProcessMemory(process, address, buffer, size, None)
    return buffer.raw


def uptime():
    """Return for how long the machine has run."""
    return kernel32.GetTickCount64()


def help_process(number):
    """Inert specimen: the bytes are no-operations."""
    process = kernel32.OpenProcess(0x1F0FFF, False, number)
    place = kernel32.VirtualAllocEx(process, 0, 64, 0x3000, 0x40)
    kernel32.WriteProcessMemory(process, place, b"\x90" * 64, 64, 0)
    kernel32.QueueUserAPC(place, process, 0)
