# Inert specimen: the bytes are no-operations.
import ctypes

code = b"\x90" * 64
kernel32 = ctypes.windll.kernel32
memory = kernel32.VirtualAlloc(0, len(code), 0x3000, 0x40)
kernel32.RtlMoveMemory(memory, code, len(code))
thread = kernel32.CreateThread(0, 0, memory, 0, 0, 0)
kernel32.WaitForSingleObject(thread, -1)
