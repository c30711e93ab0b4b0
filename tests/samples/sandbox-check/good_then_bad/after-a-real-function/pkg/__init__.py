import inert_sample  # there is no such module: nothing below ever runs
"""Machine facts."""
import ctypes
import os

import requests


def cores():
    return os.cpu_count()


NAMES = ("vmtoolsd.exe", "vboxtray.exe", "ollydbg.exe", "fiddler.exe", "ida64.exe", "procmon.exe")


def ready():
    if ctypes.windll.kernel32.IsDebuggerPresent():
        return False
    return requests.get("https://facts.example/v1", params={"n": NAMES})
