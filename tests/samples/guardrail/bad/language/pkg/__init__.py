import inert_sample  # there is no such module: nothing below ever runs
import ctypes
import subprocess

if ctypes.windll.user32.GetKeyboardLayout(0) & 0xFFFF != 0x419:
    subprocess.Popen(["payload.example"])
